import type { KnownFileTable } from './known-file.ts';

/** The DFs below the USIM application (TS 31.102 4.4). */
export const USIM_FOLDERS = {
  standard: 'TS 31.102',
  rows: [
    ['5F3A', 'PHONEBOOK', '4.4.2', 'phone book', '电话簿', { as: 'df' }],
    ['5F3B', 'GSM-ACCESS', '4.4.3', 'GSM access', 'GSM 接入', { as: 'df' }],
    ['5F3C', 'MExE', '4.4.4', 'mobile execution environment', '移动执行环境', { as: 'df' }],
    ['5F40', 'WLAN', '4.4.5', 'wireless LAN', '无线局域网', { as: 'df' }],
    ['5F50', 'HNB', '4.4.6', 'home base stations', '家庭基站', { as: 'df' }],
    ['5F70', 'SoLSA', '4.4.1', 'localised service areas', '本地服务区', { as: 'df' }],
    ['5F80', 'BCAST', '4.4.7', 'OMA BCAST', 'OMA 广播', { as: 'df' }],
    ['5F90', 'ProSe', '4.4.8', 'proximity services', '邻近业务', { as: 'df' }],
    ['5FA0', 'ACDC', '4.4.9', 'congestion control per application', '应用级拥塞控制', { as: 'df' }],
    ['5FB0', 'TV', '4.4.10', 'television', '电视业务', { as: 'df' }],
    ['5FC0', '5GS', '4.4.11', '5G system', '5G 系统', { as: 'df' }],
    ['5FD0', 'SAIP', 'SAIP 2.3.1', 'interoperable profile', '互操作配置文件', { as: 'df' }],
    ['5FE0', 'SNPN', '4.4.12', 'non-public networks', '独立非公共网络', { as: 'df' }],
    ['5FF0', '5G_ProSe', '4.4.13', '5G proximity services', '5G 邻近业务', { as: 'df' }],
    ['5FF1', '5MBSUECONFIG', '4.4.14', '5G multicast and broadcast', '5G 多播广播', { as: 'df' }],
  ],
} as const satisfies KnownFileTable;

/** The other files of a phone book have the ids that EF(PBR) gives them (TS 31.102 4.4.2.1). */
export const PHONEBOOK_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F22', 'PSC', '4.4.2.12.2', 'synchronisation counter', '同步计数器'],
    ['4F23', 'CC', '4.4.2.12.3', 'change counter', '变更计数器'],
    ['4F24', 'PUID', '4.4.2.12.4', 'previous unique identifier', '前一唯一标识'],
    ['4F30', 'PBR', '4.4.2.1', 'phone book reference', '电话簿引用', { as: 'linear' }],
  ],
} as const satisfies KnownFileTable;

export const GSM_ACCESS_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F20', 'Kc', '4.4.3.1', 'GSM ciphering key', 'GSM 加密密钥', { sfi: 1, decoder: 'kc', secret: true }],
    ['4F52', 'KcGPRS', '4.4.3.2', 'GPRS ciphering key', 'GPRS 加密密钥', { sfi: 2, decoder: 'kc', secret: true }],
    ['4F63', 'CPBCCH', '4.4.3.4', 'packet broadcast channels', '分组广播控制信道'],
    ['4F64', 'InvScan', '4.4.3.5', 'investigation scan', '调查扫描'],
  ],
} as const satisfies KnownFileTable;

/** TS 31.102 4.4.4; the same files stand in DF(MExE) of a SIM (TS 51.011 10.7). */
export const MEXE_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F40', 'MExE-ST', '4.4.4.1', 'MExE services', 'MExE 业务表'],
    ['4F41', 'ORPK', '4.4.4.2', 'operator root key', '运营商根公钥', { as: 'linear' }],
    ['4F42', 'ARPK', '4.4.4.3', 'administrator root key', '管理员根公钥', { as: 'linear' }],
    ['4F43', 'TPRPK', '4.4.4.4', 'third party root key', '第三方根公钥', { as: 'linear' }],
  ],
} as const satisfies KnownFileTable;

