/** What a card image's file name ends with. */
export const CARD_IMAGE_ENDING = '.card.json';

/** Endings of the files that this app is there for: the system opens these with it, and takes them as its arguments. */
export const FILE_ENDINGS = [
  CARD_IMAGE_ENDING,
  '.bootcard-bundle',
  '.trace.jsonl',
  '.plan.json',
  '.pcap',
  '.pcapng',
  '.wbxml',
] as const;

/** Whether an argument of the app names a file to open. What is in it is told by its content, later. */
export function isKnownFile(argument: string): boolean {
  const name = argument.toLowerCase();
  return !name.startsWith('-') && FILE_ENDINGS.some((ending) => name.endsWith(ending));
}
