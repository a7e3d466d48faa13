/** Vocabulary of recovery: a host that is lost, how that is decided, how it is fenced, what becomes of its domains. Pure. */

/**
 * `suspected`: it does not answer, and whether it is lost is being found out; `lost`: decided, and not yet certainly off;
 * `fencing`: it is being switched off; `restarting`: it is off, its domains are started elsewhere; `returned`: it was started anew
 * and answers, its domains are started on it again; `recovered`: nothing more is done; `dismissed`: it was not lost.
 */
export const LOSS_STATES = [
  'suspected',
  'lost',
  'fencing',
  'restarting',
  'returned',
  'recovered',
  'dismissed',
] as const;
export type LossState = (typeof LOSS_STATES)[number];
export const LOSS_STATE_WORDS: Record<LossState, string> = {
  suspected: 'suspected',
  lost: 'lost, not fenced',
  fencing: 'being fenced',
  restarting: 'restarting its domains',
  returned: 'back after a restart',
  recovered: 'recovered',
  dismissed: 'not lost',
};
export const isOpenLoss = (state: LossState): boolean => state !== 'recovered' && state !== 'dismissed';

/** Its domains are being started, elsewhere or on it again. */
const STARTING: readonly LossState[] = ['restarting', 'returned'];
export const isStartingDomains = (state: LossState): boolean => STARTING.includes(state);

/** Where one domain of a lost host stands. `blocked`: nobody can take it now; it is looked at again. */
export const RESTART_STATES = ['waiting', 'blocked', 'running', 'done', 'failed', 'left'] as const;
export type RestartState = (typeof RESTART_STATES)[number];
export const RESTART_STATE_WORDS: Record<RestartState, string> = {
  waiting: 'waits for its turn',
  blocked: 'no host can take it',
  running: 'being started',
  done: 'runs elsewhere',
  failed: 'failed',
  left: 'not restarted',
};

/** An answer of the second path. */
export interface SignOfLife {
  readonly at: string;
  /** Undefined: it could not be asked, which says nothing of the host. */
  readonly alive?: boolean | undefined;
  /** What was asked and what came back, in a sentence. */
  readonly words: string;
}

/**
 * How a host is switched off for certain before anything of it is started elsewhere: by a person; by forcing off the domain that
 * its machine is; by its management card; by the power switch of a simulated host. What each needs is in the contract.
 */
export const FENCE_METHODS = ['manual', 'domain', 'ipmi', 'simulated'] as const;
export type FenceMethodName = (typeof FENCE_METHODS)[number];
/** Suites of RMCP+ that ask for a password: 3 is what every card of IPMI 2.0 has, 17 the newer one. */
export const CIPHER_SUITES = [3, 17] as const;
export const FENCE_METHOD_WORDS: Record<FenceMethodName, string> = {
  manual: 'By hand: somebody confirms that it is off',
  domain: 'The host is a domain of another host',
  ipmi: 'Management card (IPMI)',
  simulated: 'Simulated power switch',
};

/** What is said of a host's second path, wherever one can be seen or given. */
export const SECOND_PATH_SENTENCE =
  'A second path is an address past the hypervisor, such as the SSH server of the machine: the rules call a host lost only when that is silent, too. Without one somebody has to say so.';
/** Of a way to switch off that nobody has seen work. */
export const NOT_TRIED = 'not tried yet';
/** Whether it can fail for a reason that only a trial shows: an address, a password, another machine. */
export const isTriedFirst = (method: FenceMethodName): boolean => method === 'ipmi' || method === 'domain';

/** Shorter silences are restarts of a daemon and cuts that heal: nobody is bothered with them. */
export const SUSPECT_AFTER_MS = 20_000;
/**
 * Silent for so long by both paths, a host is lost by the rules. Too short fences a host for a cut that heals; too long keeps a
 * site without its CE.
 */
export const LOST_AFTER_MS = 45_000;
/** And asked by the second path so often without an answer: one lost packet loses no host. */
export const SILENT_ASKS = 3;

/**
 * Was a host started anew between two readings? By `HostBoot.counterNs`, of which a tenth is allowed for: Linux may take back some
 * milliseconds of a processor that idles. One that dies as young as it is when it is read again is
 * not told from one that only fell silent: then nothing is started, which somebody can make up for.
 */
export const hasRestarted = (beforeNs: bigint, nowNs: bigint): boolean => nowNs * 10n < beforeNs * 9n;

/** @example restartWords('xen-a', new Date('2026-11-29T12:03:20Z')) // 'xen-a restarted at 12:03 UTC' */
export const restartWords = (host: string, at: Date): string =>
  `${host} restarted at ${at.toISOString().slice('2026-11-29T'.length, '2026-11-29T12:03'.length)} UTC`;

