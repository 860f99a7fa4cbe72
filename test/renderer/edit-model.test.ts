import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, toHex } from '../../core/base/bytes.ts';
import type { Result } from '../../core/base/result.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { everyMessageNode, messageNodes } from '../../core/bootstrap/message-nodes.ts';
import { textLeaf } from '../../core/bootstrap/message-source-tree.ts';
import { messageToXml } from '../../core/bootstrap/message-xml.ts';
import { editMessageXml } from '../../core/bootstrap/message-xml-edit.ts';
import { bytesIn, removePath, setBytes, setFields, setNodes, setXml } from '../../renderer/model/edit-acts.ts';
import { type EditHistory, endTyping, leaveXml, NO_EDITS, redo, undo } from '../../renderer/model/edit-history.ts';
import { messageForm } from '../../renderer/model/form-sections.ts';
import { clearXml, dottedXml } from '../../renderer/model/xml-dots.ts';

const CARD = defaultMessage();
const bytesOf = (history: EditHistory) => bytesIn(history.now, CARD);
const viewOf = (history: EditHistory) => decodeMessage(bytesOf(history));
const fieldOf = (history: EditHistory, name: string) => {
  const field = viewOf(history).fields.find(({ path }) => path.endsWith(`/${name}`));
  if (field === undefined) throw new Error(`no ${name}`);
  return field;
};
const set = (history: EditHistory, name: string, value: string) =>
  setFields(history, CARD, [{ path: fieldOf(history, name).path, value }]);
function done(result: Result<EditHistory>): EditHistory {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** One act in any of the views; an act that has nothing to act on does nothing. */
type Act = (history: EditHistory) => EditHistory;

const text = fc.string({ unit: fc.constantFrom('a', 'B', '<', '&', '"', 'é', '•', '1'), minLength: 1, maxLength: 12 });
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(fc.nat(40), text).map(
    ([at, value]): Act =>
      (history) => {
        const { fields } = viewOf(history);
        const field = fields[at % Math.max(1, fields.length)];
        return field === undefined ? history : setFields(history, CARD, [{ path: field.path, value }]);
      },
  ),
  fc.tuple(fc.nat(40), fc.constantFrom('insert', 'remove', 'rename'), text).map(
    ([at, op, value]): Act =>
      (history) => {
        const nodes = messageNodes(viewOf(history)).flatMap((tree) => everyMessageNode(tree.nodes));
        const node = nodes[at % Math.max(1, nodes.length)];
        if (node === undefined) return history;
        const { id } = node;
        const edit =
          op === 'insert'
            ? ({ op, parent: id, nodes: [textLeaf('New', value)] } as const)
            : op === 'remove'
              ? ({ op, id } as const)
              : ({ op: 'change', id, change: { name: value } } as const);
        const made = setNodes(history, CARD, [edit]);
        return made.ok ? made.value : history;
      },
  ),
  fc.tuple(fc.nat(4000), text).map(
    ([at, value]): Act =>
      (history) => {
        const dotted = dottedXml(viewOf(history));
        if (dotted === null) return history;
        const place = at % (dotted.text.length + 1);
        return setXml(history, CARD, {
          ...dotted,
          text: dotted.text.slice(0, place) + value + dotted.text.slice(place),
        });
      },
  ),
  fc.tuple(fc.nat(4000), fc.nat(255), fc.constantFrom(0, 1)).map(
    ([at, byte, gone]): Act =>
      (history) => {
        const bytes = bytesOf(history);
        const place = at % (bytes.length + 1);
        return setBytes(
          history,
          CARD,
          Uint8Array.of(...bytes.subarray(0, place), byte, ...bytes.subarray(place + gone)),
        );
      },
  ),
  fc.constantFrom<Act>(undo, redo, endTyping, leaveXml),
);

