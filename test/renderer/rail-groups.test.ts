import { expect, it } from 'vitest';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { railGroups } from '../../renderer/model/rail-groups.ts';

const reader = (name: string, kind: ReaderInfo['kind']): ReaderInfo => ({ name, title: name, kind, card: 'present' });

it('sorts readers for the rail, each into one group', () => {
  const readers = [
    reader('pcsc:Omnikey 3x21', 'pcsc'),
    reader('at:/dev/ttyUSB0', 'at'),
    reader('virtual:uicc-3g', 'virtual'),
    reader('virtual:/home/lab/golden.card.json', 'virtual'),
    reader('virtual:C:\\cards\\golden.card.json', 'virtual'),
    reader('replay:/home/lab/run.trace.jsonl', 'replay'),
  ];
  const { real, modems, virtual, files } = railGroups(readers);
  expect([real, modems, virtual, files].map((group) => group.length)).toEqual([1, 1, 1, 3]);
  expect(virtual[0]?.name).toBe('virtual:uicc-3g');
});
