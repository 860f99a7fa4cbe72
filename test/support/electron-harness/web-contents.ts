import { EventEmitter } from 'node:events';
import type { CdpConnection, CdpParams } from './cdp.ts';
import { invokeHandler } from './ipc-main.ts';
import { packValue, unpackValue } from './packed-values.ts';
import { answerScheme, fromBrowser, toBrowser } from './protocol.ts';
import { DELIVER_FUNCTION, preloadWorld, SEND_BINDING, worldBridge } from './world-bridge.ts';

const WORLD = 'electron-isolated';

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

/** One page: its addresses go through the scheme's handler, the preload script runs in a world of its own. */
export class WebContents extends EventEmitter {
  readonly session = {
    setPermissionRequestHandler: (_handler: unknown): void => undefined,
    setPermissionCheckHandler: (_handler: unknown): void => undefined,
    on: (_event: string, _listener: unknown): void => undefined,
  };
  readonly mainFrame: { readonly url: string };
  readonly #ready: Promise<(method: string, params?: CdpParams) => Promise<CdpParams>>;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #zoom = 0;
  #url = '';
  #loading = '';
  #frame = '';
  #world: number | undefined;

  constructor(
    browser: Promise<CdpConnection>,
    preload: string,
    size: { readonly width: number; readonly height: number },
  ) {
    super();
    const currentUrl = (): string => this.#url;
    this.mainFrame = {
      get url() {
        return currentUrl();
      },
    };
    this.#ready = browser.then((cdp) => this.#attach(cdp, preload, size));
    this.#ready.catch((cause) => {
      process.stderr.write(`harness: ${cause}\n`);
      process.exit(1);
    });
  }

  getZoomLevel(): number {
    return this.#zoom;
  }

  setZoomLevel(level: number): void {
    this.#zoom = level;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    const send = await this.#ready;
    this.#loading = url;
    await send('Page.navigate', { url: toBrowser(url) });
  }

  send(channel: string, ...args: unknown[]): void {
    this.#deliver({ channel, args });
  }

  async #attach(cdp: CdpConnection, preload: string, size: { readonly width: number; readonly height: number }) {
    const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size });
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    const send = (method: string, params: CdpParams = {}): Promise<CdpParams> => cdp.send(method, params, session);
    this.#listen(cdp, session, send);
    cdp.on('Target.targetDestroyed', (params) => {
      if (params.targetId === targetId) this.emit('destroyed');
    });
    cdp.on('Target.targetCreated', ({ targetInfo }) => {
      const { targetId: opened, openerId, url } = targetInfo as { targetId: string; openerId?: string; url: string };
      if (openerId === targetId && this.#openHandler({ url }).action === 'deny') {
        void cdp.send('Target.closeTarget', { targetId: opened });
      }
    });
    await cdp.send('Target.setDiscoverTargets', { discover: true });
    await send('Page.enable');
    await send('Runtime.enable');
    await send('Inspector.enable');
    await send('Runtime.addBinding', { name: SEND_BINDING, executionContextName: WORLD });
    await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${worldBridge})('main');` });
    await send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: WORLD,
      source: `{
        const require = (${preloadWorld})((${worldBridge})('preload'), '${SEND_BINDING}', '${DELIVER_FUNCTION}');
        const module = { exports: {} };
        (function (require, module, exports) {${preload}\n})(require, module, module.exports);
      }`,
    });
    return send;
  }

  #listen(cdp: CdpConnection, session: string, send: (method: string, params?: CdpParams) => Promise<CdpParams>): void {
    const on = (method: string, listener: (params: CdpParams) => void): void => cdp.on(method, listener, session);
    on('Page.frameNavigated', ({ frame }) => {
      const { id, parentId, url } = frame as { id: string; parentId?: string; url: string };
      if (parentId !== undefined) return;
      this.#frame = id;
      this.#url = fromBrowser(url);
    });
    on('Page.domContentEventFired', () => this.emit('dom-ready'));
    on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed' }));
    on('Runtime.executionContextCreated', ({ context }) => {
      const { id, name, auxData } = context as { id: number; name: string; auxData: { frameId: string } };
      if (name === WORLD && (this.#frame === '' || auxData.frameId === this.#frame)) this.#world = id;
    });
    on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#world = undefined;
    });
    on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === SEND_BINDING) void this.#invoked(String(payload));
    });
    on('Fetch.requestPaused', (params) => void this.#request(params, send));
  }

  async #invoked(payload: string): Promise<void> {
    const { id, channel, args } = unpackValue(JSON.parse(payload)) as { id: number; channel: string; args: unknown[] };
    try {
      const value = await invokeHandler(channel, { sender: this, senderFrame: this.mainFrame }, args);
      this.#deliver({ id, value });
    } catch (cause) {
      this.#deliver({ id, error: String(cause) });
    }
  }

  /** Messages for a page that is just being replaced are lost, as they are in Electron. */
  #deliver(message: object): void {
    const contextId = this.#world;
    if (contextId === undefined) return;
    const text = JSON.stringify(JSON.stringify(packValue(message)));
    const expression = `${DELIVER_FUNCTION}(${text})`;
    void this.#ready.then((send) => send('Runtime.evaluate', { expression, contextId }).catch(() => undefined));
  }

  async #request(params: CdpParams, send: (method: string, params?: CdpParams) => Promise<CdpParams>): Promise<void> {
    const { requestId, resourceType, request, frameId } = params as {
      requestId: string;
      resourceType: string;
      frameId: string;
      request: { url: string; method: string };
    };
    const fail = (): Promise<CdpParams> => send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    try {
      if (resourceType === 'Document' && (this.#frame === '' || frameId === this.#frame)) {
        if (!this.#mayNavigate(fromBrowser(request.url))) {
          await fail();
          return;
        }
        this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url: fromBrowser(request.url) });
      }
      const response = await answerScheme(request.url, request.method);
      if (response === undefined) {
        await fail();
        return;
      }
      await send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      });
    } catch {
      // The page went away while its request was being answered.
    }
  }

  /** Loading and reloading the window's own address is main's affair; any other way to go is asked for. */
  #mayNavigate(url: string): boolean {
    if (url === this.#loading || url === this.#url) return true;
    let prevented = false;
    this.emit('will-navigate', { url, preventDefault: () => (prevented = true) });
    return !prevented;
  }
}
