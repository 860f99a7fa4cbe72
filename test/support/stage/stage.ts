import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../../core/base/result.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { CardService, EventFrame, ServiceClient } from '../../../electron/card-host/card-service.ts';
import { createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { createReplayPort } from '../../../electron/card-host/ports/replay-port.ts';
import { createVirtualPort } from '../../../electron/card-host/ports/virtual-port.ts';
import { createReaderHub } from '../../../electron/card-host/reader-hub.ts';
import type { Answer, Params, RequestName } from '../../../electron/ipc/contract.ts';
import type { TraceState } from '../../../electron/ipc/trace-contract.ts';
import type { Scenario } from './scenarios.ts';
import { createStagePort } from './stage-port.ts';

/** The card-host itself, with the readers and cards of a scenario and a data folder of its own. */
export interface Stage {
  readonly service: CardService;
  readonly dataFolder: string;
  /** Takes the card out of a reader of the scenario, or puts it back. */
  setCard(reader: string, present: boolean): void;
  /** Puts another card into it: what `change` makes of the one that is there. */
  changeCard(reader: string, change: (card: CardImage) => CardImage): void;
  close(): Promise<void>;
}

export function openStage(scenario: Scenario): Stage {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bootcard-stage-'));
  const images = new Map(Object.entries(scenario.cards));
  const cards = createVirtualPort({
    builtin: (name) => images.get(name),
    list: Object.keys(scenario.cards).map((name) => ({ name })),
  });
  const virtual = createVirtualPort({
    builtin: (name) => scenario.virtual[name] ?? builtinCard(name),
    list: BUILTIN_CARDS,
  });
  const pcsc = createStagePort(scenario.readers, cards, { failure: scenario.pcsc, wait: scenario.wait });
  const hub = createReaderHub([pcsc, virtual, createReplayPort()]);
  const host = createCardHost({ shell: 'browser', version: '0.1.0', dataFolder, readers: { hub, virtual } });
  return {
    service: staged(host.service, scenario),
    dataFolder,
    setCard: (reader, present) => {
      const port = reader.startsWith('virtual:') ? virtual : cards;
      const name = reader.startsWith('virtual:') ? reader : cards.scheme + reader;
      if (present) port.insert(name);
      else port.eject(name);
    },
    changeCard: (reader, change) => {
      const name = cards.scheme + reader;
      const card = cards.image(name);
      if (card === undefined) throw new Error(`no card in ${reader}`);
      images.set(reader, change(card));
      cards.drop(name);
    },
    close: async () => {
      await host.service.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The service with what the scenario makes of its answers. */
function staged(service: CardService, { change, plan, diagnosis, trace }: Scenario): CardService {
  if ([change, plan, diagnosis, trace].every((item) => item === undefined)) return service;
  const changed = (client: ServiceClient): ServiceClient => {
    let last: ReadResult | undefined;
    return {
      close: () => client.close(),
      call: async (name, params) => {
        const answer = await client.call(name, params);
        if (!answer.ok) return answer;
        if (name === 'card.open') {
          const { session, read } = answer.value as Answer<'card.open'>;
          last = read;
          return { ok: true, value: { session, read: change?.(read) ?? read } };
        }
        if (name === 'trace.watch' && trace !== undefined)
          return { ok: true, value: trace(answer.value as TraceState) };
        if (name === 'diagnose.run' && diagnosis !== undefined)
          return { ok: true, value: diagnosis(answer.value as Answer<'diagnose.run'>) };
        if (name === 'plan.make' && plan !== undefined && last !== undefined) {
          const made = answer.value as Answer<'plan.make'>;
          return { ok: true, value: { ...made, plan: plan(made.plan, last) } };
        }
        return answer;
      },
    };
  };
  const told =
    (emit: (event: EventFrame) => void) =>
    (event: EventFrame): void =>
      emit(event.name === 'trace.state' && trace ? { ...event, data: trace(event.data as TraceState) } : event);
  return { connect: (emit) => changed(service.connect(told(emit))), close: () => service.close() };
}

/** One window's end of the contract. */
export function windowOf(stage: Stage, told: (event: EventFrame) => void = () => undefined) {
  const client = stage.service.connect(told);
  return {
    call: async <N extends RequestName>(name: N, params: Params<N>) =>
      (await client.call(name, params)) as Result<Answer<N>>,
  };
}
