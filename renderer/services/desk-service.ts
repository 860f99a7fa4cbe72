import { useApp } from '../stores/app-store.ts';
import { host } from './card-service.ts';
import { loadRecent, showOpened } from './document-service.ts';
import { followInsertions } from './insert-service.ts';
import { keepTabs } from './keep-tabs.ts';
import { guardWindow } from './leave-service.ts';
import { followQuestions } from './questions.ts';

/** Connects what is around the tabs with the outside world. Called once, after `startServices`. */
export function startDesk(): void {
  host().on('document.opened', (opened) => {
    void showOpened(opened.ok ? opened.value.name : opened.name, opened);
    void loadRecent();
  });
  let linked = false;
  const follow = () => {
    const open = useApp.getState().link === 'open';
    if (open && !linked) void loadRecent();
    linked = open;
  };
  useApp.subscribe(follow);
  follow();
  keepTabs();
  followInsertions();
  followQuestions();
  guardWindow();
}
