import { tell } from '../stores/app-store.ts';
import { useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { closeTab, host, openCard } from './card-service.ts';

/** The card of the tour: its message names a server that its account does not have. */
export const TOUR_READER = 'virtual:fault-dm-source-mismatch';

const open = () => openCard({ name: TOUR_READER, title: 'Tour', kind: 'virtual', card: 'present' });

/** Opens the card of the tour as it was made, and shows the first step. */
export async function beginTour(): Promise<void> {
  const before = useCards.getState().tabs.find(({ reader }) => reader === TOUR_READER);
  if (before) await closeTab(before);
  // An earlier tour has put it right.
  await host().call('virtual.restore', { reader: TOUR_READER, confirmed: '' });
  useDesk.setState({ tour: 0 });
  await open();
}

/** Goes back to the card of the tour, at the step that it stands at. */
export async function returnToTour(): Promise<void> {
  await open();
}

export function leaveTour(): void {
  useDesk.setState({ tour: null });
  tell('tour.left');
}
