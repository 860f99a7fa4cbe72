import type { Command } from 'commander';

import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { sliceSpan } from '../../core/base/span.ts';
import { type ObjectContent, objectContent } from '../../core/bootstrap/object-content.ts';
import type { BootstrapObject, ProtectingPin, ReadResult } from '../../core/bootstrap/read-result.ts';
import { type Lwm2mBootstrap, lwm2mResource, lwm2mValueText } from '../../core/pkcs15/lwm2m.ts';
import { oidTitle } from '../../core/pkcs15/oids.ts';
import { recallHalfWritten } from '../../electron/storage/half-written.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { keyOptions } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, findingLines, hexDump, print, printJson, table } from '../output.ts';
import { fromStart, messageHex, messageJson, messageLines } from '../present-message.ts';
import { triesText } from '../print-plan.ts';
import { type TracedReadOptions, tracedRead } from '../traced-read.ts';

export interface ReadOptions extends TracedReadOptions {
  readonly json?: boolean;
  readonly hex?: boolean;
  readonly trace?: string;
}

function objectJson(read: ReadResult, object: BootstrapObject, showSecrets: boolean) {
  const found = objectContent(read, object);
  const base = {
    label: object.label,
    oid: object.oid,
    form: object.form,
    path: object.path,
    direct: object.direct ?? false,
    authId: object.authId ?? null,
    pin: object.pin ?? null,
  };
  if (found === undefined) return { ...base, length: null, sha256: null, hex: null, masked: [], message: null };
  const secrets = fromStart(found.secrets, object.offset);
  return {
    ...base,
    length: found.bytes.length,
    // The digest is of the real bytes, also where the hex is masked.
    sha256: sha256(found.bytes),
    hex: messageHex(found.bytes, secrets, showSecrets),
    masked: showSecrets ? [] : secrets,
    message: found.message?.document ? messageJson(found.message, showSecrets) : null,
  };
}

/** The `read` contract. */
export function readJson(read: ReadResult, showSecrets: boolean) {
  const chosen = read.chosen === null ? undefined : read.objects[read.chosen];
  const view = chosen && objectContent(read, chosen)?.message;
  return {
    card: {
      platform: read.card.platform,
      mode: read.card.mode,
      // A modem keeps the answer to reset to itself.
      atr: read.card.atr === '' ? null : read.card.atr,
      iccid: read.card.iccid,
      protocol: read.card.protocol,
    },
    steps: read.steps.map(({ findings, ...step }) => ({ ...step, findings: findings.map((finding) => finding.code) })),
    objects: read.objects.map((object) => objectJson(read, object, showSecrets)),
    message: !view?.document ? null : messageJson(view, showSecrets),
    needs: read.needs,
    findings: read.findings,
    exchanges: read.exchanges,
  };
}

/** What EF(AODF) says of the PIN that an object names. */
function pinLine(pin: ProtectingPin): string {
  const reference = pin.reference.toString(16).toUpperCase().padStart(2, '0');
  const digits = pin.minLength === null ? '' : `, at least ${pin.minLength} of ${pin.type}`;
  return `EF(AODF): PIN ${pin.label ?? '(no label)'}, reference ${reference}${digits}`;
}

/** The resources of an LwM2M bootstrap file, keys masked. */
function lwm2mLines(content: Lwm2mBootstrap, showSecrets: boolean): readonly string[] {
  return content.objects.flatMap((object) =>
    object.elements.flatMap((instance) =>
      (instance.kind === 'instance' ? instance.children : [instance]).map((resource) => {
        const row = lwm2mResource(object.id, resource.id);
        const hidden = row?.kind === 'secret' && !showSecrets;
        const value = hidden ? '*'.repeat(resource.value.length) : lwm2mValueText(row, resource.value);
        const place = instance.kind === 'instance' ? `${instance.id}/${resource.id}` : String(resource.id);
        return `  /${object.id}/${place} ${row?.name ?? ''}  ${value}`;
      }),
    ),
  );
}

const MARKS = { ok: '✔', warning: '▲', error: '✖', notReached: '○' } as const;

