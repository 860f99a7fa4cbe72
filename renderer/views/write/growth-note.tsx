import type { GrowthWish } from '../../../electron/ipc/write-contract.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { disarm, planWrite } from '../../services/write-service.ts';
import type { CardTab, WriteState } from '../../stores/cards-store.ts';
import { tabDraft } from '../../stores/tab-draft.ts';

/** For a message that is longer than its file: how the plan makes room, and the other ways. */
export function GrowthNote({ tab, write }: { readonly tab: CardTab; readonly write: WriteState }) {
  const t = useText();
  const { growth, plan, run } = write;
  // What refuses another way stays in sight beside the plan that stands.
  const again = async (wish: GrowthWish) => {
    await disarm(tab);
    const draft = tabDraft(tab);
    if (draft !== null) await planWrite(tab, draft, wish);
  };
  if (growth === undefined) return null;
  const does = (kind: string) => plan.steps.some((step) => step.kind === kind);
  const how = does('create') ? (does('delete') ? 'growth.replaced' : 'growth.newFile') : 'growth.resized';
  const links = [
    ['growth.useResize', how !== 'growth.resized', { way: 'resize', deleteFiles: false }],
    ['growth.useNew', how === 'growth.resized', { way: 'new-file', deleteFiles: false }],
    ['growth.useDelete', how === 'growth.newFile', { way: 'new-file', deleteFiles: true }],
  ] as const;
  return (
    <div className="growth" data-testid="growth" data-how={how}>
      <p>
        <VerdictGlyph kind="info" size={14} /> {t(how)}
      </p>
      {run === null && (
        <p className="growth-ways">
          {links
            .filter(([, offered]) => offered)
            .map(([code, , wish]) => (
              <button
                key={code}
                type="button"
                className="link"
                disabled={tab.busy !== null}
                data-testid={code.replace('.', '-')}
                onClick={() => void again(wish)}
              >
                {t(code)}
              </button>
            ))}
        </p>
      )}
    </div>
  );
}
