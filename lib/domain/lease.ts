/** Vocabulary of leases: an environment that a VO asked for, was given for a time, and gave back. Pure. */
import type { Actor } from './access';
import { seesVo } from './access';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';

/**
 * `asked`: a manager is to decide; `asked-back`: the VO is to answer; `approved`: its place is kept until it begins; `preparing`: its
 * site is being made; `ending`: it is taken away; `not-clean`: something of it is not known to be gone, which is gone on with.
 */
export const LEASE_STATES = [
  'asked',
  'asked-back',
  'approved',
  'preparing',
  'active',
  'ending',
  'not-clean',
  'ended',
  'rejected',
  'withdrawn',
] as const;
export type LeaseState = (typeof LEASE_STATES)[number];

/** `used`: it was active; `failed`: it never was, though it was to be; `unused`: it was ended, or over, before anything was made. */
export const LEASE_OUTCOMES = ['used', 'failed', 'unused', 'not-clean'] as const;
export type LeaseOutcome = (typeof LEASE_OUTCOMES)[number];

/** They take a place in the calendar, and the agent has something to look at. */
export const HOLDING_STATES: readonly LeaseState[] = ['approved', 'preparing', 'active', 'ending', 'not-clean'];
/** These are still to be made: what their domains start from has to stay. */
export const UNMADE_STATES: readonly LeaseState[] = ['asked', 'asked-back', 'approved', 'preparing'];
/** Of these steps follow each other quickly. */
export const BUSY_STATES: readonly LeaseState[] = ['preparing', 'ending'];

export const LEASE_DEEDS = [
  'approve',
  'reject',
  'ask-back',
  'answer',
  'extend',
  'end',
  'drop-keeping',
  'issue-login',
] as const;
export type LeaseDeed = (typeof LEASE_DEEDS)[number];

const ALLOWED: Record<LeaseDeed, readonly LeaseState[]> = {
  approve: ['asked'],
  reject: ['asked', 'asked-back'],
  'ask-back': ['asked'],
  answer: ['asked-back'],
  extend: ['approved', 'preparing', 'active'],
  end: ['asked', 'asked-back', 'approved', 'preparing', 'active'],
  'issue-login': ['preparing', 'active'],
  'drop-keeping': ['approved', 'preparing', 'active', 'ending', 'not-clean'],
};

/** Which states may follow. What people do and what the loop does, in one table. */
const NEXT: Record<LeaseState, readonly LeaseState[]> = {
  asked: ['approved', 'rejected', 'asked-back', 'withdrawn'],
  'asked-back': ['asked', 'rejected', 'withdrawn'],
  approved: ['preparing', 'ended'],
  preparing: ['active', 'ending', 'not-clean', 'ended'],
  active: ['ending'],
  ending: ['not-clean', 'ended'],
  'not-clean': ['ending', 'ended'],
  ended: [],
  rejected: [],
  withdrawn: [],
};
export const mayFollow = (from: LeaseState, to: LeaseState): boolean => NEXT[from].includes(to);
export const isOver = (state: LeaseState): boolean => NEXT[state].length === 0;

/** Why that cannot be done now; undefined where it can. Pages and services ask the same. */
export function leaseRefusal(
  deed: LeaseDeed,
  {
    state,
    ending,
    keeps,
  }: {
    readonly state: LeaseState;
    readonly ending: boolean;
    /** Disks of it are to be kept, and are not yet. */
    readonly keeps: boolean;
  },
): string | undefined {
  if (isOver(state)) return `It is ${LEASE_STATE_WORDS[state]}.`;
  if (deed === 'drop-keeping' && !keeps) return 'Nothing of it is to be kept any more.';
  if (
    (deed === 'end' || deed === 'extend' || deed === 'issue-login') &&
    (ending || state === 'ending' || state === 'not-clean')
  )
    return 'It is being ended already.';
  if (ALLOWED[deed].includes(state)) return undefined;
  switch (deed) {
    case 'approve':
    case 'ask-back':
      return state === 'asked-back' ? 'The VO is to answer first.' : 'It was approved already.';
    case 'reject':
      return 'It was approved already: end it.';
    case 'answer':
      return 'Nothing was asked back.';
    case 'extend':
      return 'It is not approved yet.';
    case 'drop-keeping':
      return 'It is not approved yet.';
    case 'issue-login':
      return 'Its guests are not made yet.';
    case 'end':
      return 'It is being ended already.';
  }
}

export const LEASE_STATE_WORDS: Record<LeaseState, string> = {
  asked: 'waiting for a decision',
  'asked-back': 'waiting for an answer',
  approved: 'approved',
  preparing: 'being prepared',
  active: 'active',
  ending: 'being ended',
  'not-clean': 'not clean',
  ended: 'ended',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
};
export const LEASE_OUTCOME_WORDS: Record<LeaseOutcome, string> = {
  used: 'used, and proved to be gone',
  failed: 'could not be made; what was made is gone',
  unused: 'never begun',
  'not-clean': 'left, and not proved to be gone',
};

/**
 * So long before its start a lease is begun to be made. Too short: a VO waits at the hour it was promised; too long: the place is kept
 * from others for nothing. Nothing was measured for it yet.
 */
export const PREPARE_AHEAD_MS = 10 * MINUTE_MS;
/** So long after its end its place is kept, for what was made is deleted and looked for again then. */
export const CLEAN_UP_MS = 10 * MINUTE_MS;
/** What stood in the way of a lease is tried again so often: hosts come back, and room is made. */
export const TRY_LEASE_AGAIN_MS = MINUTE_MS;
/** Nobody plans a testbed for longer; an end mistyped by a year is found so. */
export const LEASE_AHEAD_MAX_MS = 366 * DAY_MS;
/** Of a request; a site file takes no more domains. */
export const LEASE_COUNT_MAX = 256;

export const leaseName = (number: number): string => `lease-${number}`;

/** May it be asked for by a VO of the reader's? Those of no list are everybody's. */
export const offeredTo = (actor: Actor, vos: readonly string[]): boolean =>
  actor.vos === undefined || vos.length === 0 || vos.some((vo) => seesVo(actor, vo));
