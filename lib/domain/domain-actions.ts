import type { GuardingBenchmark } from './benchmark';
import type { OpenColdMove } from './cold-move';
import type { DomainState } from './domain';

/**
 * The one table that says which state allows which verb. Buttons, API, planner and agent read it;
 * the sentence on a disabled button is `domainCan(…).reason`.
 */
export const DOMAIN_VERBS = [
  'start',
  'shutdown',
  'destroy',
  'reboot',
  'reset',
  'pause',
  'resume',
  'save',
  'restore',
  'discard-saved',
  'migrate',
  'resize',
  'undefine',
  'delete',
  'edit',
] as const;
export type DomainVerb = (typeof DOMAIN_VERBS)[number];

export const VERB_STATES: Record<DomainVerb, readonly DomainState[]> = {
  start: ['off', 'crashed'],
  shutdown: ['running'],
  destroy: ['running', 'paused', 'shutting-down', 'suspended', 'crashed'],
  reboot: ['running'],
  reset: ['running', 'paused'],
  pause: ['running'],
  resume: ['paused', 'suspended'],
  // Not a paused one: Xen's toolstack saves only what runs, and so the domain always runs again once it is restored.
  save: ['running'],
  restore: ['saved'],
  'discard-saved': ['saved'],
  migrate: ['running', 'paused'],
  resize: ['running', 'off'],
  undefine: ['off', 'crashed'],
  // Whoever deletes what runs, or what is saved, says so: it is ended first.
  delete: ['running', 'paused', 'shutting-down', 'off', 'saved', 'crashed', 'suspended'],
  edit: ['running', 'paused', 'shutting-down', 'off', 'crashed', 'suspended', 'unknown'],
};

/** Words on buttons and in sentences. */
export const VERB_LABELS: Record<DomainVerb, string> = {
  start: 'Start',
  shutdown: 'Shut down',
  destroy: 'Force off',
  reboot: 'Reboot',
  reset: 'Reset',
  pause: 'Pause',
  resume: 'Resume',
  save: 'Save to disk',
  restore: 'Restore',
  'discard-saved': 'Discard saved memory',
  migrate: 'Migrate',
  resize: 'Resize',
  undefine: 'Delete definition',
  delete: 'Delete',
  edit: 'Edit',
};
export const STATE_LABELS: Record<DomainState, string> = {
  running: 'running',
  paused: 'paused',
  'shutting-down': 'shutting down',
  off: 'off',
  saved: 'saved',
  crashed: 'crashed',
  suspended: 'suspended',
  unknown: 'unknown',
};

/** The facts that decide, beside the state. All come from the inventory. */
export interface DomainSituation {
  readonly state: DomainState;
  readonly hostStatus: 'connecting' | 'up' | 'unreachable' | 'disabled';
  /** Two hosts claim this UUID as running. */
  readonly splitBrain: boolean;
  /** A cold move of it that an operator has not decided yet. */
  readonly coldMove?: OpenColdMove | undefined;
  /** Not found on any host at the last reading. */
  readonly missing: boolean;
  /** Verbs the host's driver does not offer, with its sentence. */
  readonly unsupported?: Partial<Record<DomainVerb, string>> | undefined;
  /** Holds its host now, so that nothing spoils its figures. */
  readonly benchmark?: GuardingBenchmark | undefined;
  /** Why its host cannot run this guest, in a sentence; see `checkStart` of `lib/placement`. */
  readonly unfit?: string | undefined;
}

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** Verbs that an undecided cold move blocks: they would lose one of its two copies, or bring it where going back does not look. */
const BLOCKED_BY_COLD_MOVE: Record<OpenColdMove['stage'], readonly DomainVerb[]> = {
  awaiting: ['migrate', 'undefine', 'delete'],
  'half-undone': ['start', 'restore', 'migrate', 'undefine', 'delete', 'resume', 'reboot', 'reset'],
};

