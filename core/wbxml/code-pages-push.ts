import type { AttributeStartRow, AttributeValueRow, TagRow } from './code-page.ts';

/** Service Indication 1.0. */
export const SI_TAGS = [
  { token: 0x05, name: 'si' },
  { token: 0x06, name: 'indication' },
  { token: 0x07, name: 'info' },
  { token: 0x08, name: 'item' },
] as const satisfies readonly TagRow[];

export const SI_STARTS = [
  { token: 0x05, name: 'action', prefix: 'signal-none' },
  { token: 0x06, name: 'action', prefix: 'signal-low' },
  { token: 0x07, name: 'action', prefix: 'signal-medium' },
  { token: 0x08, name: 'action', prefix: 'signal-high' },
  { token: 0x09, name: 'action', prefix: 'delete' },
  { token: 0x0a, name: 'created' },
  { token: 0x0b, name: 'href' },
  { token: 0x0c, name: 'href', prefix: 'http://' },
  { token: 0x0d, name: 'href', prefix: 'http://www.' },
  { token: 0x0e, name: 'href', prefix: 'https://' },
  { token: 0x0f, name: 'href', prefix: 'https://www.' },
  { token: 0x10, name: 'si-expires' },
  { token: 0x11, name: 'si-id' },
  { token: 0x12, name: 'class' },
] as const satisfies readonly AttributeStartRow[];

/** Service Loading 1.0. */
export const SL_TAGS = [{ token: 0x05, name: 'sl' }] as const satisfies readonly TagRow[];

export const SL_STARTS = [
  { token: 0x05, name: 'action', prefix: 'execute-low' },
  { token: 0x06, name: 'action', prefix: 'execute-high' },
  { token: 0x07, name: 'action', prefix: 'cache' },
  { token: 0x08, name: 'href' },
  { token: 0x09, name: 'href', prefix: 'http://' },
  { token: 0x0a, name: 'href', prefix: 'http://www.' },
  { token: 0x0b, name: 'href', prefix: 'https://' },
  { token: 0x0c, name: 'href', prefix: 'https://www.' },
] as const satisfies readonly AttributeStartRow[];

/** Ends of addresses, in SI and SL. */
export const PUSH_VALUES = [
  { token: 0x85, value: '.com/' },
  { token: 0x86, value: '.edu/' },
  { token: 0x87, value: '.net/' },
  { token: 0x88, value: '.org/' },
] as const satisfies readonly AttributeValueRow[];

/** E-Mail Notification 1.0. */
export const EMN_TAGS = [{ token: 0x05, name: 'emn' }] as const satisfies readonly TagRow[];

export const EMN_STARTS = [
  { token: 0x05, name: 'timestamp' },
  { token: 0x06, name: 'mailbox' },
  { token: 0x07, name: 'mailbox', prefix: 'mailat:' },
  { token: 0x08, name: 'mailbox', prefix: 'pop://' },
  { token: 0x09, name: 'mailbox', prefix: 'imap://' },
  { token: 0x0a, name: 'mailbox', prefix: 'http://' },
  { token: 0x0b, name: 'mailbox', prefix: 'http://www.' },
  { token: 0x0c, name: 'mailbox', prefix: 'https://' },
  { token: 0x0d, name: 'mailbox', prefix: 'https://www.' },
] as const satisfies readonly AttributeStartRow[];

export const EMN_VALUES = [
  { token: 0x85, value: '.com' },
  { token: 0x86, value: '.edu' },
  { token: 0x87, value: '.net' },
  { token: 0x88, value: '.org' },
] as const satisfies readonly AttributeValueRow[];
