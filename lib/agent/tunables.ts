/** Time limits and rates of the agent's loops: what happens when each passes, and which mistake is worse. */
import { PAST_KEPT_MS } from '@/lib/domain/past/limits';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** A run that does not extend its lease for so long is taken over. Shorter would fence a run that a slow disk held up. */
export const LEASE_MS = 10 * SECOND_MS;
/** Three chances to extend a lease before it ends. */
export const HEARTBEAT_EVERY_MS = 3 * SECOND_MS;
/** How often leases that ended and operations nobody looked at are searched for; a takeover is at most this late. */
export const SWEEP_EVERY_MS = 2 * SECOND_MS;
/** A queued operation that nobody looked at for so long is looked at by the sweep: its notification was lost. */
export const UNNOTICED_AFTER_MS = 5 * SECOND_MS;
/** Operations one agent runs at once. Each waits for a hypervisor most of the time; the bound is against a flood. */
export const RUNS_AT_ONCE = 64;
/** Campaigns that somebody asked for are begun at most this late. */
export const CAMPAIGNS_EVERY_MS = SECOND_MS;
/** While any is under way: between the end of one step of a cell and the next at most so much passes. */
export const CAMPAIGNS_UNDER_WAY_EVERY_MS = SECOND_MS / 4;
/** Leases that were approved, or whose time has come, are begun at most this late. */
export const LEASES_EVERY_MS = 2 * SECOND_MS;
/** What is to be told to an address is sent at most this late. */
export const WEBHOOKS_EVERY_MS = 2 * SECOND_MS;
/** Mail that is to be sent waits so long at most. */
export const MAIL_EVERY_MS = 2 * SECOND_MS;
/** A kept disk whose time is over, or that is to be removed, stays so much longer at most. */
export const KEPT_EVERY_MS = 2 * SECOND_MS;
/** While one is made or taken away: so late at most it is noted that its site is. */
export const LEASES_UNDER_WAY_EVERY_MS = SECOND_MS / 2;
/** How long an operation waits for a host that is just connecting before it fails with "unreachable". */
export const CONNECTION_WAIT_MS = 5 * SECOND_MS;
/** A handler that ignores its abort is left behind after this; its writes are fenced, so only its memory is lost. */
export const ABORT_GRACE_MS = 10 * SECOND_MS;

/** A full reading of every host: what an event that was lost costs in age. */
export const READ_EVERY_MS = 3 * SECOND_MS;
/** Reading takes at most one part in so many of a host's time: an emulated Xen host needs half a second for one. */
export const READ_PAUSE_SHARE = 10;
/** The same while a domain moves from or to it: what reading takes, the copy lacks. */
export const READ_PAUSE_SHARE_MOVING = 40;
/** However slow a host is to read, no figure is older than this and what the reading itself takes. */
export const READ_PAUSE_MAX_MS = 10 * SECOND_MS;
/** The same while a domain moves from or to it. Below the 20 s after which placement decides nothing on a host's figures. */
export const READ_PAUSE_MAX_MOVING_MS = 15 * SECOND_MS;
/** A host that needs longer for one bulk reading counts as unreachable; calling a slow host dead is mended by the next. */
export const READ_DEADLINE_MS = 10 * SECOND_MS;
/**
 * For so long a host may answer no reading before the connection is cut that calls of an operation are under way on: some destroy a
 * domain in more than `READ_DEADLINE_MS` and answer nothing else meanwhile.
 */
export const KEPT_DEAF_MS = 60 * SECOND_MS;
/** One domain after an event. */
export const LOOK_DEADLINE_MS = 5 * SECOND_MS;
/** Further events of one domain within this time are one look: a start sends five. The first look is at once. */
export const LOOK_AGAIN_AFTER_MS = 50;
export const CONNECT_DEADLINE_MS = 10 * SECOND_MS;
/** First pause before a lost host is tried again; it doubles up to the maximum. */
export const RECONNECT_MIN_MS = 500;
export const RECONNECT_MAX_MS = 10 * SECOND_MS;
/** A domain that its host no longer lists may be on its way to another host; only after this it is called missing. */
export const MISSING_AFTER_MS = 1_500;
/** Between the first sign of two running copies and the look that asks both hosts. */
export const CONFIRM_SPLIT_BRAIN_AFTER_MS = 700;
/**
 * And to the look that decides. A false alarm blocks a domain until an operator resolves it; a true one that comes two seconds
 * later costs nothing that is not lost already.
 */