export interface LossEvidence {
  readonly unreachableForMs: number;
  /** Undefined: the host has no second path. */
  readonly lastSign: SignOfLife | undefined;
  readonly hasSecondPath: boolean;
  readonly silentAsks: number;
  /** Other hosts that the agent is to read, and how many of them answer it. */
  readonly others: number;
  readonly othersUp: number;
}

export type LossVerdict =
  | { readonly lost: true; readonly why: string }
  | { readonly lost: false; readonly waitsFor: string };

/**
 * Is the host lost by the rules? Three have to agree: the agent has not reached it for long enough, its second path has been
 * asked and is silent, and the agent itself is not the one that is cut off.
 * @example judgeLoss({ unreachableForMs: 50_000, hasSecondPath: true, silentAsks: 4, others: 5, othersUp: 5, … }) // { lost: true, why: … }
 */
export function judgeLoss(evidence: LossEvidence): LossVerdict {
  const { unreachableForMs, lastSign, hasSecondPath, silentAsks, others, othersUp } = evidence;
  if (!hasSecondPath)
    return {
      lost: false,
      waitsFor: 'There is no second path to ask it by, so Gridbox does not decide: say whether it is lost.',
    };
  if (lastSign?.alive === true)
    return {
      lost: false,
      waitsFor: `It gives a sign of life, so it is not lost: ${lastSign.words} Its domains may be running.`,
    };
  // Who hears nobody is more likely cut off than everybody else dead.
  if (others > 0 && othersUp * 2 <= others)
    return {
      lost: false,
      waitsFor: `Only ${othersUp} of the ${others} other hosts answer: it may be Gridbox that is cut off, so it does not decide.`,
    };
  if (lastSign !== undefined && lastSign.alive === undefined)
    return { lost: false, waitsFor: `The second path could not be asked: ${lastSign.words}` };
  if (unreachableForMs < LOST_AFTER_MS || silentAsks < SILENT_ASKS)
    return {
      lost: false,
      waitsFor: `Not silent for long enough yet: it is called lost after ${LOST_AFTER_MS / 1000} s, with ${SILENT_ASKS} questions by its second path unanswered.`,
    };
  return {
    lost: true,
    why: `Unreachable for ${Math.round(unreachableForMs / 1000)} s, silent by the second path (${(lastSign?.words ?? 'no answer').replace(/\.$/, '')}), while ${othersUp} of ${others} other hosts answer.`,
  };
}

/** What somebody may ask of a loss. */
export const LOSS_DEEDS = ['declare', 'fence', 'confirmOff', 'retry', 'dismiss', 'finish'] as const;
export type LossDeed = (typeof LOSS_DEEDS)[number];

export interface LossSituation {
  readonly state: LossState;
  readonly method: FenceMethodName;
  /** Domains that are being started, and those that could not be. */
  readonly running: number;
  readonly stuck: number;
}

/** Why it cannot be asked that now; undefined where it can. Pages and services ask the same. */
export function lossRefusal(deed: LossDeed, { state, method, running, stuck }: LossSituation): string | undefined {
  const only = (states: readonly LossState[], words: string) => (states.includes(state) ? undefined : words);
  switch (deed) {
    case 'declare':
      return only(['suspected'], `It is ${LOSS_STATE_WORDS[state]} already.`);
    case 'fence':
      return (
        only(['lost'], state === 'suspected' ? 'Declare it lost first.' : `It is ${LOSS_STATE_WORDS[state]}.`) ??
        (method === 'manual' ? 'Gridbox has no way to switch it off: confirm that it is off.' : undefined)
      );
    case 'confirmOff':
      return only(['lost'], state === 'suspected' ? 'Declare it lost first.' : `It is ${LOSS_STATE_WORDS[state]}.`);
    case 'retry':
      return (
        only(STARTING, `It is ${LOSS_STATE_WORDS[state]}.`) ?? (stuck > 0 ? undefined : 'None of its domains failed.')
      );
    case 'dismiss':
      return only(
        ['suspected', 'lost'],
        state === 'fencing' ? 'It is being switched off already.' : `It is ${LOSS_STATE_WORDS[state]}.`,
      );
    case 'finish':
      return (
        only(STARTING, `It is ${LOSS_STATE_WORDS[state]}.`) ??
        (running === 0
          ? undefined
          : `${running} ${running === 1 ? 'domain is' : 'domains are'} just being started; that ends first.`)
      );
  }
}
