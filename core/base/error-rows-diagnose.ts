import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of looking for what is wrong with a card. */
export const DIAGNOSE_ERRORS = {
  'diagnosis-missing': {
    exit: EXIT.usage,
    en: {
      message: 'This card was not diagnosed since it was read. Nothing done.',
      next: 'Diagnose it again.',
    },
    zh: {
      message: '此卡自上次读取后尚未诊断。未执行任何操作。',
      next: '请重新诊断。',
    },
  },
} as const satisfies Record<string, ErrorRow>;
