import type { ErrorRow } from './error-row.ts';
import { ADMIN_ERRORS } from './error-rows-admin.ts';
import { DIAGNOSE_ERRORS } from './error-rows-diagnose.ts';
import { DOCUMENT_ERRORS } from './error-rows-document.ts';
import { IMPORT_ERRORS } from './error-rows-import.ts';
import { KEY_FILE_ERRORS } from './error-rows-key-file.ts';
import { MODEM_ERRORS } from './error-rows-modem.ts';
import { PLAN_ERRORS } from './error-rows-plan.ts';
import { PROVISION_ERRORS } from './error-rows-provision.ts';
import { TRACE_ERRORS } from './error-rows-trace.ts';
import { VIRTUAL_ERRORS } from './error-rows-virtual.ts';
import { EXIT } from './exit-code.ts';

export type Language = 'en' | 'zh';

/**
 * Every error the product can show, keyed by its stable code. `{name}` is filled from the error's details.
 * Wording: cause first, in words of the trade; say what did not happen; end with an act.
 */
export const ERROR_ROWS = {
  'usage-invalid': {
    exit: EXIT.usage,
    en: { message: '{what}.', next: 'See "bootcard {verb} --help".' },
    zh: { message: '{what}。', next: '参见 "bootcard {verb} --help"。' },
  },
  'usage-verb': {
    exit: EXIT.usage,
    en: { message: '{what}.', next: 'Run "bootcard --help" for the verbs.' },
    zh: { message: '{what}。', next: '运行 "bootcard --help" 查看命令。' },
  },
  'file-unreadable': {
    exit: EXIT.usage,
    en: { message: 'The file {path} cannot be read: {reason}.', next: 'Check the path and its permissions.' },
    zh: { message: '无法读取文件 {path}：{reason}。', next: '检查路径和权限。' },
  },
  'file-unwritable': {
    exit: EXIT.usage,
    en: {
      message: 'The file {path} cannot be written: {reason}.',
      next: 'Check the folder, its permissions and the free space.',
    },
    zh: { message: '无法写入文件 {path}：{reason}。', next: '检查目录、权限和剩余空间。' },
  },
  'card-file-unknown': {
    exit: EXIT.usage,
    en: {
      message: 'No file {path} was found on the card.',
      next: 'Run "bootcard files READER" for those there are; --discover tries more file ids.',
    },
    zh: {
      message: '卡上未找到文件 {path}。',
      next: '运行 "bootcard files READER" 查看；--discover 会尝试更多文件标识。',
    },
  },
  'file-exists': {
    exit: EXIT.usage,
    en: { message: 'The file {path} exists and is not overwritten.', next: 'Name another file.' },
    zh: { message: '文件 {path} 已存在，不会被覆盖。', next: '换一个文件名。' },
  },
  'image-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The card image {path} is not valid at {place}: {reason}.',
      next: 'Compare it with docs/formats.md.',
    },
    zh: { message: '卡映像 {path} 在 {place} 处无效：{reason}。', next: '对照 docs/formats.md 检查。' },
  },
  'image-changed': {
    exit: EXIT.noCard,
    en: {
      message: 'Another program changed the card image {path} meanwhile. It is not written over.',
      next: 'Read the card again.',
    },
    zh: { message: '另一个程序同时修改了卡映像 {path}，不予覆盖。', next: '重新读卡。' },
  },
  'trace-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The trace {path} is not valid in line {line}: {reason}.',
      next: 'Compare it with docs/formats.md.',
    },
    zh: { message: '跟踪文件 {path} 第 {line} 行无效：{reason}。', next: '对照 docs/formats.md 检查。' },
  },
  'replay-diverged': {
    exit: EXIT.usage,
    en: {
      message: 'The trace holds no answer to {command} after exchange {index}.',
      next: 'Replay it with the command that recorded it.',
    },
    zh: { message: '跟踪文件在第 {index} 次交换之后没有对 {command} 的应答。', next: '用录制它的命令回放。' },
  },
  'message-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The message cannot be decoded at offset {offset}: {reason}.',
      next: 'Run "bootcard decode" on it to see how far it reads.',
    },
    zh: { message: '无法在偏移 {offset} 处解码消息：{reason}。', next: '用 "bootcard decode" 查看可读部分。' },
  },
  'message-masked': {
    exit: EXIT.usage,
    en: {
      message: 'The XML was written with its secrets masked: the stars in it are no values. Nothing encoded.',
      next: 'Encode what "bootcard decode --show-secrets" writes, or put the secrets in and remove <?bootcard masked?>.',
    },
    zh: {
      message: '该 XML 的机密已被遮盖：其中的星号不是值。未编码。',
      next: '请编码 "bootcard decode --show-secrets" 的输出，或填入机密并删除 <?bootcard masked?>。',
    },
  },
  'message-faulty': {
    exit: EXIT.usage,
    en: {
      message: 'A device would not accept the message ({code}): {reason}. Nothing written.',
      next: 'Run "bootcard check" on it and correct it, or write it as it is with --allow-findings.',
    },
    zh: {
      message: '设备不会接受该消息（{code}）：{reason}。未写入。',
      next: '用 "bootcard check" 检查并改正，或用 --allow-findings 原样写入。',
    },
  },
  'field-unknown': {
    exit: EXIT.usage,
    en: {
      message: 'The message has no field {path}. Nothing changed.',
      next: 'Run "bootcard decode --json" for its fields.',
    },
    zh: { message: '消息中没有字段 {path}。未作更改。', next: '运行 "bootcard decode --json" 查看字段。' },
  },
  'field-invalid': {
    exit: EXIT.usage,
    en: { message: 'The value for {path} cannot be written: {reason}. Nothing changed.', next: 'Give another value.' },
    zh: { message: '无法写入 {path} 的值：{reason}。未作更改。', next: '换一个值。' },
  },
  'xml-invalid': {
    exit: EXIT.usage,
    en: { message: 'The XML is not valid at line {line}, column {column}: {reason}.', next: 'Correct it there.' },
    zh: { message: 'XML 在第 {line} 行第 {column} 列无效：{reason}。', next: '在该处改正。' },
  },
  'source-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The message source is not valid at {where}: {reason}.',
      next: 'docs/message-source.md lists what can stand there; "bootcard new message" writes one to start from.',
    },
    zh: {
      message: '消息源文件在 {where} 处无效：{reason}。',
      next: '可用内容见 docs/message-source.md；"bootcard new message" 可生成起始文件。',
    },
  },
  'source-secret': {
    exit: EXIT.usage,
    en: { message: 'The value of {where} cannot be looked up: {reason}.', next: 'Set it, or give another place.' },
    zh: { message: '无法取得 {where} 的值：{reason}。', next: '设置该值，或指定其他来源。' },
  },
  'source-none': {
    exit: EXIT.usage,
    en: {
      message: 'The message cannot be written as a source: {reason}.',
      next: 'Use its XML form: "bootcard decode" without --source.',
    },
    zh: {
      message: '该消息无法写成源文件：{reason}。',
      next: '使用其 XML 形式：不带 --source 运行 "bootcard decode"。',
    },
  },
  'input-too-long': {
    exit: EXIT.usage,
    en: {
      message: '{path} has more than {limit} bytes: it was not read.',
      next: 'No card file holds such a message; name another file.',
    },
    zh: { message: '{path} 超过 {limit} 字节：未读取。', next: '没有卡文件能容纳这样的消息；请指定其他文件。' },
  },
  'message-too-long': {
    exit: EXIT.usage,
    en: {
      message: 'The message has {length} bytes, the capacity is {capacity}: {excess} bytes too long.',
      next: 'Shorten it, or encode it with --style smallest.',
    },
    zh: {
      message: '消息有 {length} 字节，容量为 {capacity}：超出 {excess} 字节。',
      next: '缩短消息，或使用 --style smallest 编码。',
    },
  },
  'edit-impossible': {
    exit: EXIT.usage,
    en: {
      message: 'The edit of {path} cannot be done: {reason}. Nothing changed.',
      next: 'Run "bootcard decode --json" for the paths that there are.',
    },
    zh: { message: '无法编辑 {path}：{reason}。未作更改。', next: '运行 "bootcard decode --json" 查看现有路径。' },
  },
  'patch-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The JSON Patch is not valid at {place}: {reason}. Nothing changed.',
      next: 'Correct it there; see RFC 6902 and docs/message-source.md.',
    },
    zh: {
      message: 'JSON Patch 在 {place} 处无效：{reason}。未作更改。',
      next: '在该处改正；参见 RFC 6902 与 docs/message-source.md。',
    },
  },
  'card-no-message': {
    exit: EXIT.findings,
    en: { message: 'No message was read from {reader}: {reason}.', next: 'Run "bootcard read" on it to see why.' },
    zh: { message: '未能从 {reader} 读出消息：{reason}。', next: '对其运行 "bootcard read" 查看原因。' },
  },
  'code-unknown': {
    exit: EXIT.usage,
    en: { message: 'There is no finding and no error {asked}.', next: '{suggestion}' },
    zh: { message: '没有名为 {asked} 的发现或错误。', next: '{suggestion}' },
  },
  'ddf-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The description of a management object is not valid at line {line}: {reason}.',
      next: 'Load a DDF of OMA DM 1.2 (MgmtTree with DFProperties).',
    },
    zh: {
      message: '管理对象描述在第 {line} 行无效：{reason}。',
      next: '加载 OMA DM 1.2 的 DDF（带 DFProperties 的 MgmtTree）。',
    },
  },
  'map-profile': {
    exit: EXIT.usage,
    en: {
      message: 'The message is of the profile {profile}; one of the profile {wanted} is needed. Nothing written.',
      next: 'Give a message of the profile {wanted}.',
    },
    zh: {
      message: '消息属于 {profile} 方式，需要 {wanted} 方式的消息。未写入。',
      next: '请给出 {wanted} 方式的消息。',
    },
  },
  'map-no-object': {
    exit: EXIT.usage,
    en: {
      message: 'The message has no DM account, access point or proxy that could be mapped. Nothing written.',
      next: 'Check the message with "bootcard check".',
    },
    zh: { message: '消息中没有可以转换的 DM 账户、接入点或代理。未写入。', next: '用 "bootcard check" 检查消息。' },
  },
  'map-no-address': {
    exit: EXIT.usage,
    en: {
      message:
        'The document has no DM account with an address, which a DM message needs as its source. Nothing written.',
      next: 'Add an APPLICATION with APPID w7 and an ADDR.',
    },
    zh: {
      message: '文档中没有带地址的 DM 账户，DM 消息需要它作为来源。未写入。',
      next: '添加 APPID 为 w7 且有 ADDR 的 APPLICATION。',
    },
  },
  'plan-too-long': {
    exit: EXIT.usage,
    en: {
      message: 'The message has {length} bytes, {file} holds {capacity}: {excess} bytes too long. Nothing written.',
      next: 'Shorten it, or encode it smaller.',
    },
    zh: {
      message: '消息有 {length} 字节，{file} 只能容纳 {capacity} 字节，超出 {excess} 字节。未写入。',
      next: '缩短消息，或用更小的编码。',
    },
  },
  'plan-no-object': {
    exit: EXIT.usage,
    en: {
      message: 'The card has no DM_Bootstrap object to write to: {reason}. Nothing written.',
      next: 'Read the card to see where the chain breaks.',
    },
    zh: { message: '卡上没有可写入的 DM_Bootstrap 对象：{reason}。未写入。', next: '读卡查看链路在何处中断。' },
  },
  'recover-choose': {
    exit: EXIT.interrupted,
    en: {
      message: 'Card {iccid} is half-written. Nothing was done about it yet.',
      next: 'Choose with --finish, --roll-back or --leave.',
    },
    zh: { message: '卡 {iccid} 只写了一半，尚未处理。', next: '用 --finish、--roll-back 或 --leave 选择处理方式。' },
  },
  'recover-ambiguous': {
    exit: EXIT.usage,
    en: {
      message:
        'The card does not tell its ICCID, and {count} broken writes fit what it holds: {journals}. Nothing written.',
      next: 'Name the journal of its write with --journal.',
    },
    zh: {
      message: '卡不提供 ICCID，且有 {count} 次中断的写入与其内容相符：{journals}。未写入。',
      next: '用 --journal 指定其写入日志。',
    },
  },
  'recover-none': {
    exit: EXIT.usage,
    en: {
      message: 'No broken write is known of card {iccid}. Nothing written.',
      next: '"bootcard recover --list" lists those that are.',
    },
    zh: { message: '没有卡 {iccid} 的中断写入记录。未写入。', next: '"bootcard recover --list" 列出已知的中断写入。' },
  },
  'recover-no-way': {
    exit: EXIT.usage,
    en: {
      message: 'Card {iccid}: {file} holds bytes that neither the broken write nor its backup knows. Nothing written.',
      next: 'Roll back to the backup (bootcard recover --roll-back), or write the message anew.',
    },
    zh: {
      message: '卡 {iccid}：{file} 中有中断的写入及其备份都不认识的字节。未写入。',
      next: '回滚到备份（bootcard recover --roll-back），或重新写入消息。',
    },
  },
  'plan-unsafe': {
    exit: EXIT.usage,
    en: {
      message: '{name} {file} cannot be changed without losing somebody for a moment: {reason}. Nothing written.',
      next: 'Let the objects go to a file of their own, or change the order so that others’ objects keep their place.',
    },
    zh: {
      message: '修改 {name} {file} 会使其他对象暂时丢失：{reason}。未写入。',
      next: '把对象放到单独的文件，或调整顺序使其他对象保持原位。',
    },
  },
  'plan-unconfirmed': {
    exit: EXIT.refused,
    en: {
      message: 'The plan takes files off card {iccid} ({count}), and this was not confirmed. Nothing written.',
      next: 'Type the whole number of the card to confirm it.',
    },
    zh: {
      message: '该计划将从卡 {iccid} 删除 {count} 个文件，尚未确认。未写入。',
      next: '输入完整卡号以确认。',
    },
  },
  'plan-stale': {
    exit: EXIT.usage,
    en: {
      message: 'The card no longer holds what the plan was made from ({what}). Nothing written.',
      next: 'Make the plan again.',
    },
    zh: { message: '卡上的内容与制定计划时不同（{what}）。未写入。', next: '重新制定计划。' },
  },
  'plan-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The plan {path} is not valid at {place}: {reason}. Nothing written.',
      next: 'Make the plan again.',
    },
    zh: { message: '写入计划 {path} 在 {place} 处无效：{reason}。未写入。', next: '重新制定计划。' },
  },
  'plan-masked': {
    exit: EXIT.usage,
    en: {
      message: 'The plan {path} was made for showing: its secrets are replaced by *. Nothing written.',
      next: 'Save it with "bootcard plan -o FILE".',
    },
    zh: {
      message: '写入计划 {path} 仅供查看：其中的秘密已替换为 *。未写入。',
      next: '用 "bootcard plan -o FILE" 保存。',
    },
  },
  'backup-empty': {
    exit: EXIT.findings,
    en: {
      message: 'Nothing of the bootstrap chain could be read: there is nothing to keep.',
      next: 'Read the card to see where the chain breaks.',
    },
    zh: { message: '引导数据链路上没有可读内容：没有可备份的数据。', next: '读卡查看链路在何处中断。' },
  },
  'backup-mismatch': {
    exit: EXIT.usage,
    en: {
      message: 'The backup is of card {expected}, this is card {actual}. Nothing written.',
      next: 'Insert the card that the backup names.',
    },
    zh: { message: '备份属于卡 {expected}，当前卡是 {actual}。未写入。', next: '插入备份对应的卡。' },
  },
  'backup-none': {
    exit: EXIT.usage,
    en: {
      message: 'No backup of card {iccid} is kept on this machine.',
      next: 'Name the file of a backup, or see "bootcard backup --list".',
    },
    zh: { message: '本机没有卡 {iccid} 的备份。', next: '指定备份文件，或用 "bootcard backup --list" 查看。' },
  },
  'backup-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The backup {path} is not valid at {place}: {reason}. Nothing written.',
      next: 'Use another backup of this card.',
    },
    zh: { message: '备份 {path} 在 {place} 处无效：{reason}。未写入。', next: '使用该卡的其他备份。' },
  },
  'credential-bare': {
    exit: EXIT.usage,
    en: {
      message: 'The value of --key {ref} does not say how it is written. Nothing sent.',
      next: 'Write hex:…, ascii:…, file:PATH or env:NAME: a wrong guess would cost a try.',
    },
    zh: {
      message: '--key {ref} 的值未说明书写方式。未发送任何内容。',
      next: '写成 hex:…、ascii:…、file:PATH 或 env:NAME：猜错会消耗一次尝试。',
    },
  },
  'credential-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The value of --key {ref} cannot be used: {reason}. Nothing sent.',
      next: 'Give 8 or 16 bytes (a PIN of 4 to 8 digits as ascii:…).',
    },
    zh: {
      message: '--key {ref} 的值不可用：{reason}。未发送任何内容。',
      next: '给出 8 或 16 字节（PIN 用 ascii: 加 4 至 8 位数字）。',
    },
  },
  'credential-unknown': {
    exit: EXIT.usage,
    en: {
      message: '--key does not name a key. Nothing sent.',
      next: 'Write --key REF=…, REF being one of pin1 chv1 pin2 chv2 puk1 adm1 … adm10, or a key reference in hex (0A).',
    },
    zh: {
      message: '--key 未指明密钥。未发送任何内容。',
      next: '写成 --key REF=…，REF 为 pin1 chv1 pin2 chv2 puk1 adm1 … adm10 之一，或十六进制密钥引用（0A）。',
    },
  },
  'reader-unknown': {
    exit: EXIT.noCard,
    en: { message: 'There is no reader {reader}.', next: 'Run "bootcard readers" for the names.' },
    zh: { message: '没有读卡器 {reader}。', next: '运行 "bootcard readers" 查看名称。' },
  },
  'reader-gone': {
    exit: EXIT.noCard,
    en: {
      message: 'The reader {reader} was pulled.',
      next: 'Plug it in again; the card was left as the last answer shows.',
    },
    zh: { message: '读卡器 {reader} 已被拔出。', next: '重新插入；卡保持最后一次应答时的状态。' },
  },
  'pcsc-unavailable': {
    exit: EXIT.noCard,
    en: {
      message: 'The smartcard service does not answer: {reason}.',
      next: 'Start it (Debian: apt install pcscd; service pcscd start). Virtual cards work without it.',
    },
    zh: {
      message: '智能卡服务没有应答：{reason}。',
      next: '启动服务（Debian：apt install pcscd; service pcscd start）。虚拟卡不需要它。',
    },
  },
  'pcsc-binding': {
    exit: EXIT.noCard,
    en: {
      message: 'The PC/SC library cannot be loaded: {reason}.',
      next: 'Install it (Debian: apt install libpcsclite1). Virtual cards work without it.',
    },
    zh: {
      message: '无法加载 PC/SC 库：{reason}。',
      next: '安装它（Debian：apt install libpcsclite1）。虚拟卡不需要它。',
    },
  },
  'card-absent': {
    exit: EXIT.noCard,
    en: { message: 'There is no card in {reader}.', next: 'Insert one.' },
    zh: { message: '{reader} 中没有卡。', next: '插入一张卡。' },
  },
  'card-removed': {
    exit: EXIT.noCard,
    en: { message: 'The card was taken out of {reader}.', next: 'Put it back and read it again.' },
    zh: { message: '卡已从 {reader} 取出。', next: '放回后重新读取。' },
  },
  'card-held': {
    exit: EXIT.noCard,
    en: {
      message: 'Another program holds the card in {reader} ({holder}).',
      next: 'Close that program, then try again.',
    },
    zh: { message: '另一个程序正占用 {reader} 中的卡（{holder}）。', next: '关闭该程序后重试。' },
  },
  'card-reset': {
    exit: EXIT.noCard,
    en: { message: 'Another program reset the card in {reader}.', next: 'Read the card again.' },
    zh: { message: '另一个程序复位了 {reader} 中的卡。', next: '重新读卡。' },
  },
  'card-mute': {
    exit: EXIT.cardError,
    en: {
      message: 'The card in {reader} did not answer {command} within {seconds} s.',
      next: 'Take the card out, put it back, and read it again.',
    },
    zh: { message: '{reader} 中的卡在 {seconds} 秒内没有应答 {command}。', next: '取出卡，重新插入后再读。' },
  },
  'card-link': {
    exit: EXIT.cardError,
    en: {
      message: 'The link to the card in {reader} broke: {reason}.',
      next: 'Take the card out, clean its contacts, put it back.',
    },
    zh: { message: '与 {reader} 中的卡的连接中断：{reason}。', next: '取出卡，清洁触点，重新插入。' },
  },
  'card-changed': {
    exit: EXIT.noCard,
    en: {
      message: 'This is another card: {actual} instead of {expected}. Nothing written.',
      next: 'Insert card {expected}.',
    },
    zh: { message: '这是另一张卡：{actual}，而不是 {expected}。未写入。', next: '插入卡 {expected}。' },
  },
  'card-error': {
    exit: EXIT.cardError,
    en: { message: '{what}: the card answered {sw} ({meaning}).', next: '{advice}' },
    zh: { message: '{what}：卡应答 {sw}（{meaning}）。', next: '{advice}' },
  },
  'card-class': {
    exit: EXIT.cardError,
    en: {
      message: 'The card answers neither class A0 nor the ISO class in the mode asked for ({mode}): {sw}.',
      next: 'Use --mode auto.',
    },
    zh: { message: '卡在所要求的模式（{mode}）下既不接受 A0 类也不接受 ISO 类：{sw}。', next: '使用 --mode auto。' },
  },
  'not-armed': {
    exit: EXIT.refused,
    en: {
      message: 'The session is read-only: it is not armed for card {iccid}. Nothing written.',
      next: 'Arm it by naming the ICCID.',
    },
    zh: { message: '会话为只读：未针对卡 {iccid} 解锁写入。未写入。', next: '输入 ICCID 以解锁写入。' },
  },
  'key-missing': {
    exit: EXIT.refused,
    en: { message: '{file} needs {ref} before it can be {act}. Nothing sent.', next: 'Give it with --key {ref}=….' },
    zh: { message: '{act} {file} 需要先验证 {ref}。未发送任何内容。', next: '用 --key {ref}=… 给出。' },
  },
  'key-not-sent': {
    exit: EXIT.refused,
    en: {
      message: '{file} needs {ref} before it can be {act}, and a dry run sends no key. Nothing sent.',
      next: 'Leave --dry-run out, or take the PIN off the card.',
    },
    zh: {
      message: '{act} {file} 需要先验证 {ref}，而试运行不发送密钥。未发送任何内容。',
      next: '去掉 --dry-run，或取消卡的 PIN。',
    },
  },
  'key-refused': {
    exit: EXIT.refused,
    en: {
      message: 'The card refused {ref}; {tries}. Not tried again.',
      next: 'Find the right value: this one is never sent to this card again.',
    },
    zh: { message: '卡拒绝了 {ref}；{tries}。未再次尝试。', next: '找到正确的值：该值不会再发送给这张卡。' },
  },
  'key-known-refused': {
    exit: EXIT.refused,
    en: {
      message: 'This value of {ref} was refused by this card before. Nothing sent.',
      next: 'Find the right value.',
    },
    zh: { message: '该 {ref} 值曾被这张卡拒绝。未发送任何内容。', next: '找到正确的值。' },
  },
  'key-unanswered': {
    exit: EXIT.refused,
    en: {
      message:
        'This value of {ref} was sent to this card before and its answer was lost; the card does not tell whether it counted. Nothing sent.',
      next: 'Only when the value is certain, send it once more (--tries-unknown {iccid} --few-tries {iccid}).',
    },
    zh: {
      message: '该 {ref} 值曾发送给这张卡但应答丢失；卡不说明是否计数。未发送任何内容。',
      next: '仅在确认值正确时再发送一次（--tries-unknown {iccid} --few-tries {iccid}）。',
    },
  },
  'key-few-tries': {
    exit: EXIT.refused,
    en: {
      message: '{ref} has {tries} tries left on this card; fewer than 3 are not spent. Nothing sent.',
      next: 'Override for this card only when the value is certain (--few-tries {iccid}).',
    },
    zh: {
      message: '该卡的 {ref} 只剩 {tries} 次尝试；少于 3 次时不予使用。未发送任何内容。',
      next: '仅在确认值正确时才对该卡放行（--few-tries {iccid}）。',
    },
  },
  'key-tries-unknown': {
    exit: EXIT.refused,
    en: {
      message: 'The card does not tell how many tries {ref} has left. Nothing sent.',
      next: 'Consent to one attempt (--tries-unknown {iccid}).',
    },
    zh: {
      message: '卡未提供 {ref} 的剩余尝试次数。未发送任何内容。',
      next: '同意尝试一次（--tries-unknown {iccid}）。',
    },
  },
  'key-attempt-spent': {
    exit: EXIT.refused,
    en: {
      message:
        'The one attempt with {ref} on this card was made ({values} values refused), and the card does not tell how many tries are left: the next one may block it. Nothing sent.',
      next: 'Consent to that as well only when the value is certain (--tries-unknown {iccid} --few-tries {iccid}).',
    },
    zh: {
      message: '该卡的 {ref} 已尝试过（{values} 个值被拒绝），且卡未提供剩余次数：再试可能锁卡。未发送任何内容。',
      next: '仅在确认值正确时再次同意（--tries-unknown {iccid} --few-tries {iccid}）。',
    },
  },
  'refused-memory': {
    exit: EXIT.refused,
    en: {
      message: 'The memory of refused keys {path} cannot be used: {reason}. Nothing sent.',
      next: 'Repair the file, or remove it: then this machine no longer knows which values were refused.',
    },
    zh: {
      message: '无法使用被拒密钥的记录 {path}：{reason}。未发送任何内容。',
      next: '修复该文件，或将其删除：此后本机不再知道哪些值曾被拒绝。',
    },
  },
  'key-blocked': {
    exit: EXIT.refused,
    en: {
      message: '{ref} is blocked on this card. Nothing sent.',
      next: 'Unblock it with its PUK, or ask the issuer.',
    },
    zh: { message: '该卡的 {ref} 已锁定。未发送任何内容。', next: '用 PUK 解锁，或联系发卡方。' },
  },
  'fcp-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'No card could create the file: {field}: {reason}. Nothing sent.',
      next: 'Correct it; docs/formats.md has what a file is made of.',
    },
    zh: {
      message: '卡无法创建该文件：{field}：{reason}。未发送任何内容。',
      next: '请更正；文件的组成见 docs/formats.md。',
    },
  },
  'puk-blocked': {
    exit: EXIT.refused,
    en: {
      message: '{ref} is blocked on this card: its PIN cannot be unblocked any more. Nothing sent.',
      next: 'Ask the issuer for another card.',
    },
    zh: { message: '该卡的 {ref} 已锁定：其 PIN 无法再解锁。未发送任何内容。', next: '向发卡方申请换卡。' },
  },
  'key-off': {
    exit: EXIT.refused,
    en: {
      message: '{ref} is switched off on this card, and only a PIN that is on can be changed. Nothing sent.',
      next: 'Switch it on first ("bootcard key enable").',
    },
    zh: {
      message: '该卡的 {ref} 已停用，只有启用的 PIN 才能更改。未发送任何内容。',
      next: '先启用它（"bootcard key enable"）。',
    },
  },
  'key-act': {
    exit: EXIT.usage,
    en: {
      message: 'A card has no way to {act} {ref}. Nothing sent.',
      next: 'PINs are enabled, disabled and unblocked; in class A0 CHV1 alone is enabled and disabled.',
    },
    zh: {
      message: '卡无法对 {ref} 执行 {act}。未发送任何内容。',
      next: '只有 PIN 可以启用、停用和解锁；A0 类中只有 CHV1 可以启用和停用。',
    },
  },
  'key-unguarded': {
    exit: EXIT.refused,
    en: {
      message:
        'A command that carries a credential ({ins}) did not come through the retry guard of {reader}. Nothing sent.',
      next: 'Use "bootcard key", or --key of the verb that needs it.',
    },
    zh: {
      message: '携带凭据的命令（{ins}）未经过 {reader} 的重试保护。未发送任何内容。',
      next: '使用 "bootcard key"，或所需命令的 --key。',
    },
  },
  'pin-pad-none': {
    exit: EXIT.usage,
    en: {
      message: 'The reader {reader} has no keys to type this at. Nothing sent.',
      next: 'Give the value with --key.',
    },
    zh: { message: '读卡器 {reader} 没有可用于此操作的键盘。未发送任何内容。', next: '用 --key 给出该值。' },
  },
  'pin-pad-cancelled': {
    exit: EXIT.refused,
    en: {
      message: 'Nothing was typed at {reader}, or it was cancelled or did not fit (SW {sw}). No try was spent.',
      next: 'Type it again.',
    },
    zh: { message: '未在 {reader} 上输入，或已取消，或输入不符（SW {sw}）。未消耗尝试次数。', next: '重新输入。' },
  },
  'verify-failed': {
    exit: EXIT.findings,
    en: {
      message: '{file} differs after writing, first at offset {offset} ({field}): {actual} instead of {expected}.',
      next: 'Restore the backup {backup}.',
    },
    zh: {
      message: '写入后 {file} 不一致，首个差异在偏移 {offset}（{field}）：{actual}，应为 {expected}。',
      next: '恢复备份 {backup}。',
    },
  },
  'write-interrupted': {
    exit: EXIT.interrupted,
    en: {
      message: 'Writing {file} stopped after {done} of {total} steps: {reason}.',
      next: 'Put the card back; the journal {journal} says how to finish or roll back.',
    },
    zh: {
      message: '写入 {file} 在第 {done}/{total} 步后中断：{reason}。',
      next: '放回卡；日志 {journal} 说明如何完成或回滚。',
    },
  },
  'write-stopped-between': {
    exit: EXIT.interrupted,
    en: {
      message: 'Stopped between two files of card {iccid}, as asked: none of them is half-written.',
      next: 'bootcard recover finishes the rest, or takes back what was written.',
    },
    zh: {
      message: '按要求在卡 {iccid} 的两个文件之间停止：没有写了一半的文件。',
      next: '用 bootcard recover 完成其余部分，或撤回已写内容。',
    },
  },
  'write-stopped': {
    exit: EXIT.interrupted,
    en: { message: 'Stopped before anything was written to card {iccid}.', next: 'Run it again to write it.' },
    zh: { message: '在写入卡 {iccid} 之前已停止，未写入任何内容。', next: '重新运行以写入。' },
  },
  'update-refused': {
    exit: EXIT.refused,
    en: {
      message: 'The card refused to update {file}: {sw} ({meaning}). Nothing written.',
      next: 'Read the card with --all: it tells which key the file asks for. The refusal cost no try.',
    },
    zh: {
      message: '卡拒绝更新 {file}：{sw}（{meaning}）。未写入。',
      next: '用 --all 读卡，查看该文件要求哪个密钥。此次拒绝未消耗尝试次数。',
    },
  },
  'session-unknown': {
    exit: EXIT.usage,
    en: { message: 'The session is closed.', next: 'Open the card again.' },
    zh: { message: '会话已关闭。', next: '重新打开卡。' },
  },
  'request-invalid': {
    exit: EXIT.usage,
    en: { message: 'The request is not valid: {reason}.', next: 'Reload the window.' },
    zh: { message: '请求无效：{reason}。', next: '重新加载窗口。' },
  },
  'ui-not-built': {
    exit: EXIT.usage,
    en: { message: 'The interface is not built: {folder} has no page.', next: 'Run "npm run build".' },
    zh: { message: '界面尚未构建：{folder} 中没有页面。', next: '运行 "npm run build"。' },
  },
  'ui-port': {
    exit: EXIT.usage,
    en: {
      message: 'Port {port} of 127.0.0.1 cannot be used: {reason}.',
      next: 'Choose another with --port, or leave it out for a free one.',
    },
    zh: { message: '无法使用 127.0.0.1 的端口 {port}：{reason}。', next: '用 --port 换一个端口，或省略以自动选择。' },
  },
  'host-lost': {
    exit: EXIT.interrupted,
    en: { message: 'The card service of this app stopped.', next: 'It is started again; open the card again.' },
    zh: { message: '本应用的卡服务已停止。', next: '服务会重新启动；请重新打开卡。' },
  },
  internal: {
    exit: EXIT.cardError,
    en: { message: 'Bootcard failed: {reason}.', next: 'Report this with the steps that led here.' },
    zh: { message: 'Bootcard 出错：{reason}。', next: '请报告此问题和操作步骤。' },
  },
  ...ADMIN_ERRORS,
  ...DOCUMENT_ERRORS,
  ...IMPORT_ERRORS,
  ...TRACE_ERRORS,
  ...KEY_FILE_ERRORS,
  ...MODEM_ERRORS,
  ...DIAGNOSE_ERRORS,
  ...PLAN_ERRORS,
  ...PROVISION_ERRORS,
  ...VIRTUAL_ERRORS,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERROR_ROWS;
