import { type ReactNode, useState } from 'react';
import type { AppError } from '../../../core/base/app-error.ts';
import type { NodeChange } from '../../../core/bootstrap/message-node-edit.ts';
import type { MessageNode } from '../../../core/bootstrap/message-nodes.ts';
import { NODE_FORMATS } from '../../../core/tnds/tree.ts';
import { Icon } from '../../components/icon.tsx';
import { useErrorText, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { changeNode, leaveField } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly node: MessageNode;
  /** Acts on the node. */
  readonly children: ReactNode;
}

interface PropertyProps {
  readonly id: string;
  readonly label: string;
  readonly value: string | null;
  readonly secret?: boolean;
  /** True where leaving it empty takes the property away. */
  readonly optional?: boolean;
  readonly onChange: (value: string) => AppError | null;
  readonly onLeave: () => void;
}

function Fault({ error, id }: { readonly error: AppError; readonly id: string }) {
  const { message } = useErrorText(error);
  return (
    <p className="form-fault" id={id} role="alert">
      <VerdictGlyph kind="error" size={13} />
      <strong>{message}</strong>
    </p>
  );
}

/** One property as it is typed; what the message refuses stays in the field, with the reason. */
function Property({ id, label, value, secret = false, optional = false, onChange, onLeave }: PropertyProps) {
  const t = useText();
  const [typed, setTyped] = useState<{ readonly text: string; readonly error: AppError } | null>(null);
  const [shown, setShown] = useState(false);
  return (
    <div className="node-property">
      <label htmlFor={id}>{label}</label>
      <div className="form-value">
        <input
          id={id}
          className={typed ? 'field mono invalid' : 'field mono'}
          type={secret && !shown ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          placeholder={optional && value === null ? t('tree.notGiven') : undefined}
          aria-invalid={typed !== null}
          aria-describedby={typed ? `${id}-fault` : undefined}
          data-testid={id}
          value={typed?.text ?? value ?? ''}
          onChange={({ target }) => {
            const error = onChange(target.value);
            setTyped(error === null ? null : { text: target.value, error });
          }}
          onBlur={onLeave}
        />
        {secret && (
          <button
            type="button"
            className="reveal"
            aria-pressed={shown}
            aria-label={t('edit.reveal', { name: label })}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        )}
      </div>
      {typed && <Fault error={typed.error} id={`${id}-fault`} />}
    </div>
  );
}

/** The chosen node: its name, value and properties, and what can be done with it. */
export function NodePanel({ tab, node, children }: Props) {
  const t = useText();
  const language = useApp((state) => state.language);
  const [fault, setFault] = useState<AppError | null>(null);
  const change = (what: NodeChange, part: string) => changeNode(tab, node.id, what, part);
  const leave = () => leaveField(tab);
  const inner = node.children.length > 0 || node.format === 'node';
  return (
    <section className="node-panel scroll" aria-label={t('tree.node')}>
      <h2 className="cut mono" title={node.path}>
        {node.path}
      </h2>
      {node.row !== null && (
        <p className="quiet">
          {[node.row.help[language], t(`edit.occurs.${node.row.occurrence}`), node.row.clause]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <Property
        onLeave={leave}
        id="node-name"
        label={t('tree.name')}
        value={node.name}
        onChange={(name) => change({ name }, 'name')}
      />
      {!inner && (
        <Property
          onLeave={leave}
          id="node-value"
          label={t('tree.value')}
          value={node.value}
          secret={node.secret}
          onChange={(value) => change({ value }, 'value')}
        />
      )}
      <div className="node-property">
        <label htmlFor="node-format">{t('tree.format')}</label>
        <select
          id="node-format"
          className="field mono"
          data-testid="node-format"
          value={node.format ?? ''}
          onChange={({ target }) => setFault(change({ format: target.value === '' ? null : target.value }, 'format'))}
        >
          <option value="">{t('tree.notGiven')}</option>
          {NODE_FORMATS.map((format) => (
            <option key={format} value={format}>
              {format}
            </option>
          ))}
        </select>
        {fault && <Fault error={fault} id="node-format-fault" />}
      </div>
      <Property
        onLeave={leave}
        id="node-type"
        label={inner ? `${t('tree.type')}, DDFName` : `${t('tree.type')}, MIME`}
        value={node.type}
        optional
        onChange={(type) => change({ type: type === '' && !inner ? null : type }, 'type')}
      />
      <Property
        onLeave={leave}
        id="node-acl"
        label={t('tree.acl')}
        value={node.acl}
        optional
        onChange={(acl) => change({ acl: acl === '' ? null : acl }, 'acl')}
      />
      <div className="node-acts">{children}</div>
    </section>
  );
}