describe('one history for all views', () => {
  it('leads back to the card’s bytes and forth to the end, whatever was done in whichever view', () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 12 }), (list) => {
        const end = list.reduce((history, act) => act(history), NO_EDITS);
        const seen: string[] = [];
        let at = end;
        while (at.past.length > 0) {
          seen.push(toHex(bytesOf(at)));
          at = undo(at);
        }
        expect(toHex(bytesOf(at))).toBe(toHex(CARD));
        for (const bytes of seen.reverse()) {
          at = redo(at);
          expect(toHex(bytesOf(at))).toBe(bytes);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows the same message in every view, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 8 }), (list) => {
        const history = list.reduce((made, act) => act(made), NO_EDITS);
        const view = viewOf(history);
        if (view.document === null || view.profile !== 'dm') return;
        const trees = messageNodes(view);
        const shown = messageForm(view, trees).flatMap(({ values }) => values.map(({ field }) => field.path));
        expect([...shown].sort()).toEqual(view.fields.map(({ path }) => path).sort());
        const dotted = dottedXml(view);
        const clear = dotted && clearXml(dotted);
        // Dots that somebody typed as a value are no secret: the XML is refused then, and nothing is changed.
        if (clear?.ok)
          expect(editMessageXml(view, clear.value)).toEqual({
            ok: true,
            value: { bytes: view.document.bytes, anew: false },
          });
        else expect(messageToXml(view).includes('•') || dotted === null).toBe(true);
        const nodes = trees.flatMap((tree) => everyMessageNode(tree.nodes));
        for (const { path, value } of nodes) {
          const same = view.fields.some(
            (field) => field.path.replace(/\[\d+\]$/, '') === path && field.value === value,
          );
          expect(value === null || same).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes typing in one field as one step, and leaving it ends the step', () => {
    const typed = ['N', 'No', 'Nor'].reduce((history, value) => set(history, 'Name', value), NO_EDITS);
    expect(typed.past).toHaveLength(1);
    const again = set(endTyping(typed), 'Name', 'North');
    expect(fieldOf(undo(again), 'Name').value).toBe('Nor');
    expect(redo(set(undo(again), 'Name', 'Other')).future).toEqual([]);
  });

  it('has no edit where everything was put back', () => {
    const { value } = fieldOf(NO_EDITS, 'Name');
    expect(set(set(NO_EDITS, 'Name', 'x'), 'Name', value).now.bytes).toBeNull();
  });
});

describe('what was typed and says no message', () => {
  it('stays in its field, beside the message of before', () => {
    const bad = set(NO_EDITS, 'Addr', 'a\0b');
    expect(bad.now.held).toMatchObject([{ value: 'a\0b', error: { code: 'field-invalid' } }]);
    expect(equalBytes(bytesOf(bad), CARD)).toBe(true);
    expect(set(bad, 'Addr', 'b').now.held).toEqual([]);
  });

  it('stays as XML, and undo brings the message back', () => {
    const dotted = dottedXml(viewOf(NO_EDITS));
    if (dotted === null) throw new Error('no XML');
    const bad = setXml(NO_EDITS, CARD, { ...dotted, text: dotted.text.replace('</Node>', '') });
    expect(bad.now.xml?.error?.code).toBe('xml-invalid');
    expect(equalBytes(bytesOf(bad), CARD)).toBe(true);
    expect(leaveXml(bad).now.xml).not.toBeNull();
    expect(undo(bad).now.xml).toBeNull();
  });

  it('stays as bytes', () => {
    const cut = setBytes(NO_EDITS, CARD, CARD.subarray(0, 40));
    expect(viewOf(cut).document).toBeNull();
    expect(bytesOf(cut)).toHaveLength(40);
    expect(removePath(cut, CARD, 'NordTel/Name').ok).toBe(false);
  });
});

describe('secrets in XML', () => {
  const dotted = dottedXml(decodeMessage(CARD));
  if (dotted === null) throw new Error('no XML');

  it('are dots with a number, and never stand in clear', () => {
    expect(dotted.secrets.length).toBeGreaterThan(2);
    for (const { value, secret } of decodeMessage(CARD).fields) if (secret) expect(dotted.text).not.toContain(value);
    expect(clearXml(dotted)).toEqual({ ok: true, value: messageToXml(decodeMessage(CARD)) });
  });

  it('are replaced whole, by any text', () => {
    const there = setXml(NO_EDITS, CARD, { ...dotted, text: dotted.text.replace('••••••••1', 'a&amp;b') });
    expect(fieldOf(there, 'AAuthSecret').value).toBe('a&b');
    expect(leaveXml(there).now.xml).toBeNull();
    expect(done(setNodes(there, CARD, [{ op: 'remove', id: '0/1' }])).now.xml).toBeNull();
  });

  it.each(['•••••••1', '••••••••99', '••••••••1x', 'x••••••••1'])('refuse %s in their place', (text) => {
    const bad = setXml(NO_EDITS, CARD, { ...dotted, text: dotted.text.replace('••••••••1', text) });
    expect(bad.now.xml?.error?.code).toBe('xml-invalid');
    expect(equalBytes(bytesOf(bad), CARD)).toBe(true);
  });
});
