import type { Language } from '../base/error-catalogue.ts';
import type { FindingKind, Severity } from '../base/finding.ts';
import type { Verdict } from '../bootstrap/read-result.ts';
import type { ReportFile, ReportSource } from './report.ts';

/** Words of the report around what was found. `{n}` and its like are filled in. */
export interface ReportWords {
  readonly title: string;
  readonly good: string;
  readonly bad: string;
  readonly nevertheless: string;
  readonly hazards: string;
  readonly source: Readonly<Record<ReportSource['kind'], string>>;
  readonly sections: {
    readonly card: string;
    readonly walk: string;
    readonly findings: string;
    readonly devices: string;
    readonly objects: string;
    readonly message: string;
    readonly xml: string;
    readonly tree: string;
    readonly files: string;
    readonly cost: string;
    readonly notes: string;
  };
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly kinds: Readonly<Record<FindingKind, string>>;
  readonly fileKinds: Readonly<Record<ReportFile['kind'], string>>;
  readonly labels: {
    readonly platform: string;
    readonly iccid: string;
    readonly atr: string;
    readonly protocol: string;
    readonly modes: string;
    readonly from: string;
    readonly made: string;
    readonly step: string;
    readonly fact: string;
    readonly clause: string;
    readonly verdict: string;
    readonly device: string;
    readonly fix: string;
    readonly place: string;
    readonly follows: string;
    readonly root: string;
    readonly client: string;
    readonly outcome: string;
    readonly reason: string;
    readonly field: string;
    readonly value: string;
    readonly path: string;
    readonly node: string;
    readonly name: string;
    readonly kind: string;
    readonly size: string;
    readonly read: string;
    readonly update: string;
    readonly label: string;
    readonly length: string;
    readonly used: string;
    readonly exchanges: string;
    readonly sent: string;
    readonly received: string;
  };
  readonly accepted: string;
  readonly rejected: string;
  readonly acceptedOf: string;
  /** Whose tree it is. */
  readonly treeOf: string;
  readonly noFindings: string;
  readonly noMessage: string;
  readonly noSteps: string;
  readonly other: string;
  readonly notKnown: string;
  readonly notRead: string;
  readonly offset: string;
  /** The part of a card's answers that evidence stands in. */
  readonly header: string;
  readonly asFirst: string;
  readonly bytes: string;
  readonly masked: string;
  readonly shown: string;
  readonly yes: string;
}

export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = {
  en: {
    title: 'Bootstrap report',
    good: 'A conforming device bootstraps from it.',
    bad: 'A device does not bootstrap from it.',
    nevertheless: 'A conforming device bootstraps from it all the same; others need not.',
    hazards: 'No fault; some devices may stumble.',
    source: { card: 'Card in', image: 'Card image', trace: 'Trace', message: 'Message' },
    sections: {
      card: 'Card',
      walk: 'The way to the account',
      findings: 'Findings',
      devices: 'Devices',
      objects: 'Bootstrap objects',
      message: 'Message',
      xml: 'Message as XML',
      tree: 'Management tree',
      files: 'Files and access',
      cost: 'Exchanges',
      notes: 'Notes',
    },
    verdicts: { ok: 'good', warning: 'warning', error: 'fault', notReached: 'not reached' },
    severities: { error: 'Error', warning: 'Warning', info: 'Note' },
    kinds: { fault: 'fault', hazard: 'hazard', context: 'context' },
    fileKinds: { mf: 'MF', df: 'DF', adf: 'ADF', ef: 'EF' },
    labels: {
      platform: 'Platform',
      iccid: 'ICCID',
      atr: 'ATR',
      protocol: 'Protocol',
      modes: 'Read in',
      from: 'Source',
      made: 'Made',
      step: 'Step',
      fact: 'Fact',
      clause: 'Clause',
      verdict: 'Verdict',
      device: 'What a device does',
      fix: 'Fix',
      place: 'Place',
      follows: 'Follows from it',
      root: 'Root cause',
      client: 'Client',
      outcome: 'Outcome',
      reason: 'Reason',
      field: 'Field',
      value: 'Value',
      path: 'Path',
      node: 'Node',
      name: 'Name',
      kind: 'Kind',
      size: 'Bytes',
      read: 'Read',
      update: 'Update',
      label: 'Label',
      length: 'Bytes',
      used: 'Used',
      exchanges: 'Exchanges',
      sent: 'Bytes sent',
      received: 'Bytes received',
    },
    accepted: 'accepted',
    rejected: 'rejected at step {n}',
    acceptedOf: '{n} of {of} kinds of client bootstrap from it.',
    treeOf: 'As a conforming device holds it after its first switch-on with this card.',
    noFindings: 'Nothing was found.',
    noMessage: 'No message was read.',
    noSteps: 'A message on no card.',
    other: 'Other',
    notKnown: 'not known',
    notRead: 'not read',
    offset: 'offset {n}',
    header: 'answer to SELECT',
    asFirst: 'as above',
    bytes: '{n} bytes',
    masked: 'Secrets are masked.',
    shown: 'Secrets of the message stand in this report in clear.',
    yes: 'yes',
  },
  zh: {
    title: '引导诊断报告',
    good: '符合标准的设备可由此完成引导。',
    bad: '设备无法由此完成引导。',
    nevertheless: '符合标准的设备仍可由此完成引导；其他设备未必。',
    hazards: '没有故障；部分设备可能出错。',
    source: { card: '读卡器', image: '卡映像', trace: '跟踪文件', message: '消息' },
    sections: {
      card: '卡',
      walk: '到账户的路径',
      findings: '发现',
      devices: '设备',
      objects: '引导对象',
      message: '消息',
      xml: '消息（XML）',
      tree: '管理树',
      files: '文件与访问条件',
      cost: '交换',
      notes: '说明',
    },
    verdicts: { ok: '正常', warning: '警告', error: '故障', notReached: '未到达' },
    severities: { error: '错误', warning: '警告', info: '提示' },
    kinds: { fault: '故障', hazard: '隐患', context: '背景' },
    fileKinds: { mf: 'MF', df: 'DF', adf: 'ADF', ef: 'EF' },
    labels: {
      platform: '平台',
      iccid: 'ICCID',
      atr: 'ATR',
      protocol: '协议',
      modes: '读取方式',
      from: '来源',
      made: '生成',
      step: '步骤',
      fact: '事实',
      clause: '条款',
      verdict: '结论',
      device: '设备的反应',
      fix: '修复',
      place: '位置',
      follows: '由此引起',
      root: '根本原因',
      client: '客户端',
      outcome: '结果',
      reason: '原因',
      field: '字段',
      value: '值',
      path: '路径',
      node: '节点',
      name: '名称',
      kind: '类型',
      size: '字节',
      read: '读取',
      update: '更新',
      label: '标签',
      length: '字节',
      used: '使用',
      exchanges: '交换次数',
      sent: '发送字节',
      received: '接收字节',
    },
    accepted: '接受',
    rejected: '在第 {n} 步拒绝',
    acceptedOf: '{of} 种客户端中有 {n} 种可由此完成引导。',
    treeOf: '符合标准的设备首次插入此卡开机后持有的内容。',
    noFindings: '未发现问题。',
    noMessage: '未读取到消息。',
    noSteps: '消息不在卡上。',
    other: '其他',
    notKnown: '未知',
    notRead: '未读取',
    offset: '偏移 {n}',
    header: 'SELECT 的应答',
    asFirst: '同上',
    bytes: '{n} 字节',
    masked: '机密已遮盖。',
    shown: '本报告以明文显示消息中的机密。',
    yes: '是',
  },
};

/** Words with their places filled. */
export function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
