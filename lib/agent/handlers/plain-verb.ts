import type { DomainState } from '@/lib/domain/domain';
import { domainCan, type DomainVerb } from '@/lib/domain/domain-actions';
import type { OperationKind } from '@/lib/domain/operation';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading } from '@/lib/domain/readings';
import type { CallOptions } from '@/lib/drivers/port';
import { nativeWords, OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { type DomainAtHost, hostOfDomain, readOrFail } from './host-of-domain';

/** What a guard may look at of the run. */
export type GuardedRun = Pick<Run, 'operation' | 'sql'>;

export interface PlainVerb {
  readonly verb: DomainVerb;
  readonly step: { readonly name: string; readonly title: string };
  /** States in which there is nothing left to do. */
  readonly done: readonly DomainState[];
  readonly act: (at: DomainAtHost, options: CallOptions) => Promise<void>;
  /** Looks, once it is done, whether it is what was asked for. @throws OperationFailure */
  readonly confirm?: (<Kind extends OperationKind>(run: Run<Kind>, at: DomainAtHost) => Promise<void>) | undefined;
  /**
   * The hypervisor is at it already, e.g. for a run whose agent died: that is waited for, as is a domain that is busy. Only
   * for verbs that last; where it is absent a busy domain is a failure.
   */
  readonly underWay?: ((reading: DomainReading) => boolean) | undefined;
  /** Checks beyond the state table, e.g. of another running copy. @throws OperationFailure */
  readonly guard?: ((run: GuardedRun, at: DomainAtHost, reading: DomainReading) => Promise<void>) | undefined;
}

/**
 * A verb whose effect is a state: read the domain, do nothing where it is in that state already, check the state table, act.
 * Where the call fails the host is asked again: an answer that was lost is no failure when the state is there. A verb that
 * lasts is never begun a second time while the hypervisor is at it.
 */
export function plainVerbHandler<Kind extends OperationKind>(kind: Kind, plain: PlainVerb): Handler<Kind> {
  return {
    kind,
    firstStep: plain.step,
    run: async (run) => {
      const at = await hostOfDomain(run);
      for (;;) {
        const before = await untilAtRest(run, at, plain);
        if (plain.done.includes(before.state)) {
          run.note(`${at.name} was ${before.state} on ${at.hostName} already.`, true);
          // An earlier run of ours may have done it and died before it looked.
          if (run.operation.attempt > 1) await plain.confirm?.(run, at);
          return { result: { state: before.state, acted: false } };
        }
        requireState(run, plain.verb, at, before);
        await plain.guard?.(run, at, before);
        run.probe('before-act');
        if (await actOnce(run, at, plain)) break;
        await sleepUnless(run.ports.clock, REST_EVERY_MS, run.signal);
      }
      run.probe('after-act');
      await plain.confirm?.(run, at);
      return { result: { acted: true } };
    },
  };
}

/** Between two looks at a domain that somebody else's call is busy with. */
const REST_EVERY_MS = 500;

/** The domain as it is once what is under way has ended; the run's deadline ends the waiting. */
async function untilAtRest<Kind extends OperationKind>(
  run: Run<Kind>,
  at: DomainAtHost,
  plain: PlainVerb,
): Promise<DomainReading> {
  for (;;) {
    const reading = await readOrFail(run, at);
    if (plain.underWay?.(reading) !== true) return reading;
    await sleepUnless(run.ports.clock, REST_EVERY_MS, run.signal);
  }
}

/** After this a call that lasts is in its midst, which is where tests have an agent die. */
const MIDST_MS = 250;

/** @returns false where a verb that lasts met the call of an earlier run, on a hypervisor that shows no state for that (Xen). */
async function actOnce<Kind extends OperationKind>(
  run: Run<Kind>,
  at: DomainAtHost,
  plain: PlainVerb,
): Promise<boolean> {
  const lasts = plain.underWay !== undefined;
  const midst = lasts ? setTimeout(() => run.probe('acting'), MIDST_MS) : undefined;
  try {
    await plain.act(at, { signal: run.signal });
  } catch (error) {
    if (lasts && DriverError.is(error, 'busy') && !run.signal.aborted) return false;
    const after = DriverError.is(error) ? await lookAfter(run, at, plain) : undefined;
    if (after === undefined || !plain.done.includes(after.state)) throw withState(error, at, after);
    run.note(`The call failed, yet ${at.name} is ${after.state} on ${at.hostName}.`);
  } finally {
    clearTimeout(midst);
  }
  return true;
}

/** The state table, on what the hypervisor says now. */
export function requireState<Kind extends OperationKind>(
  run: Run<Kind>,
  verb: DomainVerb,
  at: DomainAtHost,
  reading: DomainReading,
): void {
  const verdict = domainCan(verb, {
    state: reading.state,
    hostStatus: 'up',
    splitBrain: run.operation.domainSplitBrain === true,
    missing: false,
    unsupported: run.directory.reader(at.hostId)?.capabilities?.unsupported,
  });
  if (!verdict.allowed) throw new OperationFailure('refused', verdict.reason);
}

const LOOK_DEADLINE_MS = 5_000;

/** A host that takes the last run apart has not said the last word yet. */
async function lookAfter<Kind extends OperationKind>(
  run: Run<Kind>,
  at: DomainAtHost,
  plain: PlainVerb,
): Promise<DomainReading | undefined> {
  if (plain.underWay === undefined || run.signal.aborted) return await look(at);
  try {
    return await untilAtRest(run, at, plain);
  } catch {
    return await look(at);
  }
}

async function look(at: DomainAtHost): Promise<DomainReading | undefined> {
  try {
    return await at.connection.readDomain(at.id, { deadlineMs: LOOK_DEADLINE_MS });
  } catch {
    // What failed first is the news; that the host does not answer now either adds nothing certain.
    return undefined;
  }
}

function withState(error: unknown, at: DomainAtHost, after: DomainReading | undefined): unknown {
  if (!DriverError.is(error) || error.kind === 'cancelled') return error;
  const truth =
    after === undefined
      ? `What became of ${at.name} is not known: ${at.hostName} does not say.`
      : `${at.name} is ${after.state} on ${at.hostName}.`;
  return new OperationFailure(error.kind, `${error.message} ${truth}`, { native: nativeWords(error), cause: error });
}
