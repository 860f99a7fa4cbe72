import type { TokenSpan } from '../base/structure.ts';
import {
  type Lwm2mBootstrap,
  type Lwm2mElement,
  type Lwm2mObject,
  lwm2mObjectName,
  lwm2mResource,
  lwm2mValueText,
  readLwm2mBootstrap,
} from '../pkcs15/lwm2m.ts';
import { type Draft, type ExplainedFile, explained, paddingDraft } from './explain-draft.ts';
import type { CardFile } from './read-result.ts';

function elementDraft(element: Lwm2mElement, object: number, resource: number | null): Draft {
  const { kind, id, span, valueSpan, value, children } = element;
  if (kind === 'instance')
    return {
      label: `instance ${id}`,
      span,
      valueSpan,
      children: children.map((child) => elementDraft(child, object, null)),
    };
  const row = lwm2mResource(object, resource ?? id);
  const label = resource === null ? `${id} ${row?.name ?? 'resource'}` : `${resource}/${id}`;
  const inner = children.map((child) => elementDraft(child, object, id));
  const secret = row?.kind === 'secret';
  const preview = inner.length > 0 ? undefined : lwm2mValueText(row, value);
  return {
    label,
    span,
    valueSpan,
    ...(preview !== undefined && { preview }),
    ...(secret && { secret }),
    children: inner,
  };
}

function elementTokens(element: Lwm2mElement, object: number, out: TokenSpan[]): void {
  const { span, valueSpan, value, children, kind, id } = element;
  const row = lwm2mResource(object, id);
  const title = kind === 'instance' ? `instance ${id}` : (row?.name ?? `resource ${id}`);
  out.push({ span: { offset: span.offset, length: valueSpan.offset - span.offset }, kind: 'tag', meaning: title });
  if (children.length > 0) for (const child of children) elementTokens(child, object, out);
  else
    out.push({
      span: valueSpan,
      kind: row?.kind === 'text' ? 'text' : 'binary',
      // The bytes are there to be seen or masked; words must not say them again.
      meaning: row?.kind === 'secret' ? 'secret' : lwm2mValueText(row, value),
    });
}

function objectDraft(object: Lwm2mObject): Draft {
  const version = object.version === null ? '' : `, version ${object.version}`;
  return {
    label: `${object.id} ${lwm2mObjectName(object.id)}`,
    preview: `${object.elements.length} ${object.elements.length === 1 ? 'instance' : 'instances'}${version}`,
    span: object.span,
    children: object.elements.map((element) => elementDraft(element, object.id, null)),
  };
}

function tokensOf(content: Lwm2mBootstrap): readonly TokenSpan[] {
  const out: TokenSpan[] = [];
  const { span, header, objects } = content;
  if (header > 0)
    out.push({ span: { offset: span.offset, length: header }, kind: 'header', meaning: 'number of objects, size' });
  for (const object of objects) {
    const first = object.elements[0]?.span.offset ?? object.span.offset + object.span.length;
    const length = first - object.span.offset;
    out.push({ span: { offset: object.span.offset, length }, kind: 'header', meaning: lwm2mObjectName(object.id) });
    for (const element of object.elements) elementTokens(element, object.id, out);
  }
  return out;
}

/** EF(LwM2M_Bootstrap): objects, instances, resources by name; what does not decode is shown as it is. */
export function explainLwm2m(file: CardFile, start: number): ExplainedFile {
  const { bytes } = file;
  const content = readLwm2mBootstrap(bytes, start);
  const children: Draft[] = content.objects.map(objectDraft);
  const last = children.at(-1)?.span;
  const end = content.fault === null ? start + content.span.length : last ? last.offset + last.length : start;
  if (content.fault !== null && end < bytes.length)
    children.push({
      label: 'malformed',
      preview: content.fault.reason,
      span: { offset: end, length: bytes.length - end },
      secret: true,
      children: [],
    });
  else if (end < bytes.length) children.push(paddingDraft({ offset: end, length: bytes.length - end }, bytes));
  return explained(file, children, tokensOf(content));
}
