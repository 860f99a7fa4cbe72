import type { KnownFileTable } from './known-file.ts';

/** The files of DF(GSM) (TS 51.011 10.3), and of DF(DCS1800) alike. */
export const GSM_FILES = {
  standard: 'TS 51.011',
  rows: [
    ['6F05', 'LP', '10.3.1', 'language preference', '语言偏好', { decoder: 'languagesSim' }],
    ['6F07', 'IMSI', '10.3.2', 'subscriber identity', '国际移动用户识别码', { decoder: 'imsi' }],
    ['6F20', 'Kc', '10.3.3', 'ciphering key', '加密密钥', { decoder: 'kc', secret: true }],
    [
      '6F2C',
      'DCK',
      '10.3.29',
      'depersonalisation control keys',
      '解个性化控制密钥',
      { decoder: 'secret', secret: true },
    ],
    ['6F30', 'PLMNsel', '10.3.4', 'preferred networks', '网络选择', { decoder: 'plmns' }],
    ['6F31', 'HPPLMN', '10.3.5', 'home network search period', '归属网络搜索周期', { decoder: 'hpplmn' }],
    ['6F32', 'CNL', '10.3.30', 'co-operative networks', '合作网络列表'],
    ['6F37', 'ACMmax', '10.3.6', 'call meter maximum', '累计呼叫计费上限'],
    ['6F38', 'SST', '10.3.7', 'SIM service table', 'SIM 业务表', { decoder: 'sst' }],
    ['6F39', 'ACM', '10.3.8', 'accumulated call meter', '累计呼叫计费', { as: 'cyclic' }],
    ['6F3E', 'GID1', '10.3.9', 'group identifier level 1', '一级组标识', { decoder: 'gid' }],
    ['6F3F', 'GID2', '10.3.10', 'group identifier level 2', '二级组标识', { decoder: 'gid' }],
    ['6F41', 'PUCT', '10.3.12', 'price per unit and currency', '单价与货币'],
    ['6F45', 'CBMI', '10.3.13', 'cell broadcast messages wanted', '小区广播消息标识', { decoder: 'cbmi' }],
    ['6F46', 'SPN', '10.3.11', 'service provider name', '业务提供商名称', { decoder: 'spn' }],
    ['6F48', 'CBMID', '10.3.26', 'cell broadcast data download', '小区广播数据下载标识', { decoder: 'cbmi' }],
    ['6F50', 'CBMIR', '10.3.28', 'cell broadcast message ranges', '小区广播消息范围', { decoder: 'cbmir' }],
    ['6F51', 'NIA', '10.3.31', 'network’s alerting', '网络提醒指示', { as: 'linear' }],
    ['6F52', 'KcGPRS', '10.3.32', 'GPRS ciphering key', 'GPRS 加密密钥', { decoder: 'kc', secret: true }],
    ['6F53', 'LOCIGPRS', '10.3.33', 'GPRS location', 'GPRS 位置信息', { decoder: 'psLoci' }],
    ['6F54', 'SUME', '10.3.34', 'menu title', '菜单元素'],
    ['6F60', 'PLMNwAcT', '10.3.35', 'user’s networks', '用户控制的网络选择', { decoder: 'plmnAct' }],
    ['6F61', 'OPLMNwAcT', '10.3.36', 'operator’s networks', '运营商控制的网络选择', { decoder: 'plmnAct' }],
    ['6F62', 'HPLMNwAcT', '10.3.37', 'home network technologies', '归属网络选择', { decoder: 'plmnAct' }],
    ['6F63', 'CPBCCH', '10.3.38', 'packet broadcast channels', '分组广播控制信道'],
    ['6F64', 'InvScan', '10.3.39', 'investigation scan', '调查扫描'],
    ['6F74', 'BCCH', '10.3.14', 'broadcast channels', '广播控制信道'],
    ['6F78', 'ACC', '10.3.15', 'access control classes', '接入控制等级', { decoder: 'acc' }],
    ['6F7B', 'FPLMN', '10.3.16', 'forbidden networks', '禁用网络列表', { decoder: 'plmns' }],
    ['6F7E', 'LOCI', '10.3.17', 'location', '位置信息', { decoder: 'loci' }],
    ['6FAD', 'AD', '10.3.18', 'administrative data', '管理数据', { decoder: 'ad' }],
    ['6FAE', 'Phase', '10.3.19', 'phase of the SIM', 'SIM 阶段标识', { decoder: 'phase' }],
    ['6FB1', 'VGCS', '10.3.20', 'voice group calls', '语音组呼业务'],
    ['6FB2', 'VGCSS', '10.3.21', 'voice group call status', '语音组呼状态'],
    ['6FB3', 'VBS', '10.3.22', 'voice broadcast', '语音广播业务'],
    ['6FB4', 'VBSS', '10.3.23', 'voice broadcast status', '语音广播状态'],
    ['6FB5', 'eMLPP', '10.3.24', 'precedence and pre-emption', '增强多级优先与抢占'],
    ['6FB6', 'AAeM', '10.3.25', 'automatic answer for eMLPP', 'eMLPP 自动应答'],
    ['6FB7', 'ECC', '10.3.27', 'emergency call codes', '紧急呼叫号码', { decoder: 'eccSim' }],
    ['6FC5', 'PNN', '10.3.41', 'network names', '网络名称', { as: 'linear', decoder: 'pnn' }],
    ['6FC6', 'OPL', '10.3.42', 'operator’s network list', '运营商网络列表', { as: 'linear', decoder: 'opl' }],
    ['6FC7', 'MBDN', '10.3.43', 'mailbox numbers', '语音信箱号码', { as: 'linear', decoder: 'adn' }],
    ['6FC8', 'EXT6', '10.3', 'extension of MBDN', '扩展 6（MBDN）', { as: 'linear', decoder: 'ext' }],
    ['6FC9', 'MBI', '10.3.44', 'mailbox identifiers', '语音信箱标识', { as: 'linear' }],
    ['6FCA', 'MWIS', '10.3.45', 'messages waiting', '消息等待指示', { as: 'linear' }],
    ['6FCB', 'CFIS', '10.3.46', 'call forwarding', '呼叫前转状态', { as: 'linear' }],
    ['6FCC', 'EXT7', '10.3', 'extension of CFIS', '扩展 7（CFIS）', { as: 'linear', decoder: 'ext' }],
    ['6FCD', 'SPDI', '10.3', 'networks shown as the provider', '业务提供商显示信息', { decoder: 'spdi' }],
    ['6FCE', 'MMSN', '10.3.51', 'MMS notifications', '彩信通知', { as: 'linear' }],
    ['6FCF', 'EXT8', '10.3', 'extension of MMSN', '扩展 8（MMSN）', { as: 'linear', decoder: 'ext' }],
    [
      '6FD0',
      'MMSICP',
      '10.3.53',
      'MMS connectivity, issuer',
      '彩信连接参数（发卡方）',
      { decoder: 'secret', secret: true },
    ],
    ['6FD1', 'MMSUP', '10.3.54', 'MMS preferences', '彩信用户偏好', { as: 'linear' }],
    [
      '6FD2',
      'MMSUCP',
      '10.3.55',
      'MMS connectivity, user',
      '彩信连接参数（用户）',
      { decoder: 'secret', secret: true },
    ],
    ['5F30', 'IRIDIUM', '10.2', 'Iridium', '铱星系统', { as: 'df' }],
    ['5F31', 'Globalstar', '10.2', 'Globalstar', '全球星系统', { as: 'df' }],
    ['5F32', 'ICO', '10.2', 'ICO', 'ICO 系统', { as: 'df' }],
    ['5F33', 'ACeS', '10.2', 'ACeS', 'ACeS 系统', { as: 'df' }],
    ['5F3C', 'MExE', '10.2', 'mobile execution environment', '移动执行环境', { as: 'df' }],
    ['5F40', 'EIA-TIA-553', '10.2', 'EIA/TIA-553', 'EIA/TIA-553', { as: 'df' }],
    ['5F60', 'CTS', '10.2', 'cordless telephony', '无绳电话系统', { as: 'df' }],
    ['5F70', 'SoLSA', '10.2', 'localised service areas', '本地服务区', { as: 'df' }],
  ],
} as const satisfies KnownFileTable;

