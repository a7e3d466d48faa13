/**
 * Every time limit and bound of the libvirt driver. Where a limit passes, the caller is told and the native thread is
 * left to itself; being told too early costs a retry, being told too late costs a page that hangs.
 */

/** Opening a connection; remote transports need a handshake. Too short: a slow host is called unreachable. */
export const CONNECT_DEADLINE_MS = 15_000;
/** Reading host, domains or definitions. Too short: a busy host turns stale. */
export const READ_DEADLINE_MS = 10_000;
/** Lifecycle verbs; starting waits for the hypervisor's process. Too short: the caller asks again what is already done. */
export const VERB_DEADLINE_MS = 60_000;
/** Rebooting and shutting down: Xen's toolstack waits a minute for the guest to take note, and says so when it has not. Too short: that is never heard. */
export const GUEST_ANSWER_DEADLINE_MS = 75_000;
/** A whole migration; the caller normally gives its own. Too short: a good migration is aborted. */
export const MIGRATE_DEADLINE_MS = 3_600_000;
/** Saving or restoring the memory of a domain: its size by the speed of a disk. Too short: a save that goes on is called late. */
export const SAVE_DEADLINE_MS = 1_800_000;
/** Hearing a guest. Too short: a slow guest counts as silent. */
export const HEAR_DEADLINE_MS = 5_000;
/** How long a call may be silent past its deadline before its whole connection is taken for dead. Too short: one slow call costs all others theirs. */
export const STUCK_CALL_LIMIT_MS = 15_000;
/** Closing waits this long for calls to come home, then goes on without them; the native connection is freed when they do. */
export const CLOSE_WAIT_MS = 2_000;
/** Between two looks at the progress of a migration. Shorter looks cost the source daemon a query each. */
export const MIGRATION_POLL_MS = 200;
/** The first looks come quicker, because a small guest has moved before the second long look. */
export const MIGRATION_FIRST_POLL_MS = 50;
/** After the abort of a migration the call must return; beyond this the outcome is reported as unknown. */
export const ABORT_WAIT_MS = 15_000;
/** The same where a hypervisor tells nothing of how far it is: there is only its job's end to wait for, and the target's to notice. */
export const MIGRATION_BLIND_POLL_MS = 1_000;
/** Xen's toolstack lets go of a domain within a second of calling it off, seconds on a slow host. Too short: a start fails with "already active". */
export const RELEASE_WAIT_MS = 20_000;
/** Between two looks at whether it has. */
export const RELEASE_POLL_MS = 50;
/** Between two attempts to type into a console whose guest takes nothing now. */
export const TYPE_RETRY_MS = 20;
/** Typing; a guest that reads nothing for so long is told of. Too short: a slow guest loses what was typed. */
export const TYPE_DEADLINE_MS = 5_000;
/** What may become a line of the heartbeat is held back so long: a lone "h" shows this late. */
export const CONSOLE_HOLD_MS = 150;
/** The rest of what is surely one comes within this on a busy host; then it is shown as it is. */
export const CONSOLE_REST_MS = 2_000;
/** Between two attempts to hear a guest by its agent or to open its heartbeat port. */
export const HEAR_RETRY_MS = 40;
/** One question to a guest agent, in whole seconds because libvirt counts so; a guest that is gone must not hold a thread long. */
export const AGENT_COMMAND_SECONDS = 2;

