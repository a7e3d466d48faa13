import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** Samples and progress events are written together so often; a chart needs no more, and the log must not drown. */
export const FLUSH_EVERY_MS = 250;
/** Figures that stand still for so long mean that nothing is copied any more; the move is aborted and the domain stays. */
export const STALLED_AFTER_MS = MINUTE_MS;
/**
 * The same where the target does not answer us either: most likely it is gone, and its hypervisor's peer would wait for it
 * for a quarter of an hour. A target that only we cannot reach takes the copy on, and its figures move.
 */
export const STALLED_ALONE_AFTER_MS = 20 * SECOND_MS;
/** Rounds without getting nearer to the end before it is called not converging. */
export const FUTILE_ROUNDS = 4;
/** Less gain than this in what remains is no gain. */
export const GAIN = 0.05;
/**
 * A guest that is copied while it runs beats ten times a second and more, and stands for some seconds at most while it is
 * switched over. After this it is called silent: sooner would call every switch-over of a slow host a silence.
 */
export const SILENT_AFTER_MS = 5 * SECOND_MS;
/**
 * How long the guest may be silent after the move before it is called unheard. A panicked guest stays silent for ever; one
 * that is only slow to come back would be called dead too early, which costs an operator a look.
 */
export const HEAR_AFTER_MOVE_MS = 15 * SECOND_MS;
/** After the death of an agent the hypervisors tidy up by themselves; what is half is looked at again until then. */
export const SETTLE_MS = 6 * SECOND_MS;
export const SETTLE_LOOK_EVERY_MS = 250;
/** Both hosts must be asked before anything is said; a host that is away is waited for this long. */
export const ASK_BOTH_MS = 30 * SECOND_MS;
/** A program whose work is measured works so long before the move and after it: less, and its usual rate is not known. */
export const WORKLOAD_BEFORE_MS = 5 * SECOND_MS;
export const WORKLOAD_AFTER_MS = 3 * SECOND_MS;
/** A guest that does not answer a small question by then is not measured; the move does not wait longer. */
export const WORKLOAD_QUESTION_MS = 15 * SECOND_MS;
export const WORKLOAD_ASK_EVERY_MS = 50;
/** What cannot be ended by then ends by itself (`WORKLOAD_SECONDS_MAX`); by a console on a slow host it takes a dozen seconds. */
export const WORKLOAD_END_DEADLINE_MS = 30 * SECOND_MS;
/** One question to one host. */
export const ASK_DEADLINE_MS = 5 * SECOND_MS;
