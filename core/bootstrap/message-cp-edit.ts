import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { allParms, type CpParm } from '../cp/document.ts';
import { cpPlacePatch } from '../cp/place-patch.ts';
import { readCpWbxml } from '../cp/read-wbxml.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { encodeWbxml, type WbxmlPatch } from '../wbxml/encode.ts';
import type { FieldEdit } from './message-model.ts';

/**
 * A provisioning document with new values for some of its parms; every other byte stays. A parm without a value gets
 * one. @returns the errors of `editMessage`.
 */
export function editProvisioning(document: WbxmlDocument, edits: readonly FieldEdit[]): Result<Uint8Array> {
  const own = decodeWbxml(document.bytes);
  if (!own.ok) return err(appError('message-invalid', { offset: own.fault.offset, reason: own.fault.reason }));
  const parms = parmsIn(document.bytes);
  const wanted = new Map<number, FieldEdit>();
  const patches: WbxmlPatch[] = [];
  for (const edit of edits) {
    const index = parms.findIndex((parm) => parm.path === edit.path);
    const parm = parms[index];
    if (parm === undefined) return err(appError('field-unknown', { path: edit.path }));
    wanted.set(index, edit);
  }
  for (const [index, { path, value }] of wanted) {
    const parm = parms[index];
    if (parm === undefined || (parm.value ?? '') === value) continue;
    const patch = parm.place === null ? undefined : cpPlacePatch(parm.place, value);
    if (patch === undefined) return err(invalid(path, 'not in the charset of the message'));
    patches.push(patch);
  }
  const bytes = encodeWbxml(own.document, patches);
  // A new identifier changes the path of its own characteristic: the place in the document is what stays.
  const again = parmsIn(bytes);
  for (const [index, { path, value }] of wanted) {
    if ((again[index]?.value ?? '') !== value) return err(invalid(path, 'it does not read back as written'));
  }
  return again.length === parms.length ? ok(bytes) : err(invalid(edits[0]?.path ?? '', 'it breaks the document'));
}

function invalid(path: string, reason: string) {
  return appError('field-invalid', { path, reason });
}

function parmsIn(bytes: Uint8Array): readonly CpParm[] {
  const decoding = decodeWbxml(bytes);
  const document = decoding.ok ? readCpWbxml(decoding.document, bytes) : undefined;
  return document === undefined ? [] : allParms(document);
}
