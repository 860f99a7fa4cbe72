import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of the administrative commands (TS 102 222). */
export const ADMIN_ERRORS = {
  'admin-profile-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The command profile {path} is not valid at {place}: {reason}.',
      next: 'Compare it with docs/formats.md.',
    },
    zh: { message: '命令配置 {path} 在 {place} 处无效：{reason}。', next: '对照 docs/formats.md 检查。' },
  },
  'admin-invalid': {
    exit: EXIT.usage,
    en: { message: 'The file cannot be asked for: {reason}. Nothing sent.', next: 'Correct what the file is to be.' },
    zh: { message: '无法提出该文件请求：{reason}。未发送任何内容。', next: '改正文件参数。' },
  },
  'admin-absent': {
    exit: EXIT.usage,
    en: {
      message: 'The profile {profile} has no command for this ({act}). Nothing sent.',
      next: 'Choose another with --profile.',
    },
    zh: { message: '配置 {profile} 没有该命令（{act}）。未发送任何内容。', next: '用 --profile 选择其他配置。' },
  },
  'admin-class': {
    exit: EXIT.usage,
    en: {
      message: 'Class A0 knows INVALIDATE and REHABILITATE alone, not this ({act}). Nothing sent.',
      next: 'Speak to the card in 3G mode (--mode 3g), or name a profile in class A0.',
    },
    zh: {
      message: 'A0 类只有 INVALIDATE 和 REHABILITATE，没有该命令（{act}）。未发送任何内容。',
      next: '以 3G 模式与卡通信（--mode 3g），或选择 A0 类配置。',
    },
  },
  'admin-unconfirmed': {
    exit: EXIT.refused,
    en: {
      message: '{what} is not confirmed for this card, whose ICCID is {iccid}. Nothing changed.',
      next: 'Look at it with --dry-run, then confirm it with {option}.',
    },
    zh: {
      message: '尚未针对该卡（ICCID {iccid}）确认 {what}。未作更改。',
      next: '先用 --dry-run 查看，再用 {option} 确认。',
    },
  },
  'admin-no-file': {
    exit: EXIT.cardError,
    en: {
      message: 'The card has no {file}: it answered {sw} ({meaning}). Nothing changed.',
      next: 'Run "bootcard files" to see what it has.',
    },
    zh: {
      message: '卡上没有 {file}：应答 {sw}（{meaning}）。未作更改。',
      next: '运行 "bootcard files" 查看卡上的文件。',
    },
  },
  'admin-kind': {
    exit: EXIT.usage,
    en: { message: '{file} is {actual}, and this needs {needed}. Nothing changed.', next: 'Name another file.' },
    zh: { message: '{file} 是 {actual}，而该操作需要 {needed}。未作更改。', next: '指定其他文件。' },
  },
  'admin-never': {
    exit: EXIT.refused,
    en: {
      message: 'The rules of {file} allow this to nobody. Nothing sent, no try spent.',
      next: 'Ask the card’s issuer: only another rule would help.',
    },
    zh: {
      message: '{file} 的规则不允许任何人执行该操作。未发送任何内容，未消耗尝试次数。',
      next: '联系发卡方：只有修改规则才有用。',
    },
  },
  'admin-right': {
    exit: EXIT.refused,
    en: {
      message: '{what}: the card answered {sw} ({meaning}): a right is missing. Nothing changed, no try spent.',
      next: 'Give the key that the file’s rules name (--key), or ask the card’s issuer for it.',
    },
    zh: {
      message: '{what}：卡应答 {sw}（{meaning}）：缺少权限。未作更改，未消耗尝试次数。',
      next: '用 --key 提供文件规则所要求的密钥，或向发卡方索取。',
    },
  },
  'admin-no-memory': {
    exit: EXIT.cardError,
    en: {
      message: '{what}: the card answered {sw} ({meaning}). Nothing changed.',
      next: 'Ask for fewer bytes, or delete or shrink another file first.',
    },
    zh: { message: '{what}：卡应答 {sw}（{meaning}）。未作更改。', next: '减小大小，或先删除、缩小其他文件。' },
  },
  'admin-exists': {
    exit: EXIT.cardError,
    en: {
      message: '{what}: the card answered {sw} ({meaning}). Nothing changed.',
      next: 'Choose another id or name, or delete the file that has it.',
    },
    zh: { message: '{what}：卡应答 {sw}（{meaning}）。未作更改。', next: '换一个文件标识或名称，或删除已有文件。' },
  },
  'admin-data': {
    exit: EXIT.cardError,
    en: {
      message: '{what}: the card answered {sw} ({meaning}). Nothing changed.',
      next: 'This card wants the command in another form: try another --profile, beginning with record-number.',
    },
    zh: {
      message: '{what}：卡应答 {sw}（{meaning}）。未作更改。',
      next: '该卡要求其他命令格式：换一个 --profile，先试 record-number。',
    },
  },
  'admin-unknown': {
    exit: EXIT.cardError,
    en: {
      message: '{what}: the card answered {sw} ({meaning}): it has no such command. Nothing changed.',
      next: 'Try another --profile, or ask the card’s issuer which commands it has.',
    },
    zh: {
      message: '{what}：卡应答 {sw}（{meaning}）：没有该命令。未作更改。',
      next: '换一个 --profile，或向发卡方询问支持的命令。',
    },
  },
  'admin-state': {
    exit: EXIT.cardError,
    en: {
      message: '{what}: the card answered {sw} ({meaning}): the file’s state does not allow it. Nothing changed.',
      next: 'Look at its life cycle; a deactivated file must be activated first, a terminated one only be deleted.',
    },
    zh: {
      message: '{what}：卡应答 {sw}（{meaning}）：文件状态不允许。未作更改。',
      next: '查看其生命周期：停用的文件须先激活，终止的文件只能删除。',
    },
  },
  'admin-unproven': {
    exit: EXIT.findings,
    en: {
      message: '{what} was answered with success, but the card does not show it: {difference}.',
      next: 'Read the file and decide; journal: {journal}.',
    },
    zh: { message: '{what} 应答成功，但卡上看不到结果：{difference}。', next: '读取文件后再决定；日志：{journal}。' },
  },
} as const satisfies Record<string, ErrorRow>;
