import type { Language } from '../../core/base/error-catalogue.ts';
import type { DeviceInfo } from '../../electron/ipc/diagnose-contract.ts';
import { coreReasons } from '../text/core-words.ts';
import { shownKeys } from './diagnose-findings.ts';

/** Devices that came to the same end for the same reason. */
export interface DeviceGroup {
  readonly key: string;
  readonly outcome: DeviceInfo['outcome'];
  readonly stepNumber: number | null;
  readonly stepTitle: string | null;
  readonly reason: string | null;
  readonly clause: string | null;
  readonly devices: readonly { readonly device: DeviceInfo; readonly after: DeviceInfo | null }[];
}

/** A Chinese reason may end with what the core gives in English. */
function inOne(reason: string, language: Language): string {
  return language === 'zh' ? reason.replace(/：([^：]+)$/, (_, end: string) => `：${coreReasons('zh')(end)}`) : reason;
}

/** Devices by what came of them: those that accept first, then by why they stop. */
export function deviceGroups(
  devices: readonly DeviceInfo[],
  after: readonly DeviceInfo[] | null,
  language: Language,
): readonly DeviceGroup[] {
  const groups = new Map<string, DeviceGroup & { devices: { device: DeviceInfo; after: DeviceInfo | null }[] }>();
  for (const device of devices) {
    const { outcome, stepNumber, stepTitle, reason, clause } = device;
    const words = reason === null ? null : shownKeys(inOne(reason[language], language));
    const key = `${outcome} ${stepNumber} ${words}`;
    const group = groups.get(key) ?? {
      key,
      outcome,
      stepNumber,
      stepTitle: stepTitle?.[language] ?? null,
      reason: words,
      clause,
      devices: [],
    };
    groups.set(key, group);
    group.devices.push({ device, after: after?.find(({ profile }) => profile === device.profile) ?? null });
  }
  return [...groups.values()].toSorted((a, b) => rankOf(a) - rankOf(b) || b.devices.length - a.devices.length);
}

/** Those that accept, then those that stop where the conforming device does, then the others. */
function rankOf({ outcome, devices }: DeviceGroup): number {
  if (outcome === 'accepted') return 0;
  return devices.some(({ device }) => device.profile === 'conforming') ? 1 : 2;
}

export function accepting(devices: readonly DeviceInfo[]): number {
  return devices.filter(({ outcome }) => outcome === 'accepted').length;
}
