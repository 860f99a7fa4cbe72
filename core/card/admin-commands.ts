import { type CommandApdu, channelOf } from '../apdu/command.ts';
import { appError } from '../base/app-error.ts';
import { concat } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { AdminProfile, AdminTemplate } from './admin-profile.ts';
import { channelClass } from './commands.ts';
import { encodeFcp, type FcpDraft } from './fcp-encode.ts';
import type { Speech } from './read-blocks.ts';

export type AdminKind = keyof AdminProfile['commands'];

/** The file that a command is about: its id and, for profiles that name it so, its path from the MF without 3F00. */
export interface AdminTarget {
  readonly fid: number;
  /** Undefined where the file lies in an application without a place below the MF. */
  readonly path?: readonly number[];
}

/** What must be selected before a command of this profile: the file itself, its DF, or nothing. */
export type SelectedBefore = 'file' | 'folder' | 'nothing';

/** Commands of administration for one card. Each gives the APDUs in order; most are one. */
export interface AdminCommands {
  /** In the DF that is current (TS 102 222 6.3). */
  create(file: FcpDraft): Result<readonly CommandApdu[]>;
  delete(target: AdminTarget): Result<readonly CommandApdu[]>;
  /** @param size new bytes of the body of an EF, or of all that is below a DF (TS 102 222 6.10) */
  resize(target: AdminTarget, size: number, folder: boolean): Result<readonly CommandApdu[]>;
  /** REHABILITATE and INVALIDATE in class A0 (TS 51.011 9.2.14, 9.2.15). */
  activate(target: AdminTarget): Result<readonly CommandApdu[]>;
  deactivate(target: AdminTarget): Result<readonly CommandApdu[]>;
  /** There is no way back. */
  terminate(target: AdminTarget, folder: boolean): Result<readonly CommandApdu[]>;
  /** The end of the whole card. */
  terminateCard(): Result<readonly CommandApdu[]>;
  selectedBefore(kind: AdminKind): SelectedBefore;
}

/** A command has 255 bytes of data at most. */
const MOST_DATA = 255;
const MF_TARGET: AdminTarget = { fid: 0x3f00, path: [] };

const word = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const number = (digits: string) => Number.parseInt(digits, 16);

/** INVALIDATE and REHABILITATE are the only two of them that class A0 has (TS 51.011 8). */
const CLASS_A0: Partial<Record<AdminKind, AdminTemplate>> = {
  deactivate: { cla: 'A0', ins: '04', p1: '00', p2: '00', target: 'current' },
  activate: { cla: 'A0', ins: '44', p1: '00', p2: '00', target: 'current' },
};

/** Builds the commands as a profile has them, for the class and the channel that the card is spoken to. */
export function adminCommands(profile: AdminProfile, { mode, channel }: Speech): AdminCommands {
  function templateOf(kind: AdminKind): AdminTemplate | undefined {
    const row = profile.commands[kind] ?? undefined;
    if (mode === '3g' || row?.cla.toUpperCase() === 'A0') return row;
    return CLASS_A0[kind];
  }

  function command(kind: AdminKind, target: AdminTarget, template?: Uint8Array): Result<readonly CommandApdu[]> {
    const row = templateOf(kind);
    if (row === undefined)
      return err(appError(mode === '2g' ? 'admin-class' : 'admin-absent', { act: kind, profile: profile.name }));
    const data = template ?? named(row, target);
    if (data === undefined)
      return err(appError('admin-invalid', { reason: 'the file has no path from the MF, which the profile asks for' }));
    if (data.length > MOST_DATA)
      return err(
        appError('admin-invalid', { reason: `the command would carry ${data.length} bytes, 255 is the most` }),
      );
    const cla = number(row.cla);
    // A logical channel stands in the low bits of 0X and 8X; class A0 knows the basic one only.
    const onChannel = cla === 0xa0 || channelOf(cla) !== 0 ? cla : (cla & 0x80) | channelClass(channel);
    const header = { cla: onChannel, ins: number(row.ins), p1: number(row.p1), p2: number(row.p2) };
    return ok([data.length === 0 ? header : { ...header, data }]);
  }

  function named({ target: how }: AdminTemplate, { fid, path }: AdminTarget): Uint8Array | undefined {
    if (how === 'current') return new Uint8Array();
    if (how === 'path') return path && concat(...path.map(word));
    return word(fid);
  }

  return {
    create(draft) {
      const { template, ef, df, recordNumber } = profile.fcp;
      const style = { template: number(template), order: draft.file.kind === 'df' ? df : ef, recordNumber };
      const fcp = encodeFcp(draft, style);
      return fcp.ok ? command('create', { fid: draft.fid ?? 0 }, fcp.value) : fcp;
    },
    delete: (target) => command('delete', target),
    resize(target, size, folder) {
      const bytes = size > 0xffff ? concat(Uint8Array.of(size >> 16), word(size & 0xffff)) : word(size);
      const wanted = concat(tlv(0x83, word(target.fid)), tlv(folder ? 0x81 : 0x80, bytes));
      return command('resize', target, tlv(number(profile.fcp.template), wanted));
    },
    activate: (target) => command('activate', target),
    deactivate: (target) => command('deactivate', target),
    terminate: (target, folder) => command(folder ? 'terminateDf' : 'terminateEf', target),
    terminateCard: () => command('terminateCard', MF_TARGET),
    selectedBefore(kind) {
      const how = templateOf(kind)?.target ?? 'current';
      if (kind === 'terminateCard' || how === 'path') return 'nothing';
      return how === 'current' ? 'file' : 'folder';
    },
  };
}
