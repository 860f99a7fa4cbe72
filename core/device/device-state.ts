import { type DeviceNode, FACTORY_TREE } from './device-tree.ts';

/** An object of the tree that came from a card. */
export interface Provisioned {
  readonly profile: 'dm' | 'cp';
  /** The card that it came from; null where that had no number to read. */
  readonly iccid: string | null;
  /** What makes it the same object at another switch-on. */
  readonly key: string;
  readonly group: string;
  /** Address in the management tree. */
  readonly uri: string;
  /** Of a DM account. */
  readonly serverId: string | null;
}

/** What a device keeps from one switch-on to the next. */
export interface DeviceState {
  readonly tree: DeviceNode;
  readonly provisioned: readonly Provisioned[];
}

/** A device as it leaves the factory. */
export const FACTORY_STATE: DeviceState = { tree: FACTORY_TREE, provisioned: [] };
