import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of plans: what a card has no room for, what cannot be taken back. */
export const PLAN_ERRORS = {
  'plan-no-memory': {
    exit: EXIT.usage,
    en: {
      message: 'The plan needs {needed} bytes of memory in {folder}, the card has {free} left. Nothing written.',
      next: 'Shorten the message, or make room on the card first (bootcard admin READER delete …).',
    },
    zh: {
      message: '该计划需要 {folder} 中 {needed} 字节的存储空间，卡上只剩 {free} 字节。未写入。',
      next: '缩短消息，或先在卡上腾出空间（bootcard admin READER delete …）。',
    },
  },
  'plan-order': {
    exit: EXIT.usage,
    en: {
      message:
        'The plan is not safe to cut at {place}: {reason}. Its steps are not in the order that keeps a card readable. Nothing written.',
      next: 'Make the plan again; a plan is never put in another order by hand.',
    },
    zh: {
      message: '该计划在 {place} 处中断时不安全：{reason}。其步骤顺序不能保证卡可读。未写入。',
      next: '重新制定计划；不要手工调整步骤顺序。',
    },
  },
  'delete-failed': {
    exit: EXIT.findings,
    en: {
      message: 'The card said that it deleted {file}, and still answers to it.',
      next: 'Read the card to see what it holds now.',
    },
    zh: { message: '卡声称已删除 {file}，但该文件仍可选中。', next: '请读卡查看现在的内容。' },
  },
  'recover-no-backup': {
    exit: EXIT.usage,
    en: {
      message:
        'Card {iccid} cannot be rolled back: the backup with {file} cannot be read, and the card and the journal do not tell what it held. Nothing written.',
      next: 'Finish the write (bootcard recover --finish), or restore another backup of the card.',
    },
    zh: {
      message: '卡 {iccid} 无法回滚：含 {file} 的备份无法读取，卡和日志也无法还原其内容。未写入。',
      next: '完成写入（bootcard recover --finish），或恢复该卡的其他备份。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
