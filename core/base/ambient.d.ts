/**
 * The only globals core may use beyond ECMAScript: the Encoding Standard's coders, which Node, Electron and every
 * browser have. Declared here and nowhere else, so that `core/tsconfig.json` can do without DOM and Node types.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