/** @param options `hex` and `showSecrets` count */
export function printRead(read: ReadResult, options: Pick<ReadOptions, 'hex' | 'showSecrets'>): void {
  const { card, exchanges } = read;
  print(
    `${card.platform.toUpperCase()} in ${card.mode.toUpperCase()} mode, ICCID ${card.iccid ?? 'not readable'}, ${card.atr === '' ? 'no ATR through a modem' : `ATR ${card.atr}`}`,
  );
  print(
    table(
      read.steps.map((step) => [
        `${MARKS[step.verdict]} ${step.title}`,
        step.verdict === 'notReached' ? 'not reached' : step.fact,
        step.clause,
      ]),
    ),
  );
  for (const object of read.objects) {
    print('');
    const flags = [object.flags.private && 'private', object.flags.modifiable && 'modifiable']
      .filter(Boolean)
      .join(', ');
    print(
      `${object.label ?? '(no label)'}  ${object.oid}${oidTitle(object.oid) ? ` ${oidTitle(object.oid)}` : ''}, ${object.form}DO, file ${object.path}${flags === '' ? '' : `, ${flags}`}`,
    );
    if (object.pin) print(`  ${pinLine(object.pin)}`);
    const found = objectContent(read, object);
    if (found === undefined) {
      print('  not read (--all reads it)');
      continue;
    }
    print(`  ${counted(found.bytes.length, 'byte')}, SHA-256 ${sha256(found.bytes)}`);
    if (found.message) for (const line of messageLines(found.message, options.showSecrets ?? false)) print(line);
    if (found.lwm2m) for (const line of lwm2mLines(found.lwm2m, options.showSecrets ?? false)) print(line);
    if (options.hex) print(hexDump(options.showSecrets ? found.bytes : hexBytes(found, object), object.offset));
    else if (found.message?.document === null) print('  no message that decodes (--hex shows the bytes)');
  }
  if (read.findings.length > 0) print(`\n${findingLines(read.findings).join('\n')}`);
  for (const need of read.needs) {
    const keys = need.refs.join(' or ') || 'nothing this tool knows';
    print(
      `\nTo ${need.act} ${need.file} the card asks for ${keys}${need.triesLeft === null ? '' : `, ${triesText(need.triesLeft)}`}.`,
    );
  }
  print(`\n${exchanges.count} exchanges, ${exchanges.sent} bytes sent, ${exchanges.received} received`);
}

function hexBytes(found: ObjectContent, object: BootstrapObject): Uint8Array {
  const out = found.bytes.slice();
  for (const span of fromStart(found.secrets, object.offset)) sliceSpan(out, span).fill(0x2a);
  return out;
}

/** 4 where the card wants a key before it shows the message, 1 with errors, 0 else. */
export function exitOfRead(read: ReadResult): ExitCode {
  if (read.needs.some((need) => need.act === 'read')) return EXIT.refused;
  return hasErrors(read.findings) ? EXIT.findings : EXIT.good;
}

async function runRead(context: CliContext, reader: string, options: ReadOptions): Promise<Result<ExitCode>> {
  const done = await tracedRead(context, reader, options);
  if (!done.ok) return done;
  const { card, read, hidden } = done.value;
  if (options.trace !== undefined) {
    const saved = await card.saveTrace(options.trace, hidden);
    if (!saved.ok) return saved;
  }
  if (!read.ok) return read;
  const shown = await recallHalfWritten(context.dataFolder, read.value, reader);
  if (options.json) printJson(readJson(shown, options.showSecrets ?? false));
  else printRead(shown, options);
  return ok(exitOfRead(shown));
}

export function addReadVerb(program: Command, act: Act): void {
  keyOptions(program.command('read <reader>'), 'a PIN the card asks for: pin1=ascii:1234, pin1=env:NAME')
    .description('read the bootstrap data of a card, as a device does')
    .addOption(modeOption())
    .option('--strict', 'stop where no logical channel can be opened', false)
    .option('--all', 'read everything: all records, whole files, other objects, access', false)
    .option('--hex', 'dump the bytes as well')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--trace <file>', 'save the exchanges')
    .option('--json', 'as JSON')
    .action(act((context, reader: string, options: ReadOptions) => runRead(context, reader, options)));
}
