import { beginTour, leaveTour } from '../services/tour-service.ts';
import { useDesk } from '../stores/desk-store.ts';
import type { Action } from './action.ts';

/** Begins the tour, or leaves it. */
export const takeTour: Action = {
  id: 'tour.take',
  label: 'action.tour',
  icon: 'play',
  shortcuts: ['F1'],
  inFields: true,
  ready: () => true,
  perform: () => (useDesk.getState().tour === null ? void beginTour() : leaveTour()),
};
