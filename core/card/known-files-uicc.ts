import type { KnownFileTable } from './known-file.ts';

/** The files under the MF (TS 102 221 clause 13, TS 51.011 10.1, TS 31.101). */
export const MF_FILES = {
  standard: 'TS 51.011',
  rows: [
    ['2F00', 'DIR', 'TS 102 221 13.1', 'application directory', '应用目录', { as: 'linear', sfi: 30, decoder: 'dir' }],
    ['2F01', 'ATR', 'ISO/IEC 7816-4 8.2.1.1', 'answer-to-reset data', '复位应答数据', { decoder: 'atr' }],
    ['2F05', 'PL', 'TS 102 221 13.3', 'preferred languages', '首选语言', { sfi: 5, decoder: 'languages' }],
    ['2F06', 'ARR', 'TS 102 221 13.4', 'access rules', '访问规则引用', { as: 'linear', sfi: 6, decoder: 'arr' }],
    ['2F08', 'UMPC', 'TS 102 221 13.6', 'maximum power consumption', 'UICC 最大功耗', { sfi: 8, decoder: 'umpc' }],
    ['2FE2', 'ICCID', 'TS 102 221 13.2', 'card number', '集成电路卡识别码', { sfi: 2, decoder: 'iccid' }],
    ['7F10', 'TELECOM', '10.2', 'telecom services', '电信业务', { as: 'df' }],
    ['7F20', 'GSM', '10.2', 'GSM application', 'GSM 应用', { as: 'df' }],
    ['7F21', 'DCS1800', '10.2', 'DCS 1800 application', 'DCS 1800 应用', { as: 'df' }],
    ['7F22', 'IS-41', '6.5', 'IS-41 application', 'IS-41 应用', { as: 'df' }],
    ['7F23', 'FP-CTS', '6.5', 'cordless telephony fixed part', '无绳电话固定部分', { as: 'df' }],
    ['7F24', 'TIA-EIA-136', '6.5', 'TIA/EIA-136 application', 'TIA/EIA-136 应用', { as: 'df' }],
    ['7F25', 'CDMA', 'C.S0023 3.1', 'CDMA application', 'CDMA 应用', { as: 'df' }],
  ],
} as const satisfies KnownFileTable;

/** PKCS#15 names: only the ODF, TokenInfo and UnusedSpace have fixed ids; the rest is found by the ODF (PKCS#15 5.4, 5.5). */
export const PKCS15_FILES = {
  standard: 'PKCS#15',
  rows: [
    ['5031', 'ODF', '5.5.1', 'object directory', '对象目录'],
    ['5032', 'TokenInfo', '5.5.9', 'what the token is', '令牌信息'],
    ['5033', 'UnusedSpace', '5.5.8', 'free space', '空闲空间'],
    ['6420', 'DODF-bootstrap', 'DM Bootstrap D.4.2', 'data objects, DM bootstrap', '数据对象目录（DM 引导）'],
    ['6430', 'DODF-bootstrap', 'LwM2M G.3.4', 'data objects, LwM2M bootstrap', '数据对象目录（LwM2M 引导）'],
    ['6F06', 'ARR', 'TS 102 221 13.4', 'access rules', '访问规则引用', { as: 'linear', decoder: 'arr' }],
  ],
} as const satisfies KnownFileTable;
