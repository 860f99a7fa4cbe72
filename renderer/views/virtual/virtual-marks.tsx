import type { ReaderInfo } from '../../../electron/ipc/read-contract.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { showVirtualCard } from '../../services/virtual-service.ts';
import { useApp } from '../../stores/app-store.ts';

/** What a virtual card of the rail has armed. */
export function VirtualMarks({ reader }: { readonly reader: ReaderInfo }) {
  const t = useText();
  const { faults = 0 } = reader.virtual ?? {};
  if (faults === 0) return null;
  return (
    <span className="rail-faults" data-testid="rail-faults" title={faultCount(t, faults)}>
      <Icon name="bolt" size={11} />
      <span className="num">{faults}</span>
      <span className="hidden-text">{faultCount(t, faults)}</span>
    </span>
  );
}

function faultCount(t: ReturnType<typeof useText>, count: number): string {
  return t(count === 1 ? 'virtual.faultsOne' : 'virtual.faultsMany', { count });
}

/** The same on the head of an open card. */
export function VirtualChips({ reader }: { readonly reader: string }) {
  const t = useText();
  const state = useApp((app) => app.readers.find(({ name }) => name === reader)?.virtual);
  if (state === undefined) return null;
  const { faults, served } = state;
  return (
    <>
      {faults > 0 && (
        <button
          type="button"
          className="chip warning"
          data-testid="head-faults"
          onClick={() => showVirtualCard(reader, 'break')}
        >
          <Icon name="bolt" size={12} />
          {faultCount(t, faults)}
        </button>
      )}
      {served !== undefined && (
        <button
          type="button"
          className="chip"
          data-testid="head-served"
          onClick={() => showVirtualCard(reader, 'serve')}
        >
          <Icon name="share" size={12} />
          {t('virtual.served', { place: served })}
        </button>
      )}
    </>
  );
}
