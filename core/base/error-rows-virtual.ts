import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of virtual cards that are made, kept, broken and served. */
export const VIRTUAL_ERRORS = {
  'virtual-base': {
    exit: EXIT.usage,
    en: { message: 'There is no built-in card {name} to make one after.', next: 'Choose one of the list.' },
    zh: { message: '没有可作为样板的内置卡 {name}。', next: '从列表中选择。' },
  },
  'virtual-not-kept': {
    exit: EXIT.usage,
    en: {
      message: '{name} is not a card that Bootcard made and keeps. Nothing changed.',
      next: 'Make or clone one: that can be renamed and deleted.',
    },
    zh: {
      message: '{name} 不是由 Bootcard 创建并保存的卡。未作更改。',
      next: '请新建或克隆一张：它可以重命名和删除。',
    },
  },
  'virtual-no-origin': {
    exit: EXIT.usage,
    en: {
      message: 'Nobody knows how {name} was made: it was opened from a file. Nothing changed.',
      next: 'Open the file that it was copied from.',
    },
    zh: { message: '{name} 来自打开的文件，无从知道它最初的内容。未作更改。', next: '打开它的来源文件。' },
  },
  'virtual-fault': {
    exit: EXIT.usage,
    en: { message: 'A fault of kind {kind} needs {what}. Nothing armed.', next: 'Fill it in.' },
    zh: { message: '{kind} 类故障需要 {what}。未设置。', next: '请填写。' },
  },
  'virtual-swap': {
    exit: EXIT.usage,
    en: {
      message: 'A fault of this card would put {card} in its place; here only built-in cards may be swapped in.',
      next: 'Name a built-in card. The command line takes images named by path.',
    },
    zh: {
      message: '此卡的故障会换入 {card}；此处只能换入内置卡。',
      next: '请指定内置卡。命令行可使用以路径指定的镜像。',
    },
  },
  'vpcd-remote': {
    exit: EXIT.refused,
    en: {
      message: '{host} is another computer: the card and its keys would leave this one, unprotected. Nothing lent.',
      next: 'Confirm that it is meant so (on the command line with --remote); or serve at 127.0.0.1 and reach that from elsewhere through a tunnel such as ssh -L.',
    },
    zh: {
      message: '{host} 是另一台计算机：卡及其密钥会在无保护的情况下离开本机。未提供。',
      next: '请确认确需如此（命令行用 --remote）；或提供到 127.0.0.1，再经隧道（如 ssh -L）从别处访问。',
    },
  },
  'virtual-unconfirmed': {
    exit: EXIT.refused,
    en: {
      message: 'What {name} holds would be lost, and that is not confirmed. Nothing changed.',
      next: 'Type the last four digits of its number, or its name where it has none.',
    },
    zh: { message: '{name} 的内容将会丢失，尚未确认。未作更改。', next: '输入其卡号的最后四位；没有卡号时输入名称。' },
  },
  'virtual-in-use': {
    exit: EXIT.refused,
    en: {
      message: '{name} is in use: it is being written, or served to other programs. Nothing changed.',
      next: 'Wait for the end of the write, or stop serving the card.',
    },
    zh: {
      message: '{name} 正在使用中：正在写入，或正提供给其他程序。未作更改。',
      next: '等待写入结束，或停止提供此卡。',
    },
  },
  'vpcd-unreachable': {
    exit: EXIT.noCard,
    en: {
      message: 'No vpcd listens at {host}:{port}. The card stays here.',
      next: 'Install vsmartcard-vpcd and start pcscd; it listens at 127.0.0.1:35963.',
    },
    zh: {
      message: '{host}:{port} 上没有 vpcd 监听。卡仍留在此处。',
      next: '安装 vsmartcard-vpcd 并启动 pcscd；它监听 127.0.0.1:35963。',
    },
  },
} as const satisfies Record<string, ErrorRow>;