/** The files of DF(TELECOM) (TS 51.011 10.5; the newer ones TS 31.102 4.6, TS 31.101). */
export const TELECOM_FILES = {
  standard: 'TS 51.011',
  rows: [
    ['6F06', 'ARR', 'TS 31.102 4.6', 'access rules', '访问规则引用', { as: 'linear', decoder: 'arr' }],
    ['6F3A', 'ADN', '10.5.1', 'abbreviated dialling numbers', '缩位拨号号码', { as: 'linear', decoder: 'adn' }],
    ['6F3B', 'FDN', '10.5.2', 'fixed dialling numbers', '固定拨号号码', { as: 'linear', decoder: 'adn' }],
    ['6F3C', 'SMS', '10.5.3', 'short messages', '短消息', { as: 'linear', decoder: 'sms' }],
    ['6F3D', 'CCP', '10.5.4', 'capability parameters', '能力配置参数', { as: 'linear' }],
    ['6F40', 'MSISDN', '10.5.5', 'own numbers', '本机号码', { as: 'linear', decoder: 'msisdn' }],
    ['6F42', 'SMSP', '10.5.6', 'short message parameters', '短消息参数', { as: 'linear', decoder: 'smsp' }],
    ['6F43', 'SMSS', '10.5.7', 'short message status', '短消息状态', { decoder: 'smss' }],
    ['6F44', 'LND', '10.5.8', 'last numbers dialled', '最近拨出号码', { as: 'cyclic', decoder: 'adn' }],
    ['6F47', 'SMSR', '10.5', 'short message reports', '短消息状态报告', { as: 'linear' }],
    ['6F49', 'SDN', '10.5.9', 'service dialling numbers', '服务拨号号码', { as: 'linear', decoder: 'adn' }],
    ['6F4A', 'EXT1', '10.5.10', 'extension of ADN', '扩展 1（ADN）', { as: 'linear', decoder: 'ext' }],
    ['6F4B', 'EXT2', '10.5.11', 'extension of FDN', '扩展 2（FDN）', { as: 'linear', decoder: 'ext' }],
    ['6F4C', 'EXT3', '10.5.12', 'extension of SDN', '扩展 3（SDN）', { as: 'linear', decoder: 'ext' }],
    ['6F4D', 'BDN', '10.5.13', 'barred dialling numbers', '限制拨号号码', { as: 'linear' }],
    ['6F4E', 'EXT4', '10.5.14', 'extension of BDN', '扩展 4（BDN）', { as: 'linear', decoder: 'ext' }],
    ['6F4F', 'ECCP', '10.5', 'extended capability parameters', '扩展能力配置参数', { as: 'linear' }],
    ['6F53', 'RMA', 'TS 31.102 4.6', 'remote management actions', '远程管理操作', { as: 'linear' }],
    ['6F54', 'SUME', 'TS 31.102 4.6', 'menu title', '菜单元素'],
    ['6F58', 'CMI', '10.5.16', 'comparison methods', '比较方法信息', { as: 'linear' }],
    ['6FE0', 'ICE_DN', 'TS 31.102 4.6', 'emergency contact numbers', '紧急联系号码', { as: 'linear' }],
    ['6FE1', 'ICE_FF', 'TS 31.102 4.6', 'emergency contact text', '紧急联系信息', { as: 'linear' }],
    [
      '6FE5',
      'PSISMSC',
      'TS 31.102 4.6',
      'service centre identity',
      '短信中心公共标识',
      { as: 'linear', decoder: 'naiUri' },
    ],
    ['5F3A', 'PHONEBOOK', 'TS 31.102 4.6', 'phone book', '电话簿', { as: 'df' }],
    ['5F3B', 'MULTIMEDIA', 'TS 31.102 4.6.3', 'multimedia messages', '多媒体', { as: 'df' }],
    ['5F3C', 'MMSS', 'C.S0074 5', 'multi-mode system selection', '多模系统选择', { as: 'df' }],
    ['5F3D', 'MCS', 'TS 31.102 4.6.4', 'mission critical services', '关键任务业务', { as: 'df' }],
    ['5F3E', 'V2X', 'TS 31.102 4.6.5', 'vehicle communication', '车联网', { as: 'df' }],
    ['5F50', 'GRAPHICS', 'TS 31.102 4.6.1', 'pictures', '图形', { as: 'df' }],
  ],
} as const satisfies KnownFileTable;

