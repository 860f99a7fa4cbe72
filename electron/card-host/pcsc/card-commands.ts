import { GET_FEATURE_REQUEST, SCARD } from './abi.ts';
import { ANSWER_HEADER, LENGTH_PREFIX, MAX_RESPONSE, OP, STATUS } from './frames.ts';
import { outcomeOf, RETURN_CODES, SUCCESS } from './return-codes.ts';
import type { Handle, Winscard } from './winscard.ts';

/** Room for the features of a reader, and for the answer of a card whose PIN was typed there: drivers refuse larger buffers. */
const FEATURE_LIST = 256;
const CONTROL_ANSWER = 258;
const ANY_PROTOCOL = SCARD.PROTOCOL_T0 | SCARD.PROTOCOL_T1;
/** pcscd notices a pulled card at its next look, up to about a second later. */
const REMOVAL_NOTICED = 1300;

/** The one connection of a card child, commanded by frames. */
export class CardCommands {
  /** Holds the answer after `handle`, behind room for a length prefix: pipes then need one write. */
  readonly buffer: Uint8Array = new Uint8Array(LENGTH_PREFIX + ANSWER_HEADER + MAX_RESPONSE);
  readonly #answer = this.buffer.subarray(LENGTH_PREFIX);
  readonly #payload = this.#answer.subarray(ANSWER_HEADER);
  readonly #api: Winscard | string;
  #context: Handle | undefined;
  #card: Handle = 0;
  #protocol = 0;
  #share = 0;
  #reader = '';

  /** @param api the library, or why it cannot be loaded */
  constructor(api: Winscard | string) {
    this.#api = api;
  }

  /** Does what `request` says. @returns the length of the answer in `buffer`, without the prefix */
  handle(request: Uint8Array): number {
    const api = this.#api;
    if (typeof api === 'string') {
      const { written } = new TextEncoder().encodeInto(api, this.#payload);
      return this.#head(STATUS.noLibrary, 0, written);
    }
    switch (request[0]) {
      case OP.transmit:
        return this.#transmit(api, request.subarray(1));
      case OP.connect:
        return this.#connect(api, request[1] ?? SCARD.SHARE_SHARED, new TextDecoder().decode(request.subarray(2)));
      case OP.reset:
        return this.#reset(api, request[1] ?? SCARD.RESET_CARD);
      case OP.beginTransaction:
        return this.#done(api.beginTransaction(this.#card));
      case OP.endTransaction:
        return this.#done(api.endTransaction(this.#card, SCARD.LEAVE_CARD));
      case OP.features:
        return this.#features(api);
      case OP.control:
        return this.#control(api, request);
      case OP.disconnect:
        return this.#disconnect(api, request[1] ?? SCARD.LEAVE_CARD);
      default:
        return this.#done(RETURN_CODES.SCARD_E_INVALID_PARAMETER.value);
    }
  }

  #head(status: number, rc: number, length: number): number {
    const answer = this.#answer;
    answer[0] = status;
    answer[1] = rc & 0xff;
    answer[2] = (rc >> 8) & 0xff;
    answer[3] = (rc >> 16) & 0xff;
    answer[4] = (rc >>> 24) & 0xff;
    return ANSWER_HEADER + length;
  }

  #done(rc: number, length = 0): number {
    return this.#head(rc === SUCCESS ? STATUS.ok : STATUS.failed, rc, rc === SUCCESS ? length : 0);
  }

  #transmit(api: Winscard, tpdu: Uint8Array): number {
    const rc = api.transmit(this.#card, this.#protocol, tpdu, this.#payload);
    const length = api.transmitted();
    if (rc === SUCCESS && length >= 2) return this.#head(STATUS.ok, rc, length);
    // Success without a status word is how pcsc-lite tells that the card's link was cut under the exchange.
    const failure = rc === SUCCESS ? RETURN_CODES.SCARD_E_COMM_DATA_LOST.value : rc;
    if (this.#context === undefined) return this.#done(failure);
    return this.#done(this.#causeOf(api, this.#context, this.#reader, failure));
  }

  /** A reader without features answers with an error as often as with an empty list: that is no fault of the connection. */
  #features(api: Winscard): number {
    const request = api.abi.controlCode(GET_FEATURE_REQUEST);
    const rc = api.control(this.#card, request, new Uint8Array(0), this.#payload.subarray(0, FEATURE_LIST));
    return this.#done(SUCCESS, rc === SUCCESS ? api.transmitted() : 0);
  }

  #control(api: Winscard, request: Uint8Array): number {
    const [a = 0, b = 0, c = 0, d = 0] = request.subarray(1, 5);
    const code = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    const rc = api.control(this.#card, code, request.subarray(5), this.#payload.subarray(0, CONTROL_ANSWER));
    return this.#done(rc, api.transmitted());
  }

  /** A broken link is often a card that was pulled: waits until the service has noticed, and says so. */
  #causeOf(api: Winscard, context: Handle, name: string, rc: number): number {
    if (outcomeOf(rc, 'connected') !== 'card-link') return rc;
    const gone = RETURN_CODES.SCARD_W_REMOVED_CARD.value;
    const now = api.getStatusChange(context, 0, [{ name, current: 0 }]);
    const event = now.readers[0]?.event ?? 0;
    if (now.rc !== SUCCESS) return rc;
    if ((event & SCARD.STATE_EMPTY) !== 0) return gone;
    const later = api.getStatusChange(context, REMOVAL_NOTICED, [{ name, current: event }]);
    return later.rc === SUCCESS && ((later.readers[0]?.event ?? 0) & SCARD.STATE_EMPTY) !== 0 ? gone : rc;
  }

  #connect(api: Winscard, share: number, reader: string): number {
    this.#release(api);
    const established = api.establishContext();
    if (established.rc !== SUCCESS) return this.#done(established.rc);
    const connected = api.connect(established.context, reader, share, ANY_PROTOCOL);
    if (connected.rc !== SUCCESS) {
      const rc = this.#causeOf(api, established.context, reader, connected.rc);
      api.releaseContext(established.context);
      return this.#done(rc);
    }
    this.#context = established.context;
    this.#card = connected.card;
    this.#reader = reader;
    this.#share = share;
    return this.#activation(api, connected.protocol);
  }

  #reset(api: Winscard, initialization: number): number {
    const { rc, protocol } = api.reconnect(this.#card, this.#share, ANY_PROTOCOL, initialization);
    return rc === SUCCESS ? this.#activation(api, protocol) : this.#done(rc);
  }

  #activation(api: Winscard, protocol: number): number {
    const { rc, atr } = api.status(this.#card);
    this.#protocol = protocol;
    this.#payload[0] = protocol;
    this.#payload.set(atr, 1);
    return this.#done(rc, 1 + atr.length);
  }

  #disconnect(api: Winscard, disposition: number): number {
    const rc = this.#context === undefined ? SUCCESS : api.disconnect(this.#card, disposition);
    this.#release(api);
    return this.#done(rc);
  }

  #release(api: Winscard): void {
    if (this.#context !== undefined) api.releaseContext(this.#context);
    this.#context = undefined;
  }
}
