import { joinSpans, type Span } from '../../core/base/span.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { BootstrapObject, ChainStep } from '../../core/bootstrap/read-result.ts';
import { PKCS15_AID } from './browsed-files.ts';
import type { CardModel, FileModel } from './card-model.ts';
import { type Selection, selectNode, selectPlace } from './selection.ts';
import { type CardNode, everyNode } from './tree-model.ts';

function around(fields: readonly MessageField[]): Span | null {
  const [first, ...rest] = fields;
  return first === undefined ? null : rest.reduce((place, field) => joinSpans(place, field.span), first.span);
}

const isHeader = (field: MessageField) => field.group === 'SyncHdr';

/** The bytes that a step of the message stands on. */
function placeOf(step: ChainStep, { message, file }: FileModel): Span {
  const whole = { offset: 0, length: file.bytes.length };
  if (message === null) return whole;
  const document = { offset: message.at, length: message.view.size };
  switch (step.id) {
    case 'wbxml':
      return document;
    case 'syncml':
      return around(message.fields.filter(isHeader)) ?? document;
    case 'tnds':
      return around(message.fields.filter((field) => !isHeader(field))) ?? document;
    case 'dmAcc':
      return around(message.fields.filter((field) => field.group === 'DMAcc')) ?? document;
    default:
      return whole;
  }
}

/** The record that the chain goes through in a directory file; null where the step stands on the whole file. */
function recordOf(step: ChainStep, file: FileModel, objects: readonly BootstrapObject[]): CardNode | null {
  const records = file.node.children;
  switch (step.id) {
    case 'efDir':
    case 'application':
      return (
        records.find((node) => [...everyNode(node)].some(({ preview }) => preview?.startsWith(PKCS15_AID))) ?? null
      );
    case 'odf':
      return records.find(({ children }) => children.length > 0) ?? null;
    case 'dodf': {
      const object = objects.find(({ dm, dodf }) => dm && dodf === file.file.path);
      return records.find(({ span }) => span.offset === object?.span.offset) ?? null;
    }
    default:
      return null;
  }
}

/** What a click on a step selects: its file, or the region of the message it speaks of. */
export function selectStep(model: CardModel, step: ChainStep, objects: readonly BootstrapObject[]): Selection | null {
  const file = step.file === null ? undefined : model.files.get(step.file);
  if (file === undefined) return null;
  const record = recordOf(step, file, objects);
  if (record !== null) return selectNode([file.node, record]);
  const place = placeOf(step, file);
  const selected = selectPlace(file.node, place);
  // The region's node rather than its first and last value: the tree row lights up as a whole.
  const node = selected && findNode(file, selected.node);
  return selected && node ? { ...selected, span: node, around: node } : selected;
}

function findNode(file: FileModel, id: string): Span | null {
  const stack = [file.node];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.id === id) return node.span;
    stack.push(...node.children);
  }
  return null;
}

/** The step that the selection belongs to: the last one clicked while its file stays, else the first on that file. */
export function currentStep(
  steps: readonly ChainStep[],
  selection: Selection | null,
  clicked: string | null,
): string | null {
  if (selection === null) return null;
  const onFile = steps.filter((step) => step.file === selection.file);
  const kept = onFile.find((step) => step.id === clicked);
  return (kept ?? onFile.find((step) => step.id === 'content') ?? onFile[0])?.id ?? null;
}
