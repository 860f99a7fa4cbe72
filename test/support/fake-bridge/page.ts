import { FakeHost } from './fake-host.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

/** Runs in the page before the interface does: `?scenario=NAME` chooses what the fake host shows. */
const wanted = new URLSearchParams(location.search).get('scenario') ?? 'plain';
const host = new FakeHost(SCENARIOS[(wanted in SCENARIOS ? wanted : 'plain') as ScenarioName]);
Object.assign(window, { bootcard: host });
