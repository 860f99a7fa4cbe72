/** What a trace is exported as. */
export const EXPORT_FORMS = ['text', 'json', 'jsonl', 'pcap'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** What a row of a trace is copied as. */
export const COPY_FORMS = ['hex', 'scriptor', 'json'] as const;
export type TraceCopyForm = (typeof COPY_FORMS)[number];
