import { hexWord } from '../base/bytes.ts';
import type { Language } from '../base/error-catalogue.ts';

/** What a status word means for the exchange that got it. */
export type StatusOutcome = 'ok' | 'more' | 'retryLength' | 'warning' | 'busy' | 'refused' | 'error';

interface StatusRow {
  /** Four hex digits; `x` stands for any digit. The first row that fits counts. */
  readonly sw: string;
  readonly outcome: StatusOutcome;
  readonly en: string;
  readonly zh: string;
}

/** TS 51.011 9.4 (CLA A0). */
export const STATUS_WORDS_2G = [
  { sw: '9000', outcome: 'ok', en: 'done', zh: '完成' },
  { sw: '91xx', outcome: 'ok', en: 'done; a proactive command waits', zh: '完成；有主动命令等待' },
  { sw: '9Fxx', outcome: 'more', en: 'done; response data waits', zh: '完成；有应答数据待取' },
  { sw: '9Exx', outcome: 'error', en: 'SIM data download error', zh: 'SIM 数据下载错误' },
  { sw: '9240', outcome: 'error', en: 'memory problem', zh: '存储器故障' },
  { sw: '920x', outcome: 'ok', en: 'done after internal retries', zh: '内部重试后完成' },
  { sw: '9300', outcome: 'busy', en: 'SIM toolkit is busy', zh: 'SIM 工具包忙' },
  { sw: '9400', outcome: 'error', en: 'no EF selected', zh: '未选择 EF' },
  { sw: '9402', outcome: 'error', en: 'outside the file', zh: '超出文件范围' },
  { sw: '9404', outcome: 'error', en: 'file or pattern not found', zh: '未找到文件或模式' },
  { sw: '9408', outcome: 'error', en: 'the file’s structure does not fit the command', zh: '文件结构与命令不符' },
  { sw: '9802', outcome: 'refused', en: 'no CHV initialised', zh: '未初始化 CHV' },
  {
    sw: '9804',
    outcome: 'refused',
    en: 'access condition not fulfilled, or wrong CHV',
    zh: '不满足访问条件，或 CHV 错误',
  },
  { sw: '9808', outcome: 'refused', en: 'in contradiction with the CHV status', zh: '与 CHV 状态矛盾' },
  { sw: '9810', outcome: 'error', en: 'in contradiction with the invalidation status', zh: '与失效状态矛盾' },
  { sw: '9840', outcome: 'refused', en: 'CHV or UNBLOCK CHV blocked', zh: 'CHV 或 UNBLOCK CHV 已锁定' },
  { sw: '9850', outcome: 'error', en: 'maximum value reached', zh: '已达最大值' },
  { sw: '67xx', outcome: 'error', en: 'wrong length P3', zh: '长度 P3 错误' },
  { sw: '6Bxx', outcome: 'error', en: 'wrong P1 or P2', zh: 'P1 或 P2 错误' },
  { sw: '6Dxx', outcome: 'error', en: 'unknown instruction', zh: '未知指令' },
  { sw: '6Exx', outcome: 'error', en: 'class A0 not supported', zh: '不支持 A0 类' },
  { sw: '6Fxx', outcome: 'error', en: 'technical problem', zh: '技术问题' },
] as const satisfies readonly StatusRow[];