/** A shell that waits at a guest's console answers the first question by then, or the second. Too short: a busy guest counts as one without a shell. */
export const CONSOLE_PROBE_MS = 8_000;
/** A question that is under way: so long nothing at all came. Too short: a slow guest is asked what it is about to say. */
export const CONSOLE_SILENCE_MS = 15_000;
/** After the last answer the shell is back at its prompt by then; else what stands in its way is ended. */
export const CONSOLE_CLOSING_MS = 5_000;
/** So often one question is asked where its answer comes damaged, or not at all. More: a noisy console is held longer in vain. */
export const CONSOLE_ATTEMPTS = 4;
/** A console that was let go of a moment ago, or whose domain has just arrived, is refused for so long. Too short: a question to a guest that moved fails. */
export const CONSOLE_OPEN_MS = 3_000;
export const CONSOLE_OPEN_RETRY_MS = 100;
/** A whole conversation, with the wait for those before it. Too short: long outputs of slow guests are never read. */
export const CONSOLE_CONVERSATION_MS = 180_000;
/** Somebody who opens a console waits so long for a conversation of ours to end; then it is called busy. */
export const CONSOLE_TURN_MS = 8_000;
/** Typed at once; what the guest does not take now is typed when it does. */
export const CONSOLE_TYPE_BYTES = 512;
/** Typing such a piece. Too short: an emulated guest that is busy loses a program it has half been told of. */
export const CONSOLE_TYPE_MS = 15_000;
/** Kept of what comes between two questions: more than a page and a noisy kernel need. */
export const CONSOLE_KEPT_CHARACTERS = 131_072;
/** One answer carries so much; larger ones are damaged by noise more often, smaller ones cost a question each. */
export const CONSOLE_PAGE_BYTES = 12_288;
/** Of each of a program's two outputs the last so much is read. A console is slow: more would take minutes. */
export const CONSOLE_OUTPUT_BYTES = 262_144;
/**
 * Asking costs a guest some of its processor: while a program runs it is asked for a twentieth of the time at most. More
 * often: what is measured is the asking; more rarely: the end of a program is noticed late.
 */
export const CONSOLE_ASK_SHARE = 0.05;
/** A program's end is noticed within this, however long its guest takes to answer. */
export const CONSOLE_ASK_EVERY_MAX_MS = 15_000;

/** Listing a host's pools, or looking into a folder: it opens every file there. Too short: a slow disk counts as missing. */
export const POOL_DEADLINE_MS = 60_000;
/** Making or removing a network: a bridge, and the host's firewall. Too short: a busy host counts as one that cannot. */
export const NETWORK_DEADLINE_MS = 30_000;
/** One piece of a file on its way from or to a host. Too short: a slow link costs a copy that would have ended. */
export const TRANSFER_PIECE_DEADLINE_MS = 60_000;
/** Larger pieces hold more memory, smaller ones cost a message between threads each. */
export const TRANSFER_PIECE_BYTES = 1024 * 1024;
/** After a transfer the host looks into the folder again by itself; until then its pool cannot be taken away. */
export const POOL_REST_WAIT_MS = 10_000;
export const POOL_REST_POLL_MS = 100;

/** libvirt's own keep-alive: a silent peer is declared lost after 5 s × 3 and its pending calls fail. */
export const KEEPALIVE_SECONDS = 5;
export const KEEPALIVE_COUNT = 3;
/** Xen's daemon is deaf while a migration of its waits for a link that is cut: 45 s outlast a cut of 15 s and what TCP takes to go on. */
export const XEN_KEEPALIVE_COUNT = 9;

/**
 * A call that has not come back for so long, while another is under way on its connection, is helped by asking something
 * small, and again as often. libvirt's client may otherwise leave it unsent until its keep-alive wakes it (docs/drivers.md).
 * Shorter: slow hosts are asked more; longer: a call may wait this long for nothing.
 */
export const NUDGE_EVERY_MS = 150;
/** The same for calls that take long anyway. */
export const NUDGE_LONG_EVERY_MS = 1_000;
/** Nudges of one connection that may be on their way: one may get lost as well, and a dead host must not collect them. */
export const MAX_NUDGES = 2;
/** Calls of one connection that sit in native threads at once; others wait their turn. */
export const CALLS_PER_CONNECTION = 4;
/** Migrations and agent questions hold a thread long, so they have places of their own. */
export const LONG_CALLS_PER_CONNECTION = 8;
/** Native threads that may work at once over all connections; stuck ones are not counted. */
export const MAX_NATIVE_THREADS = 24;
/** Threads kept when all is quiet. */
export const MIN_NATIVE_THREADS = 2;
/** Stuck calls to one address after which no new connection to it is tried until one comes home. */
export const MAX_STUCK_PER_ADDRESS = 4;
