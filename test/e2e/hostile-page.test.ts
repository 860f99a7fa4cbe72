import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { browserDriver, type RunningApp } from './drivers.ts';

/** What a page of another origin gets of a running `bootcard ui`, in a real browser: nothing, even with the token. */
describeWith(['chromium'], 'A hostile page beside bootcard ui', () => {
  let app: RunningApp;
  let evil: Server;
  let evilUrl: string;
  let address: string;
  let token: string;

  beforeAll(async () => {
    await ensureBuilt();
    app = await browserDriver([]);
    const loaded = new URL(app.page.url());
    address = loaded.host;
    token = (await app.page.evaluate(() => sessionStorage.getItem('bootcard-token'))) ?? '';
    evil = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<p>evil</p>'));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
  });

  afterAll(async () => {
    await app.close();
    await new Promise((resolve) => evil.close(resolve));
  });

  async function onEvilPage<T>(act: (given: { address: string; token: string }) => Promise<T>): Promise<T> {
    const page = await app.page.context().newPage();
    try {
      await page.goto(evilUrl);
      return await page.evaluate(act, { address, token });
    } finally {
      await page.close();
    }
  }

  it('knows the token for this test, so that the rest proves something', () => {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(app.page.url()).not.toContain(token);
  });

  it('cannot open the WebSocket', async () => {
    const opened = await onEvilPage(
      ({ address, token }) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(`ws://${address}/bridge`);
          socket.onopen = () => {
            socket.send(JSON.stringify({ kind: 'hello', token }));
            socket.send(JSON.stringify({ kind: 'request', id: 1, name: 'readers.list', params: {} }));
          };
          socket.onmessage = ({ data }) => resolve(`answered ${data}`);
          socket.onclose = ({ code }) => resolve(`closed ${code}`);
        }),
    );
    expect(opened).toBe('closed 1006');
  });

  it('cannot read, embed or include the page', async () => {
    const got = await onEvilPage(async ({ address }) => {
      const read = await fetch(`http://${address}/`).then(
        () => 'read',
        () => 'refused',
      );
      const opaque = await fetch(`http://${address}/`, { mode: 'no-cors' }).then(
        () => 'included',
        () => 'refused',
      );
      const frame = document.createElement('iframe');
      frame.src = `http://${address}/`;
      const framed = new Promise<string>((resolve) => {
        frame.onload = () => {
          try {
            resolve(frame.contentDocument === null ? 'blocked' : 'readable');
          } catch {
            resolve('blocked');
          }
        };
      });
      document.body.append(frame);
      return { read, opaque, framed: await framed };
    });
    expect(got).toEqual({ read: 'refused', opaque: 'refused', framed: 'blocked' });
  });

  it('cannot be stood in for by another name that leads to this machine', async () => {
    // Chromium resolves every name under localhost to this machine: a rebound name without a name server.
    const page = await app.page.context().newPage();
    const port = address.split(':')[1];
    const reply = await page.goto(`http://evil.localhost:${port}/`);
    expect(reply?.status()).toBe(403);
    await page.close();
  });

  it('would be noticed: a breach of the policy in our own page counts as a fault', async () => {
    const before = app.faults.seen.length;
    await app.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.planted = true';
      document.body.append(script);
    });
    await expect.poll(() => app.faults.seen.slice(before).join(), { timeout: 20_000 }).toMatch(/policy script-src/);
    expect(await app.page.evaluate(() => 'planted' in window)).toBe(false);
  });
});
