import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of key files, key tables and the system's secret store. */
export const KEY_FILE_ERRORS = {
  'keys-format': {
    exit: EXIT.usage,
    en: { message: '{path} is not a key file: {reason}.', next: 'Make one with "bootcard keys new".' },
    zh: { message: '{path} 不是密钥文件：{reason}。', next: '用 "bootcard keys new" 新建。' },
  },
  'keys-damaged': {
    exit: EXIT.usage,
    en: {
      message: 'The key file {path} is damaged: {reason}. Nothing of it was used.',
      next: 'Take a copy of it from elsewhere.',
    },
    zh: { message: '密钥文件 {path} 已损坏：{reason}。未使用其中任何内容。', next: '改用其他位置的副本。' },
  },
  'keys-cost': {
    exit: EXIT.usage,
    en: {
      message: 'The key file {path} asks for more than this program spends on opening one: {reason}.',
      next: 'Make sure that it comes from you; make a new one with "bootcard keys new".',
    },
    zh: {
      message: '密钥文件 {path} 要求的开销超过本程序的上限：{reason}。',
      next: '确认文件来源；可用 "bootcard keys new" 新建。',
    },
  },
  'keys-locked': {
    exit: EXIT.refused,
    en: {
      message: 'The passphrase does not open the key file {path}, or somebody has changed the file.',
      next: 'Type the passphrase again, or take a copy of the file from elsewhere.',
    },
    zh: { message: '口令无法打开密钥文件 {path}，或文件已被改动。', next: '重新输入口令，或改用其他位置的副本。' },
  },
  'keys-passphrase': {
    exit: EXIT.usage,
    en: {
      message: 'There is no passphrase for the key file {path}: {reason}.',
      next: 'Type it at a terminal, or give --passphrase file:PATH or env:NAME.',
    },
    zh: {
      message: '没有密钥文件 {path} 的口令：{reason}。',
      next: '在终端输入，或使用 --passphrase file:PATH 或 env:NAME。',
    },
  },
  'keys-changed': {
    exit: EXIT.interrupted,
    en: {
      message: 'The key file {path} was changed by another program meanwhile. Nothing written.',
      next: 'Do it again.',
    },
    zh: { message: '密钥文件 {path} 期间被其他程序更改。未写入任何内容。', next: '重新操作。' },
  },
  'keys-entry': {
    exit: EXIT.usage,
    en: {
      message: 'This cannot be kept in the key file: {reason}. Nothing written.',
      next: 'See docs/credentials.md.',
    },
    zh: { message: '无法存入密钥文件：{reason}。未写入任何内容。', next: '参见 docs/credentials.md。' },
  },
  'keys-absent': {
    exit: EXIT.usage,
    en: {
      message: 'The key file {path} has nothing for {what}. Nothing written.',
      next: 'See what it has with "bootcard keys list".',
    },
    zh: { message: '密钥文件 {path} 中没有 {what} 的内容。未写入任何内容。', next: '用 "bootcard keys list" 查看。' },
  },
  'keys-table': {
    exit: EXIT.usage,
    en: {
      message: 'The table {path} is not imported: {problems}. Nothing written.',
      next: 'Correct the table and import it again.',
    },
    zh: { message: '未导入表格 {path}：{problems}。未写入任何内容。', next: '改正表格后重新导入。' },
  },
  'secret-store-unavailable': {
    exit: EXIT.usage,
    en: {
      message: 'This computer keeps no keys for Bootcard: {reason}. Nothing was kept.',
      next: 'Type the key each time, or keep it in a key file for the command line.',
    },
    zh: {
      message: '本机无法为 Bootcard 保存密钥：{reason}。未保存任何内容。',
      next: '每次输入密钥，或在命令行使用密钥文件。',
    },
  },
  'secret-store-failed': {
    exit: EXIT.usage,
    en: {
      message: "The system's secret store refused: {reason}. The key was not sent.",
      next: 'Unlock the store of this user, or type the key.',
    },
    zh: { message: '系统的密钥存储拒绝了请求：{reason}。密钥未发送。', next: '解锁此用户的存储，或输入密钥。' },
  },
  'secret-not-stored': {
    exit: EXIT.usage,
    en: { message: 'No {ref} is kept on this computer for card {iccid}.', next: 'Type it.' },
    zh: { message: '本机未保存卡 {iccid} 的 {ref}。', next: '请输入。' },
  },
} as const satisfies Record<string, ErrorRow>;
