import type { Language } from '../base/error-catalogue.ts';

type Texts = Readonly<Record<Language, string>>;

/** What to do after a status word. Rows share what is the same for several. */
export const STATUS_ADVICE = {
  none: { en: 'Nothing needs to be done.', zh: '无需操作。' },
  proactive: {
    en: 'Nothing needs to be done: the command that waits is for a phone.',
    zh: '无需操作：等待的命令是给手机的。',
  },
  fetch: { en: 'Fetch the data with GET RESPONSE of that length.', zh: '用 GET RESPONSE 按该长度取数据。' },
  repeat: { en: 'Send the command again with the length in SW2.', zh: '用 SW2 给出的长度重发命令。' },
  wait: { en: 'Wait a second and send the command again.', zh: '稍候一秒后重发命令。' },
  download: {
    en: 'Fetch the error data with GET RESPONSE; the message has to be sent again by the network.',
    zh: '用 GET RESPONSE 取错误数据；消息须由网络重新下发。',
  },
  readBack: {
    en: 'Read the file back to see what it holds, then write once more. A card that goes on so is worn out.',
    zh: '回读文件以确认内容，再写一次。若仍如此，卡已损耗。',
  },
  readAgain: { en: 'Read the data again and compare.', zh: '重新读取数据并比较。' },
  select: { en: 'Select the file first.', zh: '先选择文件。' },
  range: {
    en: 'Select the file, take its size from the answer, and stay within it.',
    zh: '选择文件，从应答中取得其大小，不要超出。',
  },
  find: { en: 'See which files the card has with bootcard files.', zh: '用 bootcard files 查看卡上有哪些文件。' },
  structure: {
    en: 'Look at the file’s structure: BINARY commands are for transparent files, RECORD commands for linear and cyclic ones.',
    zh: '查看文件结构：BINARY 命令用于透明文件，RECORD 命令用于线性和循环文件。',
  },
  verify: {
    en: 'See which key the file asks for with bootcard files, and give that key with --key.',
    zh: '用 bootcard files 查看文件要求哪个密钥，再用 --key 给出。',
  },
  checkValue: {
    en: 'Compare the value with the card’s papers before another one is sent.',
    zh: '再次发送之前，先与卡的资料核对该值。',
  },
  noPin: { en: 'Use another PIN: this card has none with that number.', zh: '改用其他 PIN：此卡没有该编号的 PIN。' },
  pinState: {
    en: 'See whether the PIN is switched on: one that is off is not verified, one that is on is not enabled.',
    zh: '查看 PIN 是否启用：已关闭的不能验证，已启用的不能再启用。',
  },
  activate: {
    en: 'Activate the file (REHABILITATE on a SIM) with the key that it asks for.',
    zh: '用文件要求的密钥激活该文件（SIM 上为 REHABILITATE）。',
  },
  terminated: {
    en: 'Use another file: a terminated one can only be deleted.',
    zh: '改用其他文件：已终止的文件只能删除。',
  },
  unblock: {
    en: 'Unblock it with its PUK. An administrative key without one stays blocked: ask the issuer.',
    zh: '用其 PUK 解锁。没有 PUK 的管理密钥将一直锁定：请联系发卡方。',
  },
  maximum: { en: 'Add less, or reset the counter by writing its record.', zh: '减小增量，或写记录将计数器复位。' },
  length: { en: 'Send the length that the command and the file ask for.', zh: '按命令和文件要求的长度发送。' },
  parameters: { en: 'Check P1 and P2 against the standard.', zh: '对照标准检查 P1 和 P2。' },
  instruction: {
    en: 'Do without this command: the card does not have it in this class.',
    zh: '不要使用此命令：卡在该类下没有它。',
  },
  cla: {
    en: 'Use the other class after a reset: A0 for a SIM, 00 or 80 for a UICC.',
    zh: '复位后改用另一类：SIM 用 A0，UICC 用 00 或 80。',
  },
  technical: {
    en: 'Reset the card and try again. If it goes on so, the card is broken.',
    zh: '复位卡后重试。若仍如此，卡已损坏。',
  },
  channel: {
    en: 'Open the channel with MANAGE CHANNEL, or use the basic one.',
    zh: '用 MANAGE CHANNEL 打开信道，或使用基本信道。',
  },
  plain: { en: 'Send the command without secure messaging.', zh: '不使用安全报文发送该命令。' },
  plainClass: { en: 'Send the command with class byte 00 or 80.', zh: '用类字节 00 或 80 发送该命令。' },
  secureChannel: {
    en: 'Ask the issuer: the card wants this command over a secure channel.',
    zh: '请联系发卡方：卡要求通过安全信道发送此命令。',
  },
  nextBlock: { en: 'Ask for the next block.', zh: '请求下一块。' },
  sendBlock: { en: 'Send the next block.', zh: '发送下一块。' },
  shorter: {
    en: 'Ask for no more than the file holds; a search found nothing.',
    zh: '不要请求超过文件的长度；若为搜索，则未找到。',
  },
  allowed: {
    en: 'Look at the card’s life cycle: a terminated card allows no command.',
    zh: '查看卡的生命周期：已终止的卡不允许任何命令。',
  },
  conditions: {
    en: 'Look at the state of the file or key; another channel may hold the file.',
    zh: '查看文件或密钥的状态；文件可能被其他信道占用。',
  },
  data: {
    en: 'Check the data field: an object is missing, doubled or not right.',
    zh: '检查数据域：对象缺失、重复或不正确。',
  },
  unsupported: { en: 'Do without this function, or close a channel.', zh: '不要使用该功能，或关闭一个信道。' },
  records: { en: 'Take the number of records from the answer to SELECT.', zh: '从 SELECT 的应答中取得记录数。' },
  space: { en: 'Delete a file that is not needed, or ask for less.', zh: '删除不需要的文件，或减小请求的大小。' },
  reference: {
    en: 'Check the key reference, or the tag of the object: the card has none such.',
    zh: '检查密钥引用或对象标签：卡上没有。',
  },
  otherId: {
    en: 'Take another file id, or resize or delete the file that is there.',
    zh: '改用其他文件标识，或调整、删除已有文件。',
  },
  otherName: {
    en: 'Take another application name, or delete the application that is there.',
    zh: '改用其他应用名，或删除已有应用。',
  },
  authenticate: { en: 'Check the keys and the counter on the network’s side.', zh: '检查网络侧的密钥和计数器。' },
  session: { en: 'Begin the security session anew.', zh: '重新建立安全会话。' },
  unknown: { en: 'Look it up in the manual of the card.', zh: '请查阅卡的手册。' },
} as const satisfies Readonly<Record<string, Texts>>;

/** What a status word cost. */
export const STATUS_COST = {
  nothing: { en: 'It cost nothing.', zh: '未造成任何损失。' },
  secret: {
    en: 'It cost a try where the command carried a PIN or key, else nothing.',
    zh: '若命令携带 PIN 或密钥，则消耗一次尝试；否则无损失。',
  },
  lastTry: {
    en: 'It cost nothing where there was no try left; else the last one, where the command carried a PIN or key.',
    zh: '若已无尝试次数则无损失；否则若命令携带 PIN 或密钥，则用掉了最后一次尝试。',
  },
  memory: { en: 'It cost no try, but the memory may have changed.', zh: '未消耗尝试次数，但存储内容可能已改变。' },
  unknown: { en: 'What it cost is not known.', zh: '损失未知。' },
} as const satisfies Readonly<Record<string, Texts>>;

export type StatusAdvice = keyof typeof STATUS_ADVICE;
export type StatusCost = keyof typeof STATUS_COST;