/** TS 102 221 10.2 (ISO class), with the rows of ISO/IEC 7816-4 5.1.3 that cards also give. */
export const STATUS_WORDS_ISO = [
  { sw: '9000', outcome: 'ok', en: 'done', zh: '完成' },
  { sw: '91xx', outcome: 'ok', en: 'done; a proactive command waits', zh: '完成；有主动命令等待' },
  { sw: '92xx', outcome: 'ok', en: 'done; data transfer session', zh: '完成；数据传输会话' },
  { sw: '9300', outcome: 'busy', en: 'toolkit is busy', zh: '工具包忙' },
  { sw: '61xx', outcome: 'more', en: 'done; response data waits', zh: '完成；有应答数据待取' },
  { sw: '6Cxx', outcome: 'retryLength', en: 'wrong Le, the right one is named', zh: 'Le 错误，已给出正确值' },
  { sw: '6200', outcome: 'warning', en: 'warning without information', zh: '警告，无信息' },
  { sw: '6281', outcome: 'warning', en: 'part of the data may be corrupted', zh: '部分数据可能损坏' },
  { sw: '6282', outcome: 'warning', en: 'end of file before Le bytes', zh: '未读满 Le 字节即到文件末尾' },
  { sw: '6283', outcome: 'warning', en: 'the selected file is deactivated', zh: '所选文件已停用' },
  { sw: '6284', outcome: 'warning', en: 'the selected file is in termination state', zh: '所选文件处于终止状态' },
  { sw: '6285', outcome: 'warning', en: 'the selected file is in termination state', zh: '所选文件处于终止状态' },
  { sw: '62Fx', outcome: 'warning', en: 'more data available or expected', zh: '有更多数据' },
  {
    sw: '63Cx',
    outcome: 'refused',
    en: 'verification failed, or tries left as counted',
    zh: '验证失败，或剩余尝试次数如所示',
  },
  { sw: '63Fx', outcome: 'warning', en: 'more data expected', zh: '需要更多数据' },
  { sw: '64xx', outcome: 'error', en: 'execution error, memory unchanged', zh: '执行错误，存储未改变' },
  { sw: '6581', outcome: 'error', en: 'memory problem', zh: '存储器故障' },
  { sw: '65xx', outcome: 'error', en: 'execution error, memory changed', zh: '执行错误，存储已改变' },
  { sw: '6700', outcome: 'error', en: 'wrong length', zh: '长度错误' },
  { sw: '6800', outcome: 'error', en: 'function of the class byte not supported', zh: '不支持该类字节功能' },
  { sw: '6881', outcome: 'error', en: 'logical channel not supported', zh: '不支持逻辑信道' },
  { sw: '6882', outcome: 'error', en: 'secure messaging not supported', zh: '不支持安全报文' },
  { sw: '6900', outcome: 'error', en: 'command not allowed', zh: '命令不允许' },
  { sw: '6981', outcome: 'error', en: 'the file’s structure does not fit the command', zh: '文件结构与命令不符' },
  { sw: '6982', outcome: 'refused', en: 'security status not satisfied', zh: '不满足安全状态' },
  { sw: '6983', outcome: 'refused', en: 'PIN or key blocked', zh: 'PIN 或密钥已锁定' },
  { sw: '6984', outcome: 'error', en: 'referenced data invalidated', zh: '引用数据已失效' },
  { sw: '6985', outcome: 'error', en: 'conditions of use not satisfied', zh: '不满足使用条件' },
  { sw: '6986', outcome: 'error', en: 'no EF selected', zh: '未选择 EF' },
  { sw: '6989', outcome: 'refused', en: 'secure channel required', zh: '需要安全信道' },
  { sw: '6A80', outcome: 'error', en: 'wrong data', zh: '数据错误' },
  { sw: '6A81', outcome: 'error', en: 'function not supported', zh: '不支持该功能' },
  { sw: '6A82', outcome: 'error', en: 'file or application not found', zh: '未找到文件或应用' },
  { sw: '6A83', outcome: 'error', en: 'record not found', zh: '未找到记录' },
  { sw: '6A84', outcome: 'error', en: 'not enough memory', zh: '存储空间不足' },
  { sw: '6A86', outcome: 'error', en: 'wrong P1 or P2', zh: 'P1 或 P2 错误' },
  { sw: '6A87', outcome: 'error', en: 'Lc contradicts P1 P2', zh: 'Lc 与 P1 P2 矛盾' },
  { sw: '6A88', outcome: 'error', en: 'referenced data not found', zh: '未找到引用数据' },
  { sw: '6A89', outcome: 'error', en: 'file exists already', zh: '文件已存在' },
  { sw: '6A8A', outcome: 'error', en: 'application name exists already', zh: '应用名已存在' },
  {
    sw: '6Bxx',
    outcome: 'error',
    en: 'wrong P1 or P2, or an offset outside the file',
    zh: 'P1 或 P2 错误，或偏移超出文件',
  },
  { sw: '6Dxx', outcome: 'error', en: 'unknown instruction', zh: '未知指令' },
  { sw: '6Exx', outcome: 'error', en: 'class not supported', zh: '不支持该类' },
  { sw: '6Fxx', outcome: 'error', en: 'technical problem', zh: '技术问题' },
  { sw: '9850', outcome: 'error', en: 'maximum value reached', zh: '已达最大值' },
  { sw: '9862', outcome: 'refused', en: 'authentication error', zh: '鉴权错误' },
  { sw: '9863', outcome: 'error', en: 'security session expired', zh: '安全会话已过期' },
  { sw: '9864', outcome: 'error', en: 'authentication suspended', zh: '鉴权已暂停' },
] as const satisfies readonly StatusRow[];

export type CardClass = '2g' | 'iso';

function fits(pattern: string, sw: string): boolean {
  return [...pattern].every((digit, i) => digit === 'x' || digit === sw[i]);
}

function rowOf(sw: number, cardClass: CardClass): StatusRow | undefined {
  const rows: readonly StatusRow[] = cardClass === '2g' ? STATUS_WORDS_2G : STATUS_WORDS_ISO;
  const text = hexWord(sw);
  return rows.find((row) => fits(row.sw, text));
}

/** What a status word means for its exchange; an unknown one is an error. */
export function statusOutcome(sw: number, cardClass: CardClass): StatusOutcome {
  return rowOf(sw, cardClass)?.outcome ?? 'error';
}

/** True where the tables have the status word. */
export function isKnownStatus(sw: number, cardClass: CardClass): boolean {
  return rowOf(sw, cardClass) !== undefined;
}

/** The status word in words; what the tables do not have is called unknown. */
export function statusText(sw: number, cardClass: CardClass, language: Language = 'en'): string {
  return rowOf(sw, cardClass)?.[language] ?? (language === 'en' ? 'unknown status word' : '未知状态字');
}

/** The class that a CLA byte speaks: A0 is the SIM's, all else ISO's. */
export function cardClassOf(cla: number): CardClass {
  return cla === 0xa0 ? '2g' : 'iso';
}
