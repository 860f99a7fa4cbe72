import { errorText } from '../../core/base/app-error.ts';
import type { ReaderCheck } from '../ipc/document-contract.ts';
import { type ReaderGround, thisMachine } from './reader-ground.ts';
import type { HubState } from './reader-hub.ts';

type Words = ReaderCheck['what'];
const words = (en: string, zh: string): Words => ({ en, zh });

/** The smartcard service: whether it answers, else the nearest reason that this machine shows. */
function serviceCheck({ failures }: HubState, ground: ReaderGround): ReaderCheck {
  const failure = failures.get('pcsc:');
  const id = 'service';
  if (failure === undefined)
    return { id, state: 'ok', what: words('The smartcard service answers.', '智能卡服务有应答。') };
  if (failure.code === 'pcsc-binding') {
    const [en, zh] = [errorText(failure, 'en'), errorText(failure, 'zh')];
    return { id, state: 'missing', what: words(en.message, zh.message), next: words(en.next, zh.next) };
  }
  if (ground.platform === 'win32')
    return {
      id,
      state: 'missing',
      what: words('The service “Smart Card” (SCardSvr) does not run.', '“Smart Card” 服务（SCardSvr）未运行。'),
      next: words(
        'It starts with the first reader; else start it in Services.',
        '插入读卡器后会启动；否则在“服务”中启动。',
      ),
    };
  if (ground.platform === 'darwin')
    return {
      id,
      state: 'missing',
      what: words('The smartcard service of macOS does not answer.', 'macOS 的智能卡服务没有应答。'),
      next: words('It starts with the first reader: plug one in.', '插入读卡器后会启动。'),
    };
  if (!ground.installed('pcscd'))
    return {
      id,
      state: 'missing',
      what: words('The smartcard service pcscd is not installed.', '未安装智能卡服务 pcscd。'),
      next: words('sudo apt install pcscd', 'sudo apt install pcscd'),
    };
  const socket = ground.socket();
  if (socket === 'refused')
    return {
      id,
      state: 'missing',
      what: words('pcscd runs, but this user may not talk to it.', 'pcscd 正在运行，但当前用户无权访问。'),
      next: words(
        'Its rights are in polkit: allow org.debian.pcsc-lite.access_pcsc for this user.',
        '权限由 polkit 管理：为当前用户允许 org.debian.pcsc-lite.access_pcsc。',
      ),
    };
  return {
    id,
    state: 'missing',
    what:
      socket === 'absent'
        ? words('The smartcard service pcscd does not run.', '智能卡服务 pcscd 未运行。')
        : words('pcscd does not answer.', 'pcscd 没有应答。'),
    next: words('sudo systemctl enable --now pcscd.socket', 'sudo systemctl enable --now pcscd.socket'),
  };
}

/** The driver of USB readers, where this machine tells of one. */
function driverCheck(ground: ReaderGround): ReaderCheck | undefined {
  const drivers = ground.drivers();
  if (drivers === null) return undefined;
  const id = 'driver';
  return drivers > 0
    ? { id, state: 'ok', what: words('A driver for USB readers is installed.', '已安装 USB 读卡器驱动。') }
    : {
        id,
        state: 'missing',
        what: words('No driver for USB readers is installed.', '未安装 USB 读卡器驱动。'),
        next: words('sudo apt install libccid', 'sudo apt install libccid'),
      };
}

/** What is plugged in, against what the service shows. */
function readersCheck({ readers, failures }: HubState, ground: ReaderGround): ReaderCheck {
  const id = 'readers';
  const shown = readers.filter((reader) => reader.kind === 'pcsc').length;
  if (shown > 0) return { id, state: 'ok', what: words(`Readers shown: ${shown}.`, `已显示读卡器：${shown} 个。`) };
  const plugged = ground.usbReaders();
  const names = plugged?.join(', ') ?? '';
  if (plugged !== null && plugged.length > 0)
    return {
      id,
      state: 'missing',
      what: words(`Plugged in, but not shown by the service: ${names}.`, `已插入，但服务未显示：${names}。`),
      next: failures.has('pcsc:')
        ? words('It appears as soon as the service runs.', '服务运行后会立即出现。')
        : words(
            'Its driver may be missing, or another program has it: see “journalctl -u pcscd”.',
            '可能缺少驱动，或被其他程序占用：参见 “journalctl -u pcscd”。',
          ),
    };
  return {
    id,
    state: 'missing',
    what: words('No reader is plugged in.', '未插入读卡器。'),
    next: words(
      'Plug one in; try another cable or port, without a hub. A virtual machine must be given the USB device.',
      '请插入读卡器；换一根线或端口，不经集线器。虚拟机需分配该 USB 设备。',
    ),
  };
}

/** Phones and modules are behind serial ports, which belong to a group of their own on Linux. */
function serialCheck(ground: ReaderGround): ReaderCheck | undefined {
  const refused = ground.refusedPorts();
  if (refused.length === 0) return undefined;
  return {
    id: 'serial',
    state: 'optional',
    what: words(
      `Serial ports that this user may not open: ${refused.join(', ')}.`,
      `当前用户无权打开的串口：${refused.join('、')}。`,
    ),
    next: words('sudo usermod -aG dialout $USER, then log in again', 'sudo usermod -aG dialout $USER，然后重新登录'),
  };
}

/** What readers need of this machine, in the order in which one follows from the other. */
export function readerChecks(state: HubState, ground: ReaderGround = thisMachine()): readonly ReaderCheck[] {
  return [serviceCheck(state, ground), driverCheck(ground), readersCheck(state, ground), serialCheck(ground)].filter(
    (check) => check !== undefined,
  );
}
