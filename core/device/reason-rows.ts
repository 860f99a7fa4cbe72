interface Reason {
  /** `D.4.2`, `5.5.5`: OMA DM Bootstrap 1.3; other documents by name. */
  readonly clause: string;
  /** The card is known to hold no bootstrap data: servers that came from it are gone (5.5.6). */
  readonly absent?: true;
  readonly en: string;
  readonly zh: string;
}

/** Why a device does not bootstrap from a card. `{name}` is filled from the rejection's details. */
export const REASON_ROWS = {
  'class-refused': {
    clause: 'D.1',
    en: 'the card refuses class {cla} with {sw}, and the device speaks no other',
    zh: '卡以 {sw} 拒绝 {cla} 类，而设备不使用其他类',
  },
  'policy-disabled': {
    clause: '5.5.6',
    en: 'smartcard bootstrap is switched off on this device',
    zh: '此设备已关闭智能卡引导',
  },
  'efdir-missing': {
    clause: 'D.1',
    absent: true,
    en: 'EF(DIR) cannot be selected ({sw})',
    zh: '无法选择 EF(DIR)（{sw}）',
  },
  'efdir-unselectable': {
    clause: 'TS 102 221 11.1.1',
    en: 'the card refuses the way in which the device selects EF(DIR) ({sw})',
    zh: '卡拒绝设备选择 EF(DIR) 的方式（{sw}）',
  },
  'efdir-refused': {
    clause: 'TS 102 221 13.1',
    en: 'EF(DIR) cannot be read before a PIN ({sw})',
    zh: '在验证 PIN 之前无法读取 EF(DIR)（{sw}）',
  },
  'efdir-not-records': {
    clause: 'D.1',
    en: 'EF(DIR) is {structure}, and the device reads it by records alone ({sw})',
    zh: 'EF(DIR) 为 {structure}，而设备只按记录读取（{sw}）',
  },
  'efdir-blank-record': {
    clause: 'D.1',
    en: 'record {record} of EF(DIR) is blank, and the device reads no further',
    zh: 'EF(DIR) 的第 {record} 条记录为空，设备不再往下读',
  },
  'template-missing': {
    clause: 'D.1',
    absent: true,
    en: 'EF(DIR) has no PKCS#15 application template ({records} records)',
    zh: 'EF(DIR) 中没有 PKCS#15 应用模板（{records} 条记录）',
  },
  'template-aid-longer': {
    clause: 'D.1',
    en: 'the AID {aid} is longer than that of PKCS#15, and the device compares all of it',
    zh: 'AID {aid} 比 PKCS#15 的长，而设备比较整个 AID',
  },
  'template-path': {
    clause: 'D.2.1',
    en: 'the template has no path that can be followed: {path}',
    zh: '模板中没有可用的路径：{path}',
  },
  'df-unreachable': {
    clause: 'D.2.1',
    en: 'DF {fid} on the path {path} cannot be selected ({sw})',
    zh: '无法选择路径 {path} 上的 DF {fid}（{sw}）',
  },
  'channel-refused': {
    clause: 'D.3.1',
    en: 'the card opens no logical channel ({sw})',
    zh: '卡不打开逻辑信道（{sw}）',
  },
  'adf-unreachable': {
    clause: 'D.3.1',
    en: 'the application {aid} cannot be selected by its AID ({sw})',
    zh: '无法按 AID 选择应用 {aid}（{sw}）',
  },
  'adf-inactive': {
    clause: 'D.3.1',
    en: 'the application is not active ({sw})',
    zh: '应用未激活（{sw}）',
  },
  'file-missing': {
    clause: 'D.4',
    absent: true,
    en: '{file} cannot be selected ({sw})',
    zh: '无法选择 {file}（{sw}）',
  },
  'file-wrong-path': {
    clause: 'D.4',
    en: '{file} cannot be selected where the device looks for it ({sw})',
    zh: '在设备查找的位置无法选择 {file}（{sw}）',
  },
  'file-not-transparent': {
    clause: 'D.4',
    en: '{file} is {structure}, not transparent',
    zh: '{file} 为 {structure}，不是透明文件',
  },
  'file-inactive': {
    clause: 'D.4.3',
    en: '{file} is invalidated or deactivated ({sw})',
    zh: '{file} 已失效或被停用（{sw}）',
  },
  'file-refused': {
    clause: 'D.2.4, D.3.4',
    en: '{file} cannot be read without a verification that did not take place ({sw})',
    zh: '{file} 需要先验证才能读取，而验证未进行（{sw}）',
  },
  'file-unreadable': {
    clause: 'D.2.3, D.3.3',
    en: 'READ BINARY of {file} at offset {offset} is refused ({sw})',
    zh: '在偏移 {offset} 处对 {file} 的 READ BINARY 被拒绝（{sw}）',
  },
  'file-empty': {
    clause: 'D.4',
    absent: true,
    en: '{file} is empty: it begins with {filler}',
    zh: '{file} 为空：以 {filler} 开头',
  },
  'read-length': {
    clause: 'TS 102 221 11.1.3',
    en: '{file} is shorter than the {asked} bytes that the device asks for, and it does not take the answer',
    zh: '{file} 短于设备请求的 {asked} 字节，设备不接受这样的应答',
  },
  'short-id-refused': {
    clause: 'TS 102 221 8.4.3',
    en: '{file} cannot be read by the short file id {sfi} ({sw})',
    zh: '无法用短文件标识 {sfi} 读取 {file}（{sw}）',
  },
  'offset-out-of-reach': {
    clause: 'TS 102 221 11.1.3',
    en: 'the message goes on beyond offset 7FFF of {file}, where the device cannot read',
    zh: '消息超出 {file} 的偏移 7FFF，设备无法读取',
  },
  'odf-no-dodf': {
    clause: 'D.1',
    absent: true,
    en: 'EF(ODF) names no directory of data objects',
    zh: 'EF(ODF) 中没有数据对象目录',
  },
  'odf-inline': {
    clause: 'PKCS#15 6.2',
    en: 'EF(ODF) holds the data objects itself, and the device follows paths alone',
    zh: 'EF(ODF) 内嵌数据对象，而设备只按路径查找',
  },
  'path-malformed': {
    clause: 'PKCS#15 6.1.5',
    en: 'the path {path} is malformed: {problem}',
    zh: '路径 {path} 格式错误：{problemZh}',
  },
  'object-missing': {
    clause: 'D.4.2',
    absent: true,
    en: 'no record of EF(DODF) is that of a {wanted} object; OIDs seen: {seen}',
    zh: 'EF(DODF) 中没有 {wanted} 对象的记录；所见 OID：{seen}',
  },
  'object-not-first': {
    clause: 'D.4.2',
    en: 'the first record of EF(DODF) is another object ({seen}), and the device looks at no other',
    zh: 'EF(DODF) 的第一条记录是其他对象（{seen}），设备不看其余记录',
  },
  'object-form': {
    clause: 'D.1, D.4.2',
    en: 'the object is an {form}DO, which the device does not read',
    zh: '该对象为 {form}DO，设备不读取',
  },
  'object-ambiguous': {
    clause: 'D.1',
    en: '{count} records are bootstrap objects, and the device takes one alone',
    zh: '有 {count} 条引导对象记录，而设备只接受一条',
  },
  'object-label': {
    clause: 'D.4.2',
    en: 'the record has no label',
    zh: '记录没有标签',
  },
  'object-value': {
    clause: 'D.4.2',
    en: 'the record gives its content as {kind}, not as a path',
    zh: '记录以 {kind} 给出内容，而不是路径',
  },
  'stretch-past-end': {
    clause: 'D.4.2',
    en: 'index {offset} and length {length} end beyond the {size} bytes of {file}',
    zh: '索引 {offset} 与长度 {length} 超出 {file} 的 {size} 字节',
  },
  'pin-not-given': {
    clause: 'D.2.4, D.3.4',
    en: 'the user is asked for {refs} and gives none',
    zh: '设备要求用户输入 {refs}，但未提供',
  },
  'pin-refused': {
    clause: 'D.2.4, D.3.4',
    en: 'the PIN is not accepted: {reason}',
    zh: 'PIN 未被接受：{reasonZh}',
  },
  'pin-blocked': {
    clause: 'D.2.4, D.3.4',
    en: '{refs} is blocked',
    zh: '{refs} 已锁定',
  },
  'pin-unknown': {
    clause: 'PKCS#15 6.10',
    en: 'EF(AODF) has no PIN for the authId of the record',
    zh: 'EF(AODF) 中没有与该记录 authId 对应的 PIN',
  },
  'access-never': {
    clause: 'D.4.2, D.4.3',
    en: 'the access rule of {file} lets nobody read',
    zh: '{file} 的访问规则不允许任何人读取',
  },
  'access-out-of-reach': {
    clause: 'D.3.4',
    en: 'the access rule of {file} asks for {refs}, which the device cannot have the user enter',
    zh: '{file} 的访问规则要求 {refs}，设备无法让用户输入',
  },
  'access-rule-missing': {
    clause: 'TS 102 221 9.2.7',
    en: 'the access rule of {file}, record {record}, is not on the card',
    zh: '卡上没有 {file} 的访问规则（记录 {record}）',
  },
  'wbxml-not': {
    clause: '5.5.4',
    en: 'the file begins with {start}, which is no WBXML 1.1 to 1.3',
    zh: '文件以 {start} 开头，不是 WBXML 1.1 至 1.3',
  },
  'wbxml-undecodable': {
    clause: '5.5.4',
    en: 'the document does not decode at offset {offset}: {problem}',
    zh: '文档在偏移 {offset} 处无法解码：{problem}',
  },
  'wbxml-public-id': {
    clause: '5.5.4',
    en: 'the public identifier is {publicId}, which the device does not know as a DM message',
    zh: '公共标识为 {publicId}，设备不认作 DM 消息',
  },
  'wbxml-charset': {
    clause: 'WAP-192 5.6',
    en: 'there is text in the charset {charset} that is not ASCII, and the device reads UTF-8',
    zh: '有 {charset} 字符集的非 ASCII 文本，而设备只读 UTF-8',
  },
  'message-root': {
    clause: '5.5.4',
    en: 'the root element is {root}',
    zh: '根元素为 {root}',
  },
  'message-other-profile': {
    clause: '5.4, 5.5',
    en: 'the file holds a {profile} message, which the device does not look for there',
    zh: '文件中是 {profile} 消息，设备不在此处查找',
  },
  'document-version': {
    clause: 'WAP-183',
    en: 'the provisioning document has version {version}, not 1.x',
    zh: '配置文档的版本为 {version}，不是 1.x',
  },
  'message-not-final': {
    clause: 'DM RepPro 1.2',
    en: 'the message is not the last of its package, and no other comes',
    zh: '消息不是数据包的最后一条，而不会再有其他消息',
  },
  'message-fault': {
    clause: '5.5.4, 5.5.5',
    en: '{code}: {finding}',
    zh: '{code}：{findingZh}',
  },
  'tnds-type': {
    clause: '5.5',
    en: 'Type says {type}, and Data holds {actual}',
    zh: 'Type 为 {type}，而 Data 中是 {actual}',
  },
  'tnds-not-understood': {
    clause: '5.5',
    en: 'the device does not understand a TNDS in {form}',
    zh: '设备不支持 {form} 形式的 TNDS',
  },
  'tnds-header': {
    clause: 'DM TNDS 8.6.1',
    en: 'the header of the TNDS document is not the one that the device knows: {variant}',
    zh: 'TNDS 文档头不是设备所认识的：{variant}',
  },
  'tnds-undecodable': {
    clause: '5.5',
    en: 'the TNDS does not decode: {problem}',
    zh: 'TNDS 无法解码：{problem}',
  },
  'tnds-structure': {
    clause: 'DM TND 8.5.4',
    en: 'the node {node} has a value and nodes below it',
    zh: '节点 {node} 既有值又有子节点',
  },
  'account-missing': {
    clause: '5.5.4',
    en: 'there is no DM account among the objects: {seen}',
    zh: '对象中没有 DM 账户：{seen}',
  },
  'account-incomplete': {
    clause: 'StdObj 7.1.3.1',
    en: 'the account {node} has no {missing}',
    zh: '账户 {node} 缺少 {missing}',
  },
  'account-app-id': {
    clause: 'StdObj 7.1.3.1',
    en: 'the AppID of {node} is {value}, not w7',
    zh: '{node} 的 AppID 为 {value}，不是 w7',
  },
  'source-mismatch': {
    clause: '5.5.4',
    en: 'Source is {source}, and no account has that address: {addresses}',
    zh: 'Source 为 {source}，没有账户使用该地址：{addresses}',
  },
  'node-unknown': {
    clause: 'StdObj 7.1.3.1',
    en: 'the object {object} has no node {node}',
    zh: '对象 {object} 没有节点 {node}',
  },
  'acl-malformed': {
    clause: 'DM TND 8.3.7.1.5',
    en: 'the ACL of {node} does not keep to the grammar',
    zh: '{node} 的 ACL 不符合语法',
  },
  'acl-command': {
    clause: '5.5.3',
    en: 'access rights are set by a command ({target}), not by a property in the TNDS',
    zh: '访问权限由命令（{target}）设置，而不是 TNDS 中的属性',
  },
  'reference-dangling': {
    clause: '5.5.5',
    en: '{node} refers to {value}, which the TNDS does not bring',
    zh: '{node} 引用 {value}，TNDS 中没有该对象',
  },
  'reference-lost': {
    clause: '5.5.5',
    en: '{node} refers to {value}, which the device has named {name}',
    zh: '{node} 引用 {value}，而设备已将其命名为 {name}',
  },
  'connectivity-missing': {
    clause: '5.5',
    en: 'no connectivity comes with the account, and the device has none of its own',
    zh: '账户没有附带连接信息，而设备自身也没有',
  },
  'parent-missing': {
    clause: '5.5',
    en: 'the parent of {target} is not in the management tree (404)',
    zh: '管理树中没有 {target} 的父节点（404）',
  },
  'already-there': {
    clause: 'DM RepPro 1.2',
    en: '{target} is in the management tree already (418)',
    zh: '管理树中已有 {target}（418）',
  },
  'item-target': {
    clause: 'DM RepPro 1.2',
    en: 'an item is added to {target}, which is no address of a node',
    zh: '项的目标 {target} 不是节点地址',
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASON_ROWS;

/** The row of a reason, with the fields that only some rows have. */
export function reasonRow(code: ReasonCode): Reason {
  return REASON_ROWS[code];
}
