import { MOST_LANES } from '@/lib/domain/benchmark';

/** Between two looks at whether the hosts are free. */
export const HOLD_EVERY_MS = 1_000;
/** Between two questions whether a repeat has ended, or longer where the channel asks for that. Each costs the guest that is measured a moment. */
export const ASK_EVERY_MS = 500;
/** The same of a small program, while nothing is measured. */
export const ASK_SMALL_EVERY_MS = 100;
/** Where nobody can tell whether the server of a pair listens: a client that comes too early is refused and the repeat fails. */
export const SERVER_HEAD_START_MS = 1_000;
/** A server that does not listen by then is not waited for: its client fails and says why. Too short: a busy guest's are cut off. */
export const SERVER_LISTENS_DEADLINE_MS = 30_000;
/** Between two questions whether it does, while nothing is measured. */
export const SERVER_LISTENS_EVERY_MS = 200;
/** A small question to a guest, e.g. for its address. Too short: a busy guest counts as without one. */
export const SMALL_PROGRAM_DEADLINE_MS = 30_000;
/** Ending a program of a run that ends, whatever the reason; by a console on a slow host it takes seconds. Too long: a cancel seems to hang. */
export const END_PROGRAM_DEADLINE_MS = 20_000;
/** Calls of one run that may wait at a time: three for each of two ends in each lane. Node takes more for a leak. */
export const CALLS_AT_ONCE = 6 * MOST_LANES;
/** So many failed repeats in a row, and the others would fail too. */
export const FAILURES_IN_A_ROW = 3;
/** Of each output so much is kept. A benchmark that writes more is at fault; the end of it is what tells. */
export const OUTPUT_CHARACTERS = 262_144;
