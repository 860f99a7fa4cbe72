import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of cards behind modems: the serial port, the AT commands of TS 27.007, and what a modem does not give. */
export const MODEM_ERRORS = {
  'at-binding': {
    exit: EXIT.noCard,
    en: {
      message: 'The serial port binding cannot be loaded: {reason}.',
      next: 'Run "npm ci" again; card readers and virtual cards work without it.',
    },
    zh: { message: '无法加载串口绑定：{reason}。', next: '重新运行 "npm ci"；读卡器和虚拟卡不需要它。' },
  },
  'at-port-denied': {
    exit: EXIT.noCard,
    en: {
      message: 'You may not open {path}.',
      next: 'Join the group that owns it (Debian: sudo usermod -aG dialout $USER) and log in again.',
    },
    zh: {
      message: '没有权限打开 {path}。',
      next: '加入拥有该端口的用户组（Debian：sudo usermod -aG dialout $USER），然后重新登录。',
    },
  },
  'at-port-busy': {
    exit: EXIT.noCard,
    en: {
      message: 'Another program holds the port {path} ({holder}).',
      next: 'Close it. See who it is with "sudo fuser -v {path}"; ModemManager ("mmcli -L") lets go with "sudo systemctl stop ModemManager".',
    },
    zh: {
      message: '另一个程序正占用端口 {path}（{holder}）。',
      next: '关闭该程序。用 "sudo fuser -v {path}" 查看占用者；ModemManager（"mmcli -L"）可用 "sudo systemctl stop ModemManager" 停止。',
    },
  },
  'at-port-failed': {
    exit: EXIT.noCard,
    en: { message: 'The port of {reader} cannot be opened: {reason}.', next: 'Check its name and its speed (?baud=).' },
    zh: { message: '无法打开 {reader} 的端口：{reason}。', next: '检查端口名和速率（?baud=）。' },
  },
  'at-no-modem': {
    exit: EXIT.noCard,
    en: {
      message: 'No modem answers AT on {reader}.',
      next: 'Try the other ports of the same device ("bootcard readers"): one of them takes AT commands; on a real line check ?baud=.',
    },
    zh: {
      message: '{reader} 上没有调制解调器应答 AT。',
      next: '尝试同一设备的其他端口（"bootcard readers"），其中之一接受 AT 命令；真实串口请检查 ?baud=。',
    },
  },
  'at-refused': {
    exit: EXIT.cardError,
    en: {
      message: 'The modem on {reader} refuses AT+{command}: {reason}.',
      next: 'Use a card reader for this card, or a modem that offers AT+CSIM.',
    },
    zh: {
      message: '{reader} 上的调制解调器拒绝 AT+{command}：{reason}。',
      next: '改用读卡器读取该卡，或使用支持 AT+CSIM 的调制解调器。',
    },
  },
  'at-sim-locked': {
    exit: EXIT.refused,
    en: {
      message: 'The modem on {reader} lets nobody at its card: {reason}. Nothing sent.',
      next: 'Unlock it where it is used: Bootcard never sends a PIN by AT+CPIN.',
    },
    zh: {
      message: '{reader} 上的调制解调器不允许访问其卡：{reason}。未发送任何内容。',
      next: '请在使用该卡的设备上解锁：Bootcard 从不通过 AT+CPIN 发送 PIN。',
    },
  },
  'at-sim-busy': {
    exit: EXIT.cardError,
    en: {
      message: 'The modem on {reader} has been busy with its card for {seconds} s. The card was not asked.',
      next: 'Wait until it has registered, then try again.',
    },
    zh: {
      message: '{reader} 上的调制解调器占用其卡已达 {seconds} 秒。命令未到达卡。',
      next: '等待其完成注册后重试。',
    },
  },
  'at-out-of-reach': {
    exit: EXIT.cardError,
    en: {
      message: 'The modem on {reader} offers AT+CRSM alone, which cannot do this: {what}. Nothing sent.',
      next: 'Use a card reader for this, or a modem that offers AT+CSIM.',
    },
    zh: {
      message: '{reader} 上的调制解调器只提供 AT+CRSM，无法完成：{what}。未发送任何内容。',
      next: '请使用读卡器，或使用支持 AT+CSIM 的调制解调器。',
    },
  },
  'reset-unsupported': {
    exit: EXIT.cardError,
    en: {
      message: 'The card in {reader} cannot be reset from here: the modem powers it. Nothing happened.',
      next: 'Restart the modem, or use a card reader.',
    },
    zh: {
      message: '无法从此处复位 {reader} 中的卡：由调制解调器供电。未执行任何操作。',
      next: '重启调制解调器，或使用读卡器。',
    },
  },
  'card-mode-held': {
    exit: EXIT.cardError,
    en: {
      message: 'The card in {reader} refuses the mode asked for ({mode}): {sw}. The modem chose its mode and keeps it.',
      next: 'Use --mode auto, or a card reader.',
    },
    zh: {
      message: '{reader} 中的卡拒绝所要求的模式（{mode}）：{sw}。其模式由调制解调器选定并保持。',
      next: '使用 --mode auto，或使用读卡器。',
    },
  },
} as const satisfies Record<string, ErrorRow>;
