/** Vocabulary of plans of sites that are carried out. Pure. The picture is in docs/operations.md. */

export const RUN_KINDS = ['apply', 'destroy'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** Who began it: somebody, the time of its file that was over, or its lease that ended. */
export const RUN_ORIGINS = ['person', 'ttl', 'lease'] as const;
export type RunOrigin = (typeof RUN_ORIGINS)[number];

/**
 * `running`: steps begin and end; `paused`: nothing more is begun until somebody says how it goes on; `rolling-back`: what it made is
 * taken away again; `proving`: all that was to go is looked for; `not-clean`: some of it is still there or could not be looked for,
 * and is gone on with; `kept`: it ended half-way, and what there is stays. The others have ended whole.
 */
export const RUN_STATES = [
  'running',
  'paused',
  'rolling-back',
  'proving',
  'not-clean',
  'done',
  'kept',
  'rolled-back',
  'destroyed',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** The agent has something to do for it, at every look. */
export const UNDER_WAY: readonly RunState[] = ['running', 'rolling-back', 'proving'];
const ENDED: readonly RunState[] = ['done', 'kept', 'rolled-back', 'destroyed'];
export const isEnded = (state: RunState): boolean => ENDED.includes(state);

/** `verifying`: its operations have ended, and its node is waited for to be up; `left`: not done, or not needed any more. */
export const RUN_STEP_STATES = ['waiting', 'running', 'verifying', 'done', 'failed', 'left'] as const;
export type RunStepState = (typeof RUN_STEP_STATES)[number];

/** What somebody may ask of a run. */
export const RUN_DEEDS = ['pause', 'resume', 'roll-back', 'leave'] as const;
export type RunDeed = (typeof RUN_DEEDS)[number];

export interface RunSituation {
  readonly kind: RunKind;
  readonly state: RunState;
  /** Steps that take back what others have done are there. */
  readonly undoing: boolean;
}

/** Why a run cannot be asked that now; undefined where it can. Pages and services ask the same. */
export function runRefusal(deed: RunDeed, { kind, state, undoing }: RunSituation): string | undefined {
  if (isEnded(state)) return 'It has ended.';
  switch (deed) {
    case 'pause':
      return state === 'running' || state === 'rolling-back' ? undefined : 'No step of it is under way.';
    case 'resume':
      return state === 'paused' || state === 'not-clean' ? undefined : 'It goes on already.';
    case 'roll-back':
      if (kind === 'destroy') return 'What was destroyed does not come back: apply the site anew.';
      if (undoing) return 'It is rolled back already.';
      return undefined;
    case 'leave':
      return state === 'paused' || state === 'not-clean'
        ? undefined
        : 'It is under way; pause it first, and what there is by then can be left.';
  }
}

export const RUN_KIND_WORDS: Record<RunKind, string> = { apply: 'Apply', destroy: 'Destroy' };
export const RUN_STATE_WORDS: Record<RunState, string> = {
  running: 'under way',
  paused: 'stands still',
  'rolling-back': 'rolling back',
  proving: 'looking for what is left',
  'not-clean': 'not clean',
  done: 'done',
  kept: 'left as it was',
  'rolled-back': 'rolled back',
  destroyed: 'destroyed',
};
export const RUN_STEP_WORDS: Record<RunStepState, string> = {
  waiting: 'waits',
  running: 'under way',
  verifying: 'waits until it is up',
  done: 'done',
  failed: 'failed',
  left: 'left',
};

/** Things of a site that are looked for when it was destroyed. */
export const PROOF_KINDS = [
  'definition',
  'running domain',
  'saved memory',
  'disk',
  'network',
  'queue entry',
  'context',
  'secret',
  'probe',
  'alarm',
  'image in use',
  'record',
] as const;

/** `not-looked-for`: there is nobody to ask, which is said and is no finding. */
export const PROOF_OUTCOMES = ['gone', 'still-there', 'unknown', 'not-looked-for'] as const;
export type ProofOutcome = (typeof PROOF_OUTCOMES)[number];
