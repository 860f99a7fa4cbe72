import { appError } from '../../core/base/app-error.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { shiftSpan } from '../../core/base/span.ts';
import { cpSecrets, readProvisioning } from '../../core/bootstrap/message-cp.ts';
import { fieldsOf, secretSpansOf } from '../../core/bootstrap/message-fields.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { messageToXml } from '../../core/bootstrap/message-xml.ts';
import { readParts } from '../../core/bootstrap/read-parts.ts';
import type { WbxmlDocument } from '../../core/wbxml/document.ts';
import { escapeText } from '../../core/xml/write.ts';

/** XML in which numbered dots stand for secrets. */
export interface XmlWithDots {
  readonly text: string;
  /** By number, from 1. */
  readonly secrets: readonly string[];
}

const DOTS = '••••••••';
const ANY_DOTS = /•+\d*/g;

/**
 * The message as XML, its secrets as dots with a number. Null where a secret may stand in a part that did not decode: no
 * dots could stand for it.
 */
export function dottedXml(view: MessageView): XmlWithDots | null {
  if (view.document === null || (hasErrors(view.findings) && !allTold(view, view.document))) return null;
  const secrets: string[] = [];
  const text = messageToXml(view, { secrets: (clear) => `${DOTS}${secrets.push(clear)}` });
  return { text, secrets };
}

/** True where every secret is the value of a field, or part of one. */
function allTold({ secrets }: MessageView, document: WbxmlDocument): boolean {
  const parts = readParts(document);
  const provisioning = parts === null ? readProvisioning(document) : null;
  const own = parts !== null ? secretSpansOf(fieldsOf(parts)) : provisioning !== null ? cpSecrets(provisioning) : [];
  const told = own.map((place) => shiftSpan(place, document.span.offset));
  return secrets.every(({ offset, length }) =>
    told.some((place) => place.offset <= offset && offset + length <= place.offset + place.length),
  );
}

/** The XML with its secrets in clear, for encoding. @returns `xml-invalid` for dots that were changed in part. */
export function clearXml({ text, secrets }: XmlWithDots): Result<string> {
  let fault: number | null = null;
  const clear = text.replace(ANY_DOTS, (dots, offset: number) => {
    const secret = dots.startsWith(DOTS) ? secrets[Number(dots.slice(DOTS.length)) - 1] : undefined;
    const alone = /[>"']$/.test(text.slice(0, offset)) && /^[<"']/.test(text.slice(offset + dots.length));
    if (secret === undefined || !alone) fault ??= offset;
    return escapeText(secret ?? '')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;');
  });
  if (fault === null) return ok(clear);
  const before = text.slice(0, fault).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return err(
    appError('xml-invalid', { ...place, reason: 'the dots of a secret stay as they are or are replaced whole' }),
  );
}
