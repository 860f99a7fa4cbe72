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
  'trace-unknown': {
    exit: EXIT.usage,
    en: { message: 'The trace is no longer kept.', next: 'Open it again.' },
    zh: { message: '该跟踪已不再保留。', next: '重新打开它。' },
  },
  'trace-filter-invalid': {
    exit: EXIT.usage,
    en: { message: 'The filter cannot be read: {reason}.', next: 'The rows shown are those of the filter before.' },
    zh: { message: '无法读取过滤条件：{reason}。', next: '显示的仍是上一个过滤条件的结果。' },
  },
} as const satisfies Record<string, ErrorRow>;
