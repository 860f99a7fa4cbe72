import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of opening files in a window. */
export const DOCUMENT_ERRORS = {
  'document-unknown': {
    exit: EXIT.usage,
    en: {
      message: '{path} is not opened: {reason}.',
      next: 'Bootcard opens card images, traces, captures, logs, messages, support bundles and saved plans.',
    },
    zh: {
      message: '未打开 {path}：{reason}。',
      next: 'Bootcard 可打开卡映像、跟踪、抓包、日志、消息、支持包和已保存的计划。',
    },
  },
  'document-too-long': {
    exit: EXIT.usage,
    en: {
      message: '{path} has {size} bytes; at most {limit} are taken.',
      next: 'Cut the recording where the card is first read, and open that part.',
    },
    zh: { message: '{path} 有 {size} 字节；最多接受 {limit} 字节。', next: '从首次读卡处截取记录，再打开该部分。' },
  },
  'document-broken': {
    exit: EXIT.usage,
    en: { message: '{path} did not arrive whole: {reason}.', next: 'Open it again.' },
    zh: { message: '{path} 未完整到达：{reason}。', next: '重新打开。' },
  },
  'document-gone': {
    exit: EXIT.usage,
    en: { message: '{path} is no longer open.', next: 'Open the file again.' },
    zh: { message: '{path} 已不再打开。', next: '重新打开该文件。' },
  },
  'document-elsewhere': {
    exit: EXIT.usage,
    en: {
      message: 'Where {path} stands is not known to Bootcard: it came from a browser, which does not tell.',
      next: 'Choose the file once more.',
    },
    zh: { message: 'Bootcard 不知道 {path} 的位置：它来自浏览器，浏览器不会告知。', next: '再次选择该文件。' },
  },
  'plan-other-card': {
    exit: EXIT.usage,
    en: {
      message: 'The plan is for card {iccid}, not for this one.',
      next: 'Put that card into a reader and open the plan again.',
    },
    zh: { message: '该计划用于卡 {iccid}，不是这张卡。', next: '将那张卡放入读卡器，再打开该计划。' },
  },
} as const satisfies Record<string, ErrorRow>;
