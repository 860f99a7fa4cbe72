import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { type ClientProfileName, clientProfile } from '../../core/device/client-profiles.ts';
import { type DeviceState, FACTORY_STATE } from '../../core/device/device-state.ts';
import type { DeviceNode } from '../../core/device/device-tree.ts';
import { cardWithMessage } from '../../core/device/message-card.ts';
import { type SwitchOn, switchOn } from '../../core/device/switch-on.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { openVirtualLink, type VirtualLink } from './virtual-link.ts';

export interface DeviceRunOptions {
  readonly profile?: ClientProfileName;
  readonly keys?: KeySource;
  readonly previous?: DeviceState;
}

export interface DeviceRun {
  readonly result: SwitchOn;
  readonly card: VirtualLink;
}

/** Switches a device on with a card image in it; a conforming one from the factory where nothing else is asked for. */
export async function runDevice(image: CardImage, options: DeviceRunOptions = {}): Promise<DeviceRun> {
  const profile = clientProfile(options.profile ?? 'conforming');
  if (profile === undefined) throw new Error(`no profile ${options.profile}`);
  const card = await openVirtualLink(image);
  const run = await switchOn(options.previous ?? FACTORY_STATE, card.link, { profile, keys: options.keys });
  await card.close();
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return { result: run.value, card };
}

/** What a device makes of a message on a good card. */
export async function runMessage(message: Uint8Array | string, options: DeviceRunOptions = {}): Promise<SwitchOn> {
  const bytes = typeof message === 'string' ? encoded(message) : message;
  return (await runDevice(cardWithMessage(bytes), options)).result;
}

export function encoded(xml: string): Uint8Array {
  const bytes = messageFromXml(xml);
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.error));
  return bytes.value;
}

/** Leaves of a tree by address, with ACLs as `address?ACL`: what two trees are compared by. */
export function flat(root: DeviceNode): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const walk = (node: DeviceNode, address: string): void => {
    if (node.acl !== null) out[`${address}?ACL`] = node.acl;
    if (node.value !== null) out[address] = node.value;
    for (const child of node.children) walk(child, `${address}/${child.name}`);
  };
  walk(root, '');
  return out;
}
