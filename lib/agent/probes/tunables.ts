import { DAY_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** How late a probe that is due begins, at most. */
export const PROBES_EVERY_MS = 2 * SECOND_MS;
/** Targets that one agent asks at once: probes are mostly waits, and clients of the grid take 50 MiB each. */
export const TARGETS_AT_ONCE = 4;
/** After the death of an agent its targets are asked by others so late. Shorter would take them from one that is only slow. */
export const LEASE_MS = 30 * SECOND_MS;
export const RENEW_EVERY_MS = 10 * SECOND_MS;
/** While the last asking differs from what is confirmed; heavy ones keep users from a slot. */
export const AGAIN_MS = 15 * SECOND_MS;
export const HEAVY_AGAIN_MS = 5 * MINUTE_MS;
/** Part of an interval by which each waits longer or shorter, so that targets set up together do not stay together. */
export const JITTER = 0.1;
/** Askings that follow each other by more are not one span: of the time between nothing is known. Times the interval. */
export const GAP_INTERVALS = 3;
/** Single askings, for latencies and for whoever looks closer. A minute's interval makes ten thousand a probe in this time. */
export const RESULTS_KEPT_MS = 7 * DAY_MS;
/** Spans are few; availability is asked for by the year. */
export const SPANS_KEPT_MS = 400 * DAY_MS;
