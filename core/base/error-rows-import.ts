import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of taking over what other programs read from cards. */
export const IMPORT_ERRORS = {
  'card-import-invalid': {
    exit: EXIT.usage,
    en: {
      message: '{path} cannot be made into a card image: {reason}.',
      next: 'pySim’s fsdump and export, swsim’s JSON and a tree of .def files are understood (docs/formats.md).',
    },
    zh: {
      message: '{path} 无法转换为卡映像：{reason}。',
      next: '可识别 pySim 的 fsdump 与 export、swsim 的 JSON 以及 .def 文件树（见 docs/formats.md）。',
    },
  },
} as const satisfies Record<string, ErrorRow>;