export const CONFIRM_SPLIT_BRAIN_AGAIN_AFTER_MS = 2 * SECOND_MS;
/** Suspicions, missing domains and forgotten things are searched for so often, as a net under the events. */
export const INVENTORY_SWEEP_EVERY_MS = 10 * SECOND_MS;
/** Who reads which host is settled anew so often: after the death of an agent another reads its hosts this soon. */
export const CLAIM_HOSTS_EVERY_MS = 2 * SECOND_MS;
/** Readings told to the pages together; each page hears at most so often. */
export const SEEN_EVERY_MS = 250;
/** A CPU share is written when it moved by at least this: noise is no change. */
export const CPU_STEP = 0.02;
/** One point of a metrics chart. */
export const METRIC_EVERY_MS = 10 * SECOND_MS;
/** Charts reach back a week. */
export const METRICS_KEPT_MS = 7 * DAY_MS + HOUR_MS;
/** The history of a domain or host reaches so far back; a reader of the stream further behind reloads. */
export const EVENTS_KEPT_MS = PAST_KEPT_MS;
/** An inbox is read for what is to be done; what became of a lease stands on its page for ever. */
export const NOTICES_KEPT_MS = 90 * DAY_MS;
/** Far longer than one is tried: to see afterwards what an address was not told. */
export const DELIVERIES_KEPT_MS = 30 * DAY_MS;
/** A day that has ended is read from its records until it is summed: slower, and the same. */
export const ACCOUNTING_EVERY_MS = 10 * MINUTE_MS;
export const RETENTION_EVERY_MS = HOUR_MS;

/** How late a scheduled benchmark begins, and a drift is seen, at most. Sooner would ask the database all day for a nightly run. */
export const SCHEDULES_EVERY_MS = 5 * SECOND_MS;

/** How late a domain is compared with its image, at most. They are compared once a day or so; sooner would only ask the database. */
export const COMPARISONS_EVERY_MS = 30 * SECOND_MS;

/** How late a plan that was approved begins, at most. Each look is three small queries where none is under way. */
export const PLANS_EVERY_MS = SECOND_MS / 2;
/** The same while one is: between the end of one move and the beginning of the next, at most. */
export const PLANS_UNDER_WAY_EVERY_MS = SECOND_MS / 10;

/** How late a run of a site begins, at most. Each look is two small queries where none is open. */
export const SITES_EVERY_MS = SECOND_MS / 2;
/** The same while one is under way: between the end of one step and the beginning of the next, at most. */
export const SITES_UNDER_WAY_EVERY_MS = SECOND_MS / 5;

/** How late it is seen that a job waits for a slot nobody has booted. Each look is two commands of the batch system. */
export const POOLS_EVERY_MS = SECOND_MS;
/** The same while slots are booted or taken away. */
export const POOLS_UNDER_WAY_EVERY_MS = SECOND_MS / 4;
/** How late it is seen that a job has ended: its node waits for so long before it is shut down. */
export const BATCH_EVERY_MS = 5 * SECOND_MS;
/** A batch system that needs longer for all its nodes is asked again at the next beat. */
export const BATCH_DEADLINE_MS = 10 * SECOND_MS;

/** How late a suspicion is had, a step of a loss is made, at most. Where no host is silent each look is three small queries. */
export const RECOVERY_EVERY_MS = SECOND_MS;

/** Guests are asked for a sign of life so often: each ask is a round trip into the guest. */
export const HEAR_EVERY_MS = 10 * SECOND_MS;
/** The same on a host that copies memory: the guest that moves is listened to all the time, the others can wait. */
export const HEAR_EVERY_MOVING_MS = MINUTE_MS;
/** A guest that does not answer within this has not been heard this time. */
export const HEAR_DEADLINE_MS = 2 * SECOND_MS;
/** Guests asked at once on one host. */
export const HEAR_AT_ONCE = 4;

/** How long after a guest has come up its addresses are asked for, at most: somebody may wait to sign in. */
export const ADDRESSES_LOOK_EVERY_MS = 5 * SECOND_MS;
/** A guest that told them is asked again: they change seldom. */
export const ADDRESSES_EVERY_MS = MINUTE_MS;
/** One whose agent did not answer, for it boots or has none running; or that has none yet, for it waits for a DHCP server. */
export const ADDRESSES_RETRY_MS = 15 * SECOND_MS;
/** One without a channel to an agent, which it gets by a new definition alone. */
export const ADDRESSES_WITHOUT_AGENT_MS = 10 * MINUTE_MS;
/** Guests asked at once on one host: fewer than are heard, for nobody waits for the answer as for a sign of life. */
export const ADDRESSES_AT_ONCE = 2;

/** Stopping the agent: what runs is told to stop, then left to the next agent. */
export const STOP_DEADLINE_MS = 5 * SECOND_MS;

/** Between two looks at what is left of operations that could not carry their taking away to the end. */
export const CLEAN_UP_EVERY_MS = 15 * SECOND_MS;
