import type { CardMode } from '../card/identify.ts';

/** What a DM client does at switch-on, in its order (DM Bootstrap 5.5.6, D.2.5 in class A0, D.3.5 in the ISO class). */
export const DEVICE_STEPS = [
  { id: 'switchOn', clause: { '2g': '5.5.6', '3g': '5.5.6' }, title: { en: 'Switch on', zh: '开机' } },
  { id: 'efDir', clause: { '2g': 'D.2.5', '3g': 'D.3.1' }, title: { en: 'Read EF(DIR)', zh: '读取 EF(DIR)' } },
  {
    id: 'application',
    clause: { '2g': 'D.2.5', '3g': 'D.3.5' },
    title: { en: 'Select the PKCS#15 application', zh: '选择 PKCS#15 应用' },
  },
  { id: 'odf', clause: { '2g': 'D.2.5', '3g': 'D.3.5' }, title: { en: 'Read EF(ODF)', zh: '读取 EF(ODF)' } },
  { id: 'dodf', clause: { '2g': 'D.2.5', '3g': 'D.3.5' }, title: { en: 'Read EF(DODF)', zh: '读取 EF(DODF)' } },
  { id: 'pin', clause: { '2g': 'D.2.4', '3g': 'D.3.4' }, title: { en: 'Cardholder verification', zh: '持卡人验证' } },
  {
    id: 'content',
    clause: { '2g': 'D.2.5', '3g': 'D.3.5' },
    title: { en: 'Read the message', zh: '读取消息' },
  },
  { id: 'message', clause: { '2g': '5.5.4', '3g': '5.5.4' }, title: { en: 'Decode the message', zh: '解码消息' } },
  { id: 'objects', clause: { '2g': '5.5.5', '3g': '5.5.5' }, title: { en: 'Take the objects', zh: '取得管理对象' } },
  {
    id: 'tree',
    clause: { '2g': '5.5.5', '3g': '5.5.5' },
    title: { en: 'Put them into the management tree', zh: '写入管理树' },
  },
] as const satisfies readonly {
  id: string;
  clause: Readonly<Record<CardMode, string>>;
  title: { en: string; zh: string };
}[];

export type DeviceStepId = (typeof DEVICE_STEPS)[number]['id'];

/** One thing that the device asked of the card. */
export interface DeviceAct {
  /** In words: `SELECT 2F00`. Never holds a credential. */
  readonly what: string;
  /** Status word; null where the act is several exchanges without one answer (a PIN through the retry guard). */
  readonly sw: number | null;
  /** Indexes into the session's trace, follow-ups included. */
  readonly exchanges: readonly number[];
}

export interface DeviceStep {
  readonly id: DeviceStepId;
  readonly state: 'done' | 'failed' | 'notReached';
  readonly acts: readonly DeviceAct[];
  /** What was found or passed over, in words. */
  readonly notes: readonly string[];
}

/** Number of a step from 1: the k of "rejected at step k". */
export function stepNumber(id: DeviceStepId): number {
  return DEVICE_STEPS.findIndex((row) => row.id === id) + 1;
}
