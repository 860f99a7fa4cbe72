import { useState } from 'react';
import { hexByte, hexWord, showUtf8, toHex } from '../../../core/base/bytes.ts';
import type { Span } from '../../../core/base/span.ts';
import type { StructureNode, TokenSpan } from '../../../core/base/structure.ts';
import type { MessageField } from '../../../core/bootstrap/message-model.ts';
import { showInTrace } from '../../actions/trace-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { wordsOf } from '../../model/diagnose-findings.ts';
import type { Draft } from '../../model/draft.ts';
import { fieldName } from '../../model/field-groups.ts';
import { editField } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import type { CoreWords } from '../../text/core-words.ts';

interface Props {
  readonly tab: CardTab;
  readonly draft: Draft;
  readonly cursor: number;
  readonly count: number;
  readonly onGo: (offset: number) => void;
}

const holds = ({ offset, length }: Span, at: number) => offset <= at && at < offset + length;
const AROUND = 6;

/** Labels of the structure down to a byte. */
function pathTo(node: StructureNode, at: number): readonly string[] {
  const inner = node.children.find((child) => holds(child.span, at));
  return [node.label, ...(inner === undefined ? [] : pathTo(inner, at))];
}

function tokenText(token: TokenSpan, draft: Draft, say: CoreWords): { readonly hex: string; readonly words: string } {
  const { offset, length } = token.span;
  if (draft.secrets.some((place) => place.offset < offset + length && offset < place.offset + place.length))
    return { hex: '••', words: '••••••••' };
  const bytes = draft.bytes.subarray(offset, offset + length);
  const hex = toHex(bytes.subarray(0, 4), ' ') + (length > 4 ? ' …' : '');
  return { hex, words: token.kind === 'text' ? showUtf8(bytes) : say(token.meaning) };
}

/** A secret is not typed over byte by byte: nobody sees what stands there. */
function SecretField({ tab, field }: { readonly tab: CardTab; readonly field: MessageField }) {
  const t = useText();
  const [value, setValue] = useState('');
  const name = fieldName(field);
  return (
    <form
      className="hex-secret"
      onSubmit={(event) => {
        event.preventDefault();
        editField(tab, field, value);
        setValue('');
      }}
    >
      <p>{t('hex.secretHere', { name })}</p>
      <div>
        <input
          id="hex-secret"
          className="field mono"
          type="password"
          autoComplete="off"
          aria-label={t('hex.newSecret', { name })}
          data-testid="hex-secret"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="button small" disabled={value === ''}>
          {t('hex.replaceSecret')}
        </button>
      </div>
    </form>
  );
}

/** What the byte under the cursor means, and what stands around it; where the bytes stop being a message, and why. */
export function HexDecoded({ tab, draft, cursor, count, onGo }: Props) {
  const t = useText();
  const { view, bytes, secrets } = draft;
  const { tokens } = view;
  const language = useApp((state) => state.language);
  const say = useCoreWords();
  const current = tokens.findIndex(({ span }) => holds(span, cursor));
  const first = Math.max(0, Math.min(current < 0 ? tokens.length : current, tokens.length - 1) - AROUND);
  const shown = tokens.slice(first, first + 2 * AROUND + 1);
  const hidden = secrets.some((place) => holds(place, cursor));
  const field = view.fields.find(({ span }) => holds(span, cursor));
  const path = view.tree !== null && cursor < bytes.length ? pathTo(view.tree, cursor) : [];
  const findings = view.findings.filter(({ where, severity }) =>
    draft.whole
      ? where.offset !== undefined && holds({ offset: where.offset, length: where.length || 1 }, cursor)
      : severity === 'error',
  );
  const place = hexWord(cursor);
  return (
    <div className="hex-decoded scroll" id="hex-decoded">
      <p className="hex-place" role="status" data-testid="hex-place">
        <strong>
          {cursor >= bytes.length
            ? t('hex.end', { offset: place })
            : count > 1
              ? t('hex.range', { count, offset: place })
              : t('hex.at', { offset: place })}
        </strong>
        {cursor < bytes.length && <span className="mono">{hidden ? '••' : hexByte(bytes[cursor] ?? 0)}</span>}
        <span className="hex-path">{path.join(' › ')}</span>
      </p>
      {cursor < bytes.length && <ActionButton action={showInTrace} className="link" testId="hex-exchange" />}
      {(draft.whole ? findings : draft.size === 0 ? [] : findings).map((finding) => (
        <p key={finding.code + JSON.stringify(finding.where)} className="problem" data-testid="hex-finding">
          <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
          <span>{wordsOf(finding, language).message}</span>
          {finding.where.offset !== undefined && finding.where.offset !== cursor && (
            <button type="button" className="link" onClick={() => onGo(finding.where.offset ?? 0)}>
              {t('edit.goTo')}
            </button>
          )}
        </p>
      ))}
      {hidden && field === undefined && <p className="quiet">{t('hex.secretAny')}</p>}
      {hidden && field !== undefined && <SecretField key={field.path} tab={tab} field={field} />}
      <ol className="hex-tokens">
        {shown.map((token) => {
          const { hex, words } = tokenText(token, draft, say);
          return (
            <li key={`${token.span.offset} ${token.span.length}`}>
              <button
                type="button"
                className={token === tokens[current] ? 'current' : undefined}
                aria-current={token === tokens[current] ? 'true' : undefined}
                onClick={() => onGo(token.span.offset)}
              >
                <span className="mono hex-token-at">{hexWord(token.span.offset)}</span>
                <span className={`mono cut k-${token.kind}`}>{hex}</span>
                <span className="cut">{words}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {!draft.whole && draft.size > 0 && <p className="quiet">{t('edit.notWholeNext')}</p>}
    </div>
  );
}
