import type { KnownFileTable } from './known-file.ts';

/** The files of the ISIM application (TS 31.103 4.2). */
export const ISIM_FILES = {
  standard: 'TS 31.103',
  rows: [
    ['6F02', 'IMPI', '4.2.2', 'private identity', 'IMS 私有标识', { sfi: 2, decoder: 'naiUri' }],
    ['6F03', 'DOMAIN', '4.2.3', 'home domain', '归属域名', { sfi: 5, decoder: 'naiUri' }],
    ['6F04', 'IMPU', '4.2.4', 'public identities', 'IMS 公共标识', { as: 'linear', sfi: 4, decoder: 'naiUri' }],
    ['6F06', 'ARR', '4.2.6', 'access rules', '访问规则引用', { as: 'linear', sfi: 6, decoder: 'arr' }],
    ['6F07', 'IST', '4.2.7', 'ISIM service table', 'ISIM 业务表', { sfi: 7, decoder: 'ist' }],
    ['6F09', 'P-CSCF', '4.2.8', 'proxy addresses', 'P-CSCF 地址', { as: 'linear' }],
    ['6F0A', 'GBAUAPI', '4.2.22', 'who may use GBA_U', 'GBA_U 接口访问控制', { as: 'linear' }],
    ['6F0B', 'IMSDCI', '4.2.23', 'IMS data channel indication', 'IMS 数据通道指示'],
    ['6F3C', 'SMS', '4.2.12', 'short messages', '短消息', { as: 'linear', decoder: 'sms' }],
    ['6F42', 'SMSP', '4.2.15', 'short message parameters', '短消息参数', { as: 'linear', decoder: 'smsp' }],
    ['6F43', 'SMSS', '4.2.13', 'short message status', '短消息状态', { decoder: 'smss' }],
    ['6F47', 'SMSR', '4.2.14', 'short message reports', '短消息状态报告', { as: 'linear' }],
    ['6FAD', 'AD', '4.2.5', 'administrative data', '管理数据', { sfi: 3, decoder: 'adAlone' }],
    ['6FD5', 'GBABP', '4.2.9', 'GBA bootstrapping', 'GBA 引导参数', { decoder: 'secret', secret: true }],
    ['6FD7', 'GBANL', '4.2.10', 'GBA NAF list', 'GBA NAF 列表', { as: 'linear' }],
    ['6FDD', 'NAFKCA', '4.2.11', 'NAF key centre address', 'NAF 密钥中心地址', { as: 'linear' }],
    ['6FE7', 'UICCIARI', '4.2.16', 'IMS applications of the UICC', 'UICC IARI', { as: 'linear' }],
    ['6FF7', 'FromPreferred', '4.2.17', 'From header preferred', 'From 头优先'],
    ['6FF8', 'IMSConfigData', '4.2.18', 'IMS configuration', 'IMS 配置数据', { as: 'ber-tlv' }],
    ['6FFA', 'WebRTCURI', '4.2.20', 'WebRTC address', 'WebRTC 地址', { as: 'linear', decoder: 'naiUri' }],
    ['6FFC', 'XCAPConfigData', '4.2.19', 'XCAP configuration', 'XCAP 配置数据', { as: 'ber-tlv' }],
    ['6FFE', 'MuDMiDConfigData', '4.2.21', 'multi-device configuration', '多设备多身份配置', { as: 'ber-tlv' }],
  ],
} as const satisfies KnownFileTable;

/** The files of the HPSIM application (TS 31.104 4.2). */
export const HPSIM_FILES = {
  standard: 'TS 31.104',
  rows: [
    ['6F06', 'ARR', '4.2', 'access rules', '访问规则引用', { as: 'linear', sfi: 6, decoder: 'arr' }],
    ['6F07', 'IMSI', '4.2', 'subscriber identity', '国际移动用户识别码', { sfi: 7, decoder: 'imsi' }],
    ['6FAD', 'AD', '4.2', 'administrative data', '管理数据', { sfi: 3, decoder: 'adAlone' }],
  ],
} as const satisfies KnownFileTable;
