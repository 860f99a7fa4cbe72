import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startServices } from '../../renderer/services/card-service.ts';
import { saveImage } from '../../renderer/services/document-service.ts';
import { offerFile } from '../../renderer/services/offer-file.ts';

type Told = (url: string, saved: boolean) => void;

const page = vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const known = { asked: [] as string[], clicked: 0, told: new Set<Told>() };
  const never = () => () => undefined;
  const call = async (method: string) => {
    known.asked.push(method);
    return { ok: true, value: method === 'document.save' ? { name: 'a.card.json', bytes: new Uint8Array() } : {} };
  };
  const watchDownloads = (told: Told) => {
    known.told.add(told);
    return () => known.told.delete(told);
  };
  vi.stubGlobal('window', { bootcard: { call, on: never, watchLink: never, watchDownloads } });
  const click = () => {
    known.clicked += 1;
  };
  vi.stubGlobal('document', { createElement: () => ({ click }) });
  return known;
});

beforeAll(startServices);
beforeEach(() => {
  vi.useFakeTimers();
  page.asked.length = 0;
  page.clicked = 0;
  let count = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${count++}`);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The shell tells how a download ended. */
const tellAll = (url: string, saved: boolean) => {
  for (const told of [...page.told]) told(url, saved);
};

it.each([
  ['counts as saved once it is where the user wanted it', true, ['document.save', 'document.saved']],
  ['does not where the user thought better of it', false, ['document.save']],
] as const)('an image %s', async (_, saved, asked) => {
  const done = saveImage('virtual:a');
  await vi.waitFor(() => expect(page.clicked).toBe(1));
  tellAll('blob:another', true);
  expect(page.asked).toEqual(['document.save']);
  tellAll('blob:0', saved);
  await done;
  expect(page.asked).toEqual(asked);
  expect(page.told.size).toBe(0);
});

it('an image that a browser takes is not known to be saved', async () => {
  const { bootcard } = window;
  Object.assign(window, { bootcard: undefined });
  expect(await offerFile('a', '', 'text/plain')).toBeNull();
  await saveImage('virtual:a');
  Object.assign(window, { bootcard });
  expect(page.asked).toEqual(['document.save']);
});
