import { type ChangeEvent, useEffect } from 'react';
import type { ProfileInfo } from '../../../electron/ipc/provision-contract.ts';
import { planTheProvision } from '../../actions/provision-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Keys } from '../../components/keys.tsx';
import { useText } from '../../components/use-text.ts';
import { summaryOf } from '../../model/picked-message.ts';
import { beginProvision, chooseProfile, pickFor, readProfile } from '../../services/provision-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { type ProvisionDraft, updateProvision, useProvision } from '../../stores/provision-store.ts';
import { formatCount } from '../../text/text.ts';
import { MessagePick } from './message-pick.tsx';

const BUILT_IN = ['create', 'open', 'fixed'] as const;
const isBuiltIn = (name: string): name is (typeof BUILT_IN)[number] => BUILT_IN.some((item) => item === name);

function Profile({
  tab,
  info,
  draft,
}: {
  readonly tab: CardTab;
  readonly info: ProfileInfo;
  readonly draft: ProvisionDraft;
}) {
  const t = useText();
  const chosen = 'builtIn' in draft.profile && draft.profile.builtIn === info.name;
  return (
    <label className={chosen ? 'profile chosen' : 'profile'}>
      <input
        type="radio"
        name="profile"
        checked={chosen}
        data-testid={`profile-${info.name}`}
        onChange={() => chooseProfile(tab, info)}
      />
      <span>
        <strong>{isBuiltIn(info.name) ? t(`provision.p.${info.name}`) : info.title}</strong>
        {isBuiltIn(info.name) && <span className="quiet">{t(`provision.p.${info.name}.hint`)}</span>}
      </span>
    </label>
  );
}

/** What the chosen profile makes: folder, files, who may do what. */
function Made({ info }: { readonly info: ProfileInfo }) {
  const t = useText();
  return (
    <ul className="profile-made">
      <li>
        <span className="mono">{t('provision.folder', { path: info.folder })}</span>
      </li>
      {info.objects.map(({ label, fid, size, read, update }) => (
        <li key={fid}>
          <span>{t('provision.object', { label, fid })}</span>
          <span className="quiet">
            {size === null ? t('provision.objectAsLong') : t('provision.objectSize', { size: formatCount(size) })}
          </span>
          {info.files === 'create' && (
            <span className="quiet">
              {t('provision.access', { read: read.toUpperCase(), update: update.toUpperCase() })}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Chosen({ tab, draft }: { readonly tab: CardTab; readonly draft: ProvisionDraft }) {
  const t = useText();
  const app = useApp();
  const profiles = useProvision((state) => state.profiles);
  const ready = planTheProvision.ready({ app, tab });
  const faulty = draft.messages.some((picked) => picked !== null && summaryOf(picked.bytes).errors.length > 0);
  const fromFile = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file !== undefined) void readProfile(tab, file);
    event.target.value = '';
  };
  return (
    <>
      <fieldset className="profiles">
        <legend>{t('provision.profile')}</legend>
        {profiles.map((info) => (
          <Profile key={info.name} tab={tab} info={info} draft={draft} />
        ))}
        <label className="button small file-button" htmlFor="profile-file">
          {'text' in draft.profile ? t('provision.p.file', { name: draft.profile.name }) : t('provision.profileFile')}
          <input id="profile-file" type="file" className="file-input" data-testid="profile-file" onChange={fromFile} />
        </label>
        <Made info={draft.info} />
      </fieldset>
      {draft.info.objects.map(({ label, fid }, at) => (
        <MessagePick
          key={fid}
          tab={tab.id}
          label={t('provision.messageOf', { object: t('provision.object', { label, fid }) })}
          picked={draft.messages[at] ?? null}
          onPick={(picked) => pickFor(tab, at, picked)}
        />
      ))}
      {faulty && (
        <label className="consent">
          <input
            type="checkbox"
            checked={draft.allowFindings}
            data-testid="provision-allow"
            onChange={(event) => updateProvision(tab.id, { allowFindings: event.target.checked })}
          />
          <span>{t('pick.allow')}</span>
        </label>
      )}
      <p className="view-acts provision-acts">
        <ActionButton action={planTheProvision} className="button primary final" testId="plan-provision" />
        <Keys shortcuts={planTheProvision.shortcuts} />
        {ready !== true && ready !== null && (
          <span className="quiet" data-testid="provision-reason">
            {t(ready)}
          </span>
        )}
      </p>
    </>
  );
}

/** Makes a card carry bootstrap objects: a profile, a message for each of its objects, then the plan. */
export function ProvisionView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const draft = useProvision((state) => state.drafts[tab.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each card
  useEffect(() => {
    void beginProvision(tab);
  }, [tab.id]);
  return (
    <div className="provision scroll" data-pane="main" data-testid="provision">
      <section className="provision-inner" aria-labelledby="provision-title">
        <h2 id="provision-title">{t('provision.title')}</h2>
        <p className="provision-lead">{t('provision.lead')}</p>
        {draft !== undefined && <Chosen tab={tab} draft={draft} />}
      </section>
    </div>
  );
}
