/** Vocabulary of exports. Pure. */
export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Runs in one file: more are cut, and its name says so. They are read a few at a time, so this bounds time, not memory. */
export const EXPORT_RUNS_MAX = 5_000;
/** Runs on one printable report: some two hundred pages. */
export const REPORT_RUNS_MAX = 200;