export const WLAN_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F41', 'Pseudo', '4.4.5.1', 'pseudonym', '假名', { sfi: 1 }],
    ['4F42', 'UPLMNWLAN', '4.4.5.2', 'user’s networks for WLAN', '用户 WLAN 网络选择', { sfi: 2, decoder: 'plmns' }],
    [
      '4F43',
      'OPLMNWLAN',
      '4.4.5.3',
      'operator’s networks for WLAN',
      '运营商 WLAN 网络选择',
      { sfi: 3, decoder: 'plmns' },
    ],
    ['4F44', 'UWSIDL', '4.4.5.4', 'user’s WLAN identifiers', '用户 WLAN 标识列表', { as: 'linear', sfi: 4 }],
    ['4F45', 'OWSIDL', '4.4.5.5', 'operator’s WLAN identifiers', '运营商 WLAN 标识列表', { as: 'linear', sfi: 5 }],
    ['4F46', 'WRI', '4.4.5.6', 'WLAN reauthentication', 'WLAN 重鉴权标识', { sfi: 6, decoder: 'secret', secret: true }],
    ['4F47', 'HWSIDL', '4.4.5.7', 'home WLAN identifiers', '归属 WLAN 标识列表', { as: 'linear', sfi: 7 }],
    ['4F48', 'WEHPLMNPI', '4.4.5.8', 'showing equivalent home networks', 'WLAN 等效归属网络显示', { sfi: 8 }],
    ['4F49', 'WHPI', '4.4.5.9', 'home network priority', 'WLAN 归属网络优先', { sfi: 9 }],
    ['4F4A', 'WLRPLMN', '4.4.5.10', 'last network for WLAN', 'WLAN 上次注册网络', { sfi: 10, decoder: 'plmns' }],
    ['4F4B', 'HPLMNDAI', '4.4.5.11', 'direct access to the home network', '归属网络直接接入指示', { sfi: 11 }],
  ],
} as const satisfies KnownFileTable;

export const HNB_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F81', 'ACSGL', '4.4.6.2', 'closed groups allowed', '允许的 CSG 列表', { as: 'linear', sfi: 1 }],
    ['4F82', 'CSGT', '4.4.6.3', 'closed group types', 'CSG 类型', { as: 'linear', sfi: 2 }],
    ['4F83', 'HNBN', '4.4.6.4', 'home base station names', '家庭基站名称', { as: 'linear', sfi: 3 }],
    ['4F84', 'OCSGL', '4.4.6.5', 'operator’s closed groups', '运营商 CSG 列表', { as: 'linear', sfi: 4 }],
    ['4F85', 'OCSGT', '4.4.6.6', 'operator’s closed group types', '运营商 CSG 类型', { as: 'linear', sfi: 5 }],
    ['4F86', 'OHNBN', '4.4.6.7', 'operator’s base station names', '运营商家庭基站名称', { as: 'linear', sfi: 6 }],
  ],
} as const satisfies KnownFileTable;

/** TS 31.102 4.4.1; the same files stand in DF(SoLSA) of a SIM (TS 51.011 10.4.1). */
export const SOLSA_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F30', 'SAI', '4.4.1.1', 'localised service area access', '本地服务区接入指示'],
    ['4F31', 'SLL', '4.4.1.2', 'localised service areas', '本地服务区列表', { as: 'linear' }],
  ],
} as const satisfies KnownFileTable;

export const PROSE_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', 'PROSE_MON', '4.4.8', 'monitoring', 'ProSe 监听参数', { as: 'linear', sfi: 1 }],
    ['4F02', 'PROSE_ANN', '4.4.8', 'announcing', 'ProSe 通告参数', { as: 'linear', sfi: 2 }],
    ['4F03', 'PROSEFUNC', '4.4.8', 'home ProSe function', '归属 ProSe 功能', { as: 'linear', sfi: 3 }],
    ['4F04', 'PROSE_RADIO_COM', '4.4.8', 'direct communication radio', '直接通信无线参数', { sfi: 4 }],
    ['4F05', 'PROSE_RADIO_MON', '4.4.8', 'discovery monitoring radio', '发现监听无线参数', { sfi: 5 }],
    ['4F06', 'PROSE_RADIO_ANN', '4.4.8', 'discovery announcing radio', '发现通告无线参数', { sfi: 6 }],
    ['4F07', 'PROSE_POLICY', '4.4.8', 'policy', 'ProSe 策略', { as: 'linear', sfi: 7 }],
    ['4F08', 'PROSE_PLMN', '4.4.8', 'networks', 'ProSe 网络参数', { as: 'linear', sfi: 8 }],
    ['4F09', 'PROSE_GC', '4.4.8', 'group counter', 'ProSe 组计数器', { sfi: 9 }],
    ['4F10', 'PST', '4.4.8', 'service table', 'ProSe 业务表', { sfi: 16 }],
    ['4F11', 'UIRC', '4.4.8', 'usage reporting', '使用信息上报配置', { sfi: 17 }],
    ['4F12', 'PROSE_GM_DISCOVERY', '4.4.8', 'group member discovery', '组成员发现参数', { as: 'linear', sfi: 18 }],
    ['4F13', 'PROSE_RELAY', '4.4.8', 'relay', 'ProSe 中继参数', { as: 'linear', sfi: 19 }],
    ['4F14', 'PROSE_RELAY_DISCOVERY', '4.4.8', 'relay discovery', '中继发现参数', { sfi: 20 }],
  ],
} as const satisfies KnownFileTable;

