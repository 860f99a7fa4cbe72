import { type MoRow, moRows, UNVERIFIED } from './mo-row.ts';

/**
 * Parameters of a bearer, below `Bearer/BearerParams` of a NAP object: packet and circuit switched 3GPP, 3GPP2, WLAN.
 * Only names are known, taken over from Client Provisioning where the object's text was not read; a bearer may have others.
 */
export const BEARER_ROWS: readonly MoRow[] = moRows(UNVERIFIED, [
  ['Bearer/BearerParams/LinkSpeed', 'chr', 'ZeroOrOne', 'Speed of a circuit in bit/s.', '电路连接速率（bit/s）。'],
  ['Bearer/BearerParams/CallType', 'chr', 'ZeroOrOne', 'Kind of a data call.', '数据呼叫类型。'],
  ['Bearer/BearerParams/QoSs', 'node', 'ZeroOrOne', 'Qualities of service to ask for.', '请求的服务质量。'],
  ['Bearer/BearerParams/QoSs/<X>', 'node', 'OneOrMore', 'One quality of service.', '一个服务质量。', { open: true }],
  ['Bearer/BearerParams/SSID', 'chr', 'ZeroOrOne', 'Name of a WLAN.', 'WLAN 名称。'],
  ['Bearer/BearerParams/SSIDList', 'node', 'ZeroOrOne', 'Names of WLANs.', 'WLAN 名称列表。'],
  ['Bearer/BearerParams/SSIDList/<X>', 'node', 'OneOrMore', 'One WLAN.', '一个 WLAN。', { open: true }],
  ['Bearer/BearerParams/SecMode', 'chr', 'ZeroOrOne', 'How a WLAN is secured.', 'WLAN 安全模式。'],
  ['Bearer/BearerParams/WepKeySecret', 'chr', 'ZeroOrOne', 'Key of a WLAN.', 'WLAN 密钥。', { secret: true }],
  [
    'Bearer/BearerParams/WpaPskSecret',
    'chr',
    'ZeroOrOne',
    'Pre-shared key of a WLAN.',
    'WLAN 预共享密钥。',
    { secret: true },
  ],
]);
