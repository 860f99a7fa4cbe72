/** What keeps this checkout from running, as one line that says what to do; undefined when nothing does. */
export function obstacle(nodeVersion: string, folder: string): string | undefined;
