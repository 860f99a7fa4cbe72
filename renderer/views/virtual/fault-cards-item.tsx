import { useEffect } from 'react';
import { CardPicture } from '../../components/card-picture.tsx';
import { useText } from '../../components/use-text.ts';
import { loadBases, showNewCard } from '../../services/virtual-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';

/** Behind the virtual cards of the rail: all those with a fault, to choose one of. */
export function FaultCardsItem() {
  const t = useText();
  const open = useApp((state) => state.link === 'open');
  const bases = useVirtual((state) => state.bases);
  useEffect(() => {
    if (open) void loadBases();
  }, [open]);
  const count = bases.filter(({ group }) => group === 'fault' || group === 'hazard').length;
  if (count === 0) return null;
  return (
    <button
      type="button"
      className="rail-item"
      data-testid="rail-fault-cards"
      onClick={() => showNewCard('make', 'fault')}
    >
      <CardPicture look="virtual" />
      <span className="rail-words">
        <span className="rail-name cut">{t('action.newFaultCard')}</span>
        <span className="rail-line">{t('virtual.toChoose', { count })}</span>
      </span>
    </button>
  );
}
