import { useApp } from '../stores/app-store.ts';
import { type CardsState, useCards } from '../stores/cards-store.ts';
import { openCard } from './card-service.ts';

const KEPT = 'bootcard-tabs';

/** Tabs as they are remembered: which readers, and which of them was in front. */
interface KeptTabs {
  readonly readers: readonly string[];
  readonly active: string | null;
}

/** The desktop app has its tabs again when it is started again, a page in a browser when it is loaded again. */
function place(): Storage {
  return window.bootcard === undefined ? sessionStorage : localStorage;
}

function kept(): KeptTabs {
  try {
    const value: unknown = JSON.parse(place().getItem(KEPT) ?? '{}');
    if (typeof value !== 'object' || value === null) return { readers: [], active: null };
    const { readers, active } = value as Record<string, unknown>;
    return {
      readers: Array.isArray(readers) ? readers.filter((name): name is string => typeof name === 'string') : [],
      active: typeof active === 'string' ? active : null,
    };
  } catch {
    return { readers: [], active: null };
  }
}

function remember({ tabs, active }: CardsState): void {
  // A real card is read when its user says so: it may be another one by then.
  const virtual = tabs.filter(({ kind }) => kind === 'virtual');
  const readers = virtual.map(({ reader }) => reader);
  const front = virtual.find(({ id }) => id === active)?.reader ?? null;
  place().setItem(KEPT, JSON.stringify({ readers, active: front } satisfies KeptTabs));
}

/** Opens the tabs of virtual cards and files again that were open last, and remembers them from now on. */
export function keepTabs(): void {
  const before = kept();
  const restore = async (): Promise<void> => {
    const { readers } = useApp.getState();
    const there = before.readers.flatMap((name) => readers.find((reader) => reader.name === name) ?? []);
    const known = useCards.getState().tabs.length;
    for (const reader of there) if (reader.card === 'present') await openCard(reader);
    const front = useCards.getState().tabs.find(({ reader }) => reader === before.active);
    // Whoever opened another card meanwhile wants to see that one.
    if (known === 0 && front !== undefined) useCards.setState({ active: front.id });
  };
  const end = useApp.subscribe(({ readers }) => {
    if (readers.length === 0) return;
    end();
    void restore().finally(() => useCards.subscribe(remember));
  });
}