/** Verbs that a split brain blocks until an operator resolves it: each could make a second running copy, or take the disks of one. */
const BLOCKED_BY_SPLIT_BRAIN: readonly DomainVerb[] = [
  'start',
  'migrate',
  'resume',
  'restore',
  'reboot',
  'reset',
  // Which of the two has the disks open nobody knows.
  'delete',
];

/** Verbs that bring work to a host whose benchmark measures something else. */
const BLOCKED_BESIDE_BENCHMARK: readonly DomainVerb[] = ['start', 'restore', 'resume', 'reboot', 'reset', 'migrate'];
/** What may be done to a domain while it is measured: its own words, nothing that its guest would notice. */
const FREE_IN_BENCHMARK: readonly DomainVerb[] = ['edit'];

/** Each would run beside the saved memory, or change what it fits: it is restored or discarded first, by somebody who says so. */
const NEED_NO_SAVED_MEMORY: readonly DomainVerb[] = ['start', 'migrate', 'resize', 'undefine', 'edit'];
const SAVED_SENTENCE =
  'The domain is saved: its memory is kept on its host. Restore it, or discard the saved memory first.';

/**
 * May `verb` be asked of a domain in this situation?
 * @example domainCan('start', { state: 'running', … }) // { allowed: false, reason: 'The domain is running; only a domain that is off or crashed can be started.' }
 */
export function domainCan(verb: DomainVerb, domain: DomainSituation): Verdict {
  if (domain.missing) return refuse('No host reports this domain any more; it cannot be acted on.');
  if (domain.hostStatus === 'unreachable')
    return refuse('Its host is unreachable; actions wait until the host answers again.');
  if (domain.hostStatus === 'disabled') return refuse('Its host is disabled; enable the host first.');
  if (domain.hostStatus === 'connecting') return refuse('Its host has not answered yet.');
  if (domain.splitBrain && BLOCKED_BY_SPLIT_BRAIN.includes(verb)) {
    return refuse('Two hosts claim this domain as running; resolve the split-brain alarm first.');
  }
  if (domain.coldMove !== undefined && BLOCKED_BY_COLD_MOVE[domain.coldMove.stage].includes(verb)) {
    return refuse(
      domain.coldMove.stage === 'awaiting'
        ? `It was moved cold from ${domain.coldMove.from}, where the old copy still lies; keep it here or take it back first.`
        : `Its cold move from ${domain.coldMove.from} is half taken back; take it back to the end first.`,
    );
  }
  // A host that keeps its definitions to itself cannot be told to forget a whole domain either.
  const unsupported = domain.unsupported?.[verb] ?? (verb === 'delete' ? domain.unsupported?.undefine : undefined);
  if (unsupported !== undefined) return refuse(unsupported);
  const states = VERB_STATES[verb];
  if (!states.includes(domain.state)) {
    if (domain.state === 'saved' && NEED_NO_SAVED_MEMORY.includes(verb)) return refuse(SAVED_SENTENCE);
    const wanted = states.map((state) => STATE_LABELS[state]).join(' or ');
    return refuse(
      `The domain is ${STATE_LABELS[domain.state]}; ${VERB_LABELS[verb].toLowerCase()} needs it to be ${wanted}.`,
    );
  }
  const { benchmark } = domain;
  if (benchmark !== undefined) {
    const blocked = benchmark.takesPart ? !FREE_IN_BENCHMARK.includes(verb) : BLOCKED_BESIDE_BENCHMARK.includes(verb);
    if (blocked)
      return refuse(
        `${benchmark.title} is measured ${benchmark.takesPart ? 'in it' : 'on its host'} now; wait for its end, or cancel it.`,
      );
  }
  // Started all the same it would fail, or worse, run wrongly; a guest that runs already is left alone.
  if ((verb === 'start' || verb === 'restore') && domain.unfit !== undefined) return refuse(domain.unfit);
  return { allowed: true };
}

function refuse(reason: string): Verdict {
  return { allowed: false, reason };
}
