import { type MoTable, moRows } from './mo-row.ts';

/** Device information (DM StdObj 1.2, 7.1.3.2): what a device tells a server, not what a card tells a device. */
export const DEV_INFO = {
  name: 'DevInfo',
  title: { en: 'Device information', zh: '设备信息' },
  identifiers: ['urn:oma:mo:oma-dm-devinfo:1.0', 'org.openmobilealliance.dm/1.0/DevInfo'],
  rows: moRows({ access: 'Get', clause: 'StdObj 7.1.3.2', source: 'verified' }, [
    ['DevId', 'chr', 'One', 'Identifier of the device, as a URN.', '设备标识，URN 格式。'],
    ['Man', 'chr', 'One', 'Manufacturer.', '制造商。'],
    ['Mod', 'chr', 'One', 'Model.', '型号。'],
    ['DmV', 'chr', 'One', 'Version of the DM client.', 'DM 客户端版本。'],
    ['Lang', 'chr', 'One', 'Current language, as ISO 639 has it.', '当前语言（ISO 639）。'],
    ['Bearer', 'node', 'ZeroOrOne', 'What belongs to a bearer.', '与承载相关的内容。', { open: true }],
    ['Ext', 'node', 'ZeroOrOne', 'Vendor extensions.', '厂商扩展。', { open: true }],
  ]),
} as const satisfies MoTable;

const SIXTEEN_BITS = [0, 65535] as const;

/** Device details (DM StdObj 1.2, 7.1.3.3). */
export const DEV_DETAIL = {
  name: 'DevDetail',
  title: { en: 'Device details', zh: '设备详情' },
  identifiers: ['urn:oma:mo:oma-dm-devdetail:1.0', 'org.openmobilealliance.dm/1.0/DevDetail'],
  rows: moRows({ access: 'Get', clause: 'StdObj 7.1.3.3', source: 'verified' }, [
    ['URI', 'node', 'One', 'Limits of addresses.', '地址限制。'],
    [
      'URI/MaxDepth',
      'chr',
      'One',
      'Segments in an address; 0 is no limit.',
      '地址的段数；0 表示不限。',
      { range: SIXTEEN_BITS },
    ],
    [
      'URI/MaxTotLen',
      'chr',
      'One',
      'Characters in an address; 0 is no limit.',
      '地址的字符数；0 表示不限。',
      { range: SIXTEEN_BITS },
    ],
    [
      'URI/MaxSegLen',
      'chr',
      'One',
      'Characters in a segment; 0 is no limit.',
      '每段的字符数；0 表示不限。',
      { range: SIXTEEN_BITS },
    ],
    ['DevTyp', 'chr', 'One', 'Kind of device: phone, pager …', '设备类型：手机、寻呼机等。'],
    ['OEM', 'chr', 'One', 'Original equipment manufacturer.', '原始设备制造商。'],
    ['FwV', 'chr', 'One', 'Version of the firmware.', '固件版本。'],
    ['SwV', 'chr', 'One', 'Version of the software.', '软件版本。'],
    ['HwV', 'chr', 'One', 'Version of the hardware.', '硬件版本。'],
    ['LrgObj', 'bool', 'One', 'Whether large objects are handled.', '是否支持大对象。'],
    ['Bearer', 'node', 'ZeroOrOne', 'What belongs to a bearer.', '与承载相关的内容。', { open: true }],
    ['Ext', 'node', 'ZeroOrOne', 'Vendor extensions.', '厂商扩展。', { open: true }],
  ]),
} as const satisfies MoTable;

/** The Inbox: a place to Add to, without nodes of its own; a Get is answered 405 (DM StdObj 1.2, 7.1.3.4). */
export const INBOX = {
  name: 'Inbox',
  title: { en: 'Inbox', zh: '收件箱' },
  identifiers: ['urn:oma:mo:oma-dm-inbox:1.0', 'org.openmobilealliance.dm/1.0/Inbox'],
  rows: [],
} as const satisfies MoTable;
