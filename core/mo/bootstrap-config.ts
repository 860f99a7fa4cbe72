import { type MoTable, moRows } from './mo-row.ts';

/** Commands that AccessCode grants; the value is the sum of theirs (DM Bootstrap 1.3, 6.3). */
export const ACCESS_CODE_BITS = [
  { name: 'Get', value: 1 },
  { name: 'Replace', value: 2 },
  { name: 'Exec', value: 4 },
  { name: 'Copy', value: 8 },
  { name: 'Add', value: 16 },
  { name: 'Delete', value: 32 },
] as const;

/** Bootstrap configuration (DM Bootstrap 1.3, 6.3). The text gives BootSrvInfo/<x> as ZeroOrOne. */
export const BOOTSTRAP_CONFIG = {
  name: 'BootstrapConfig',
  title: { en: 'Bootstrap configuration', zh: '引导配置' },
  identifiers: ['urn:oma:mo:oma-dm-bootstrapcfg:1.0'],
  rows: moRows({ access: 'Get', clause: '6.3', source: 'verified' }, [
    [
      'BootSrvDiscovery',
      'int',
      'One',
      'Whether the device may look for a bootstrap server: 0 no, 1 yes.',
      '设备是否可以发现引导服务器：0 否，1 是。',
      { access: 'Get, Replace', values: ['0', '1'] },
    ],
    ['BootSrvInfo', 'node', 'ZeroOrOne', 'Bootstrap servers.', '引导服务器。'],
    ['BootSrvInfo/<X>', 'node', 'ZeroOrOne', 'One bootstrap server.', '一个引导服务器。'],
    ['BootSrvInfo/<X>/URL', 'chr', 'One', 'Its URL.', '其 URL。', { access: 'Get, Replace' }],
    ['BootSrvInfo/<X>/Ext', 'node', 'ZeroOrOne', 'Vendor extensions.', '厂商扩展。', { open: true }],
    [
      'InitialARInfo',
      'node',
      'ZeroOrOne',
      'Initial access rights; the device decides where it is absent.',
      '初始访问权限；缺省时由设备决定。',
    ],
    [
      'InitialARInfo/<X>',
      'node',
      'OneOrMore',
      'Rights to one subtree.',
      '对一棵子树的权限。',
      { access: 'Get, Add, Delete' },
    ],
    [
      'InitialARInfo/<X>/SubtreeURI',
      'chr',
      'One',
      'Root of the subtree in the management tree.',
      '管理树中子树的根。',
      { access: 'Get, Replace' },
    ],
    [
      'InitialARInfo/<X>/AccessCode',
      'int',
      'One',
      'Commands that the server may use there, as a sum.',
      '服务器可用的命令（数值之和）。',
      { access: 'Get, Replace', bits: ACCESS_CODE_BITS },
    ],
    ['Ext', 'node', 'ZeroOrOne', 'Vendor extensions.', '厂商扩展。', { open: true }],
  ]),
} as const satisfies MoTable;
