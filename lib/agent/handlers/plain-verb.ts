import type { DomainState } from '@/lib/domain/domain';
import { domainCan, type DomainVerb } from '@/lib/domain/domain-actions';
import type { OperationKind } from '@/lib/domain/operation';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading } from '@/lib/domain/readings';
import type { CallOptions } from '@/lib/drivers/port';
import { nativeWords, OperationFailure } from '@/lib/agent/worker/operation-failure';
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
  /** Checks beyond the state table, e.g. of another running copy. @throws OperationFailure */
  readonly guard?: ((run: GuardedRun, at: DomainAtHost, reading: DomainReading) => Promise<void>) | undefined;
}

/**
 * A verb whose effect is a state: read the domain, do nothing where it is in that state already, check the state table, act.
 * Where the call fails the host is asked again: an answer that was lost is no failure when the state is there.
 */
export function plainVerbHandler<Kind extends OperationKind>(kind: Kind, plain: PlainVerb): Handler<Kind> {
  return {
    kind,
    firstStep: plain.step,
    run: async (run) => {
      const at = await hostOfDomain(run);
      const before = await readOrFail(run, at);
      if (plain.done.includes(before.state)) {
        run.note(`${at.name} was ${before.state} on ${at.hostName} already.`, true);
        return { result: { state: before.state, acted: false } };
      }
      requireState(run, plain.verb, at, before);
      await plain.guard?.(run, at, before);
      run.probe('before-act');
      try {
        await plain.act(at, { signal: run.signal });
      } catch (error) {
        const after = DriverError.is(error) ? await look(at) : undefined;
        if (after === undefined || !plain.done.includes(after.state)) throw withState(error, at, after);
        run.note(`The call failed, yet ${at.name} is ${after.state} on ${at.hostName}.`);
      }
      run.probe('after-act');
      return { result: { acted: true } };
    },
  };
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
