import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServedCards, serveCards } from '../support/pcsc/served-cards.ts';
import { describeWith } from '../support/requires.ts';

const run = promisify(execFile);

/**
 * cardpeek's console loops without end where it waits for an answer: everything it could ask is answered in Lua, and Lua
 * ends the process.
 */
const QUIET = 'ui.readline = function() return "" end; ui.question = function() os.exit(3) end;';

/** The files of a saved view: id and the bytes of its contents, records joined. */
function filesOf(xml: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const parts = xml.split('<attr name="classname">file</attr>').slice(1);
  for (const part of parts) {
    const id = /<attr name="id">([0-9A-F]{4})<\/attr>/.exec(part)?.[1];
    const contents = /<attr name="classname">(?:body|record)<\/attr>[\s\S]*/.exec(part)?.[0] ?? '';
    const bytes = [...contents.matchAll(/<attr name="val" encoding="bytes">8:([0-9A-F]*)<\/attr>/g)];
    if (id !== undefined) files.set(id, bytes.map((match) => match[1]).join(''));
  }
  return files;
}

describeWith(['pcscd', 'cardpeek'], 'a served SIM in the hands of cardpeek', () => {
  let cards: ServedCards;
  const home = mkdtempSync(join(tmpdir(), 'bootcard-cardpeek-'));

  beforeAll(async () => {
    // Its GSM script puts an Le behind the data of SELECT; readers do not clock it out.
    cards = await serveCards(['sim'], true);
  });

  afterAll(async () => {
    await cards?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function cardpeek(lua: string): Promise<void> {
    const reader = `pcsc://${cards.stack.readers[0]?.name}`;
    const ended = run('cardpeek', ['-r', reader, '-c', '-e', `${QUIET} ${lua}; os.exit(0)`], {
      env: { ...cards.env, HOME: home },
      maxBuffer: 4_000_000,
    });
    // At its first start it asks whether it may make its folder: 1 is yes, and what follows it is "OK".
    ended.child.stdin?.end('1\n1\n');
    await ended;
  }

  it('reads the files of the card with its own GSM script', async () => {
    await cardpeek('log.print(log.INFO, "first start")');
    const view = join(home, 'view.xml');
    await cardpeek(`dofile("${home}/.cardpeek/scripts/gsm (beta).lua"); ui.save_view("${view}")`);
    const xml = readFileSync(view, 'latin1');
    const files = filesOf(xml);
    for (const path of ['3F002FE2', '3F007F206F07', '3F007F206F46', '3F007F206FAD']) {
      const image = cards.images[0]?.files.find((file) => file.path === path);
      expect(files.get(path.slice(-4)), path).toContain(image?.data ?? 'nothing');
    }
  });
});
