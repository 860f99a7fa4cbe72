import { openCard } from '../services/card-service.ts';
import { showNewCard } from '../services/virtual-service.ts';
import type { Action } from './action.ts';

export const newVirtualCard: Action = {
  id: 'virtual.new',
  label: 'action.newVirtual',
  icon: 'plus',
  shortcuts: ['N'],
  ready: () => true,
  perform: () => showNewCard('make'),
};

export const openVirtualCard: Action = {
  id: 'card.openVirtual',
  label: 'action.openVirtual',
  icon: 'chip',
  ready: ({ app }) => (app.readers.some((reader) => reader.kind === 'virtual') ? true : 'reason.noVirtual'),
  perform: ({ app }) => {
    const virtual = app.readers.filter((reader) => reader.kind === 'virtual');
    const first = virtual.find((reader) => reader.name === 'virtual:uicc') ?? virtual[0];
    if (first !== undefined) void openCard(first);
  },
};
