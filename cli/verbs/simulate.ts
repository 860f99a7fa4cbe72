import { type Command, Option } from 'commander';
import { hexWord, utf8 } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { CLIENT_PROFILES, clientProfile } from '../../core/device/client-profiles.ts';
import { deviceJson } from '../../core/device/device-json.ts';
import { DEVICE_STEPS } from '../../core/device/device-step.ts';
import type { DeviceNode } from '../../core/device/device-tree.ts';
import { MESSAGE_PROFILES } from '../../core/device/message-card.ts';
import type { ObjectChange } from '../../core/device/place-objects.ts';
import { type DeviceRow, simulateAll } from '../../core/device/simulate.ts';
import { cardRemoved } from '../../core/device/switch-on.ts';
import { openCardInput } from '../card-input.ts';
import type { CliContext } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { deviceTable } from '../device-table.ts';
import { type KeyOptions, keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';

interface SimulateVerbOptions extends ConsentOptions, KeyOptions {
  readonly profile?: string;
  readonly was?: string;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

/** Switches the devices on with the card; before that with the card that they had, where there was one. */
async function simulate(
  context: CliContext,
  name: string,
  options: SimulateVerbOptions,
  keys: { readonly source: KeySource; readonly any: boolean },
): Promise<Result<readonly DeviceRow[]>> {
  const chosen = options.profile === undefined ? undefined : clientProfile(options.profile);
  const run = async (card: string, before?: readonly DeviceRow[]): Promise<Result<readonly DeviceRow[]>> => {
    const opened = await openCardInput(context, card, keys.any);
    if (!opened.ok) return opened;
    const all = opened.value.message ? MESSAGE_PROFILES : CLIENT_PROFILES;
    const profiles = chosen === undefined ? all : [chosen];
    const states = new Map(before?.map(({ profile, result }) => [profile.name, result.state]));
    const rows = await simulateAll(opened.value.link, { profiles, keys: keys.source, states });
    await opened.value.close();
    return rows;
  };
  if (options.was === undefined) return run(name);
  const before = await run(options.was);
  return before.ok ? run(name, before.value) : before;
}

function shownValue({ value, secret }: DeviceNode, show: boolean): string | null {
  if (value === null || !secret || show) return value;
  return '*'.repeat(value.startsWith('hex:') ? (value.length - 4) / 2 : utf8(value).length);
}

function maskedTree(node: DeviceNode, show: boolean): DeviceNode {
  return {
    ...node,
    value: shownValue(node, show),
    children: node.children.map((child) => maskedTree(child, show)),
  };
}

function treeLines(node: DeviceNode, depth: number): readonly string[] {
  const { name, value, type, acl, format, children } = node;
  const what = format === 'node' ? (type === '' ? '' : `  (${type})`) : `  ${value ?? ''}`;
  const rights = acl === null ? '' : `  [${acl}]`;
  return [`${'  '.repeat(depth)}${name}${what}${rights}`, ...children.flatMap((child) => treeLines(child, depth + 1))];
}

const STATES = { done: '✔', failed: '✖', notReached: '○' } as const;
const CHANGES = { added: '+', updated: '~', kept: '=', removed: '-' } as const;

function changeLines(changes: readonly ObjectChange[]): readonly string[] {
  return changes.map(
    ({ kind, uri, serverId }) => `${CHANGES[kind]} ${uri}${serverId === null ? '' : `, server ${serverId}`}`,
  );
}

/** What leaves with the card when it is taken out of the device (5.4.5). */
function leavingWithCard({ profile, result }: DeviceRow): readonly ObjectChange[] {
  return profile.habits.removesStale ? cardRemoved(result.state).changes : [];
}

/** Everything about one client: what it did step by step, its tree, the servers that it knows now. */
function printOne(row: DeviceRow, show: boolean): void {
  const { result, profile } = row;
  const { reason, clause } = deviceJson(row);
  print(
    `${profile.title.en} (${profile.basis}), ${result.mode.toUpperCase()} mode, ICCID ${result.iccid ?? 'not readable'}`,
  );
  for (const [i, step] of result.steps.entries()) {
    const known = DEVICE_STEPS.find(({ id }) => id === step.id);
    print(`${STATES[step.state]} ${i + 1} ${known?.title.en ?? step.id}  [${known?.clause[result.mode] ?? ''}]`);
    for (const { what, sw, exchanges } of step.acts)
      print(`      ${what}${sw === null ? `, ${counted(exchanges.length, 'exchange')}` : ` → ${hexWord(sw)}`}`);
    for (const note of step.notes) print(`      ${note}`);
  }
  if (reason !== null) print(`\nRejected: ${reason} [${clause}]`);
  for (const line of changeLines(result.changes)) print(line);
  print(`\n${treeLines(maskedTree(result.state.tree, show), 0).join('\n')}`);
  for (const { serverId, name, addresses, uri } of result.servers)
    print(
      `\nServer ${serverId ?? 'without ServerID'}${name === null ? '' : ` (${name})`}: ${addresses.join(', ') || 'no address'}, ${uri}`,
    );
  const leaving = changeLines(leavingWithCard(row));
  if (leaving.length > 0) print(`\nWhen the card is taken out (5.4.5):\n${leaving.join('\n')}`);
}

function rowJson(row: DeviceRow, options: SimulateVerbOptions) {
  const { result } = row;
  const base = { ...deviceJson(row), changes: result.changes, servers: result.servers };
  if (options.profile === undefined) return base;
  const tree = maskedTree(result.state.tree, options.showSecrets ?? false);
  return { ...base, steps: result.steps, tree, cardOut: leavingWithCard(row) };
}

async function runSimulate(context: CliContext, name: string, options: SimulateVerbOptions): Promise<Result<ExitCode>> {
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const keys = { source: keySourceOf(context, given.value, options), any: given.value.any };
  const rows = await simulate(context, name, options, keys);
  if (!rows.ok) return rows;
  // Without --profile the conforming client comes first; with it there is no other.
  const [first] = rows.value;
  if (options.json) {
    const { iccid = null, mode = null } = first?.result ?? {};
    printJson({ card: { iccid, mode }, devices: rows.value.map((row) => rowJson(row, options)) });
  } else if (options.profile !== undefined && first !== undefined) printOne(first, options.showSecrets ?? false);
  else print(deviceTable(rows.value, options.was !== undefined));
  return ok(first?.result.outcome === 'accepted' ? EXIT.good : EXIT.findings);
}

/** `simulate`: which devices bootstrap from a card, an image or a message, and what one of them makes of it. */
export function addSimulateVerb(program: Command, act: Act): void {
  keyOptions(program.command('simulate <card>'), 'a PIN that the user knows: pin1=ascii:1234, pin1=env:NAME')
    .description('which devices bootstrap from a reader’s card, an image, or a message alone (put on a built-in card)')
    .addOption(
      new Option('--profile <name>', 'one client: its steps, tree and servers').choices(
        CLIENT_PROFILES.map(({ name }) => name),
      ),
    )
    .option('--was <card>', 'the devices were switched on with this card or image before')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'as JSON')
    .action(act((context, name: string, options: SimulateVerbOptions) => runSimulate(context, name, options)));
}