export const GRAPHICS_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', 'LAUNCH_SCWS', '4.6.1', 'web server launch', '启动智能卡网页服务器'],
    ['4F20', 'IMG', '4.6.1.1', 'pictures', '图像', { as: 'linear' }],
    ['4F21', 'ICE_graphics', '4.6.1', 'emergency contact pictures', '紧急联系图像', { as: 'ber-tlv' }],
  ],
} as const satisfies KnownFileTable;

export const MULTIMEDIA_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F47', 'MML', '4.6.3.1', 'multimedia message list', '多媒体消息列表', { as: 'ber-tlv' }],
    ['4F48', 'MMDF', '4.6.3.2', 'multimedia message data', '多媒体消息数据', { as: 'ber-tlv' }],
  ],
} as const satisfies KnownFileTable;

export const MMSS_FILES = {
  standard: 'C.S0074',
  rows: [
    ['4F20', 'MLPL', '5', 'location and priority list', '位置关联优先列表'],
    ['4F21', 'MSPL', '5', 'system priority list', '系统优先列表'],
    ['4F22', 'MMSSMODE', '5', 'mode settings', '模式设置'],
  ],
} as const satisfies KnownFileTable;

export const MCS_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', 'MST', '4.6.4.1', 'service table', 'MCS 业务表', { sfi: 1 }],
    ['4F02', 'MCS_CONFIG', '4.6.4.2', 'configuration', 'MCS 配置', { as: 'ber-tlv', sfi: 2 }],
  ],
} as const satisfies KnownFileTable;

export const V2X_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', 'VST', '4.6.5.2', 'service table', 'V2X 业务表', { sfi: 1 }],
    ['4F02', 'V2X_CONFIG', '4.6.5.3', 'configuration', 'V2X 配置', { as: 'ber-tlv', sfi: 2 }],
  ],
} as const satisfies KnownFileTable;