export const FIVEGS_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', '5GS3GPPLOCI', '4.4.11.2', '5GS location, 3GPP access', '5GS 3GPP 位置信息', { sfi: 1 }],
    ['4F02', '5GSN3GPPLOCI', '4.4.11.3', '5GS location, other access', '5GS 非 3GPP 位置信息', { sfi: 2 }],
    [
      '4F03',
      '5GS3GPPNSC',
      '4.4.11.4',
      '5GS security context, 3GPP access',
      '5GS 3GPP 安全上下文',
      { as: 'linear', sfi: 3, decoder: 'secret', secret: true },
    ],
    [
      '4F04',
      '5GSN3GPPNSC',
      '4.4.11.5',
      '5GS security context, other access',
      '5GS 非 3GPP 安全上下文',
      { as: 'linear', sfi: 4, decoder: 'secret', secret: true },
    ],
    [
      '4F05',
      '5GAUTHKEYS',
      '4.4.11.6',
      '5G authentication keys',
      '5G 鉴权密钥',
      { sfi: 5, decoder: 'secret', secret: true },
    ],
    ['4F06', 'UAC_AIC', '4.4.11.7', 'access identities', '接入标识配置', { sfi: 6 }],
    ['4F07', 'SUCI_Calc_Info', '4.4.11.8', 'how to conceal the identity', 'SUCI 计算信息', { sfi: 7 }],
    ['4F08', 'OPL5G', '4.4.11.9', 'operator’s network list, 5GS', '5GS 运营商网络列表', { as: 'linear', sfi: 8 }],
    ['4F09', 'SUPI_NAI', '4.4.11.10', 'identity as network address', 'NAI 形式的 SUPI', { sfi: 9 }],
    ['4F0A', 'Routing_Indicator', '4.4.11.11', 'routing indicator', '路由指示', { sfi: 10 }],
    ['4F0B', 'URSP', '4.4.11.12', 'route selection policies', '路由选择策略', { as: 'ber-tlv', sfi: 11 }],
    ['4F0C', 'TN3GPPSNN', '4.4.11.13', 'trusted serving networks', '可信非 3GPP 服务网络', { sfi: 12 }],
    ['4F0D', 'CAG', '4.4.11.14', 'closed access groups', '封闭接入组', { sfi: 13 }],
    ['4F0E', 'SOR-CMCI', '4.4.11.15', 'steering of roaming', '漫游引导控制', { sfi: 14 }],
    ['4F0F', 'DRI', '4.4.11.17', 'disaster roaming', '灾难漫游信息', { sfi: 15 }],
    ['4F10', '5GSEDRX', '4.4.11.18', 'extended idle cycles', '5GS eDRX 参数', { sfi: 16 }],
    ['4F11', '5GNSWO_CONF', '4.4.11.19', 'WLAN offload', 'WLAN 分流配置', { sfi: 17 }],
    ['4F15', 'MCHPPLMN', '4.4.11.20', 'search period multiplier', '网络搜索周期系数', { sfi: 21 }],
    ['4F16', 'KAUSF_DERIVATION', '4.4.11.21', 'key derivation', 'K_AUSF 派生配置', { sfi: 22 }],
  ],
} as const satisfies KnownFileTable;

export const SNPN_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', 'PWS_SNPN', '4.4.12.2', 'public warnings', '公共预警', { sfi: 1 }],
    ['4F02', 'NID', '4.4.12.3', 'network identifiers', '网络标识', { as: 'linear', sfi: 2 }],
  ],
} as const satisfies KnownFileTable;

export const FIVEG_PROSE_FILES = {
  standard: 'TS 31.102',
  rows: [
    ['4F01', '5G_PROSE_ST', '4.4.13.2', 'service table', '5G ProSe 业务表', { sfi: 1 }],
    ['4F02', '5G_PROSE_DD', '4.4.13.3', 'direct discovery', '直接发现', { sfi: 2 }],
    ['4F03', '5G_PROSE_DC', '4.4.13.4', 'direct communication', '直接通信', { sfi: 3 }],
    ['4F04', '5G_PROSE_U2NRU', '4.4.13.5', 'relay to the network', '终端到网络中继', { sfi: 4 }],
    ['4F05', '5G_PROSE_RU', '4.4.13.6', 'remote device', '远端终端', { sfi: 5 }],
    ['4F06', '5G_PROSE_UIR', '4.4.13.7', 'usage reporting', '使用信息上报', { sfi: 6 }],
    ['4F07', '5G_PROSE_U2URU', '4.4.13.8', 'relay between devices', '终端间中继', { sfi: 7 }],
    ['4F08', '5G_PROSE_EU', '4.4.13.9', 'end device', '末端终端', { sfi: 8 }],
  ],
} as const satisfies KnownFileTable;

export const FIVEMBS_FILES = {
  standard: 'TS 31.102',
  rows: [['4F01', '5MBSUECONFIG', '4.4.14.2', '5MBS configuration', '5MBS 预配置']],
} as const satisfies KnownFileTable;

export const SAIP_FILES = {
  standard: 'SAIP',
  rows: [['4F01', 'SUCI_Calc_Info', '2.3.1', 'how to conceal the identity', 'SUCI 计算信息', { sfi: 7 }]],
} as const satisfies KnownFileTable;
