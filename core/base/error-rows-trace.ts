import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of taking over traces of other programs. */
export const TRACE_ERRORS = {
  'trace-import-invalid': {
    exit: EXIT.usage,
    en: {
      message: '{path} cannot be read as a trace, {place}: {reason}.',
      next: 'docs/formats.md lists the captures and logs that are understood.',
    },
    zh: {
      message: '{path} 无法作为跟踪文件读取，{place}：{reason}。',
      next: '可识别的抓包与日志格式见 docs/formats.md。',
    },
  },
} as const satisfies Record<string, ErrorRow>;
