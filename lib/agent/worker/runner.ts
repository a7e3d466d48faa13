/** Claims operations and runs their handlers: lease, deadline, cancellation and the end, whatever the handler does. */
import type { OperationKind } from '@/lib/domain/operation';
import { claimOperation, type ClaimedOperation, type ClaimTable } from '@/lib/operations/claim-operation';
import { giveBackLeases } from '@/lib/operations/give-back-leases';
import { heartbeatOperations } from '@/lib/operations/heartbeat-operation';
import { definitionOf } from '@/lib/operations/registry';
import { OPERATION_KINDS } from '@/lib/domain/operation';
import { handlerOf } from '@/lib/agent/handlers/registry';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import type { AgentPorts } from '@/lib/agent/ports';
import { ABORT_GRACE_MS, LEASE_MS, RUNS_AT_ONCE, STOP_DEADLINE_MS } from '@/lib/agent/tunables';
import { isDatabaseAway } from '@/lib/server/database-away';
import { sqlOfPool } from '@/lib/server/db/sql';
import { AgentStopping, CancelRequested, DeadlinePassed, LeaseLost } from './abort-reasons';
import { endRun } from './end-run';
import { createRun, type OpenRun } from './open-run';

export interface Runner {
  /** Has the operation claimed and begun as soon as there is room for it; does nothing where it is not to be had. */
  look(id: string): void;
  /** Extends all leases, and gives those back whose run the database left alone; aborts what was lost and what somebody cancelled. */
  beat(): Promise<void>;
  cancel(id: string): void;
  readonly running: number;
  /** Ends every run and gives the leases back, so that another agent goes on at once. */
  stop(): Promise<void>;
}

/** Claims at once: each is a round trip or two; more would only wait for connections of the pool. */
const CLAIMS_AT_ONCE = 8;
/** The longest span a timer takes (2^31 - 1 ms); no deadline of ours is near it. */
const TIMER_MAX_MS = 2_147_483_647;

export function createRunner(ports: AgentPorts, directory: HostDirectory): Runner {
  const sql = sqlOfPool(ports.pool);
  const table = claimTable();
  const runs = new Map<string, { readonly open: OpenRun; readonly ended: Promise<void> }>();
  /** In the order they were told; one told again while it waits keeps its place. */
  const toLookAt = new Set<string>();
  const claims = new Set<Promise<void>>();
  /** Runs that ended because the database was away; it believes that they go on. */
  const forsaken = new Map<string, ClaimedOperation>();
  let stopping = false;

  const begin = (operation: ClaimedOperation): void => {
    ports.emit({
      type: 'operation.claimed',
      id: operation.id,
      kind: operation.kind,
      title: operation.title,
      attempt: operation.attempt,
    });
    const open = createRun(ports, directory, operation);
    if (operation.cancelRequested) open.abort(new CancelRequested());
    const ended = execute(open).then((waited) => {
      runs.delete(operation.id);
      for (const id of waited) toLookAt.add(id);
      claimMore();
    });
    runs.set(operation.id, { open, ended });
    if (stopping) open.abort(new AgentStopping());
  };

  const execute = async (open: OpenRun): Promise<readonly string[]> => {
    const began = performance.now();
    const left = open.operation.deadlineAt.getTime() - ports.clock.now().getTime();
    const deadline = setTimeout(() => open.abort(new DeadlinePassed()), Math.min(Math.max(0, left), TIMER_MAX_MS));
    try {
      open.run.probe('claimed');
      const handler = handlerOf(open.operation.kind);
      const work = handler.run(open.run);
      const outcome = await settle(work, open.run.signal);
      // No failure of the operation: what it has done so far the next run finds at the hypervisor.
      if (outcome.state === 'threw' && isDatabaseAway(outcome.error)) throw outcome.error;
      return await endRun({ ports, directory, open, handler, outcome, ms: performance.now() - began });
    } catch (error) {
      // The end could not be written: the lease is given back or runs out, and the next run finds out what is true.
      forsaken.set(open.operation.id, open.operation);
      ports.emit({ type: 'loop.error', loop: 'run', error });
      return [];
    } finally {
      clearTimeout(deadline);
      open.close();
    }
  };

  const claim = async (id: string): Promise<void> => {
    try {
      const outcome = await claimOperation(ports.pool, { id, owner: ports.owner, leaseMs: LEASE_MS, table });
      if (outcome.state === 'claimed') begin(outcome.operation);
      else if (outcome.state === 'waiting') {
        ports.emit({ type: 'operation.waiting', id, waitingFor: outcome.waitingFor });
      }
    } catch (error) {
      // The sweep looks again.
      ports.emit({ type: 'loop.error', loop: 'claim', error });
    }
  };

  const claimMore = (): void => {
    for (const id of toLookAt) {
      if (stopping || claims.size >= CLAIMS_AT_ONCE || runs.size + claims.size >= RUNS_AT_ONCE) return;
      toLookAt.delete(id);
      if (runs.has(id)) continue;
      const claiming = claim(id).then(() => {
        claims.delete(claiming);
        claimMore();
      });
      claims.add(claiming);
    }
  };

  return {
    look: (id) => {
      toLookAt.add(id);
      claimMore();
    },
    get running() {
      return runs.size;
    },
    cancel: (id) => runs.get(id)?.open.abort(new CancelRequested()),
    beat: async () => {
      const left = [...forsaken.values()];
      await giveBackLeases(sql, left);
      for (const { id } of left) {
        forsaken.delete(id);
        toLookAt.add(id);
      }
      claimMore();
      const mine = [...runs.values()].map((run) => run.open);
      if (mine.length === 0) return;
      const { held } = await heartbeatOperations(
        sql,
        mine.map((open) => open.operation),
        LEASE_MS,
      );
      for (const open of mine) {
        const lease = held.get(open.operation.id);
        // One that ended while we asked is no lost lease.
        if (lease === undefined) {
          if (runs.get(open.operation.id)?.open === open) open.abort(new LeaseLost());
        } else if (lease.cancelRequested) open.abort(new CancelRequested());
      }
    },
    stop: async () => {
      stopping = true;
      for (const { open } of runs.values()) open.abort(new AgentStopping());
      const all = async () => {
        // A claim under way may still begin a run, which is then aborted at once.
        await Promise.all(claims);
        await Promise.all([...runs.values()].map((run) => run.ended));
      };
      await Promise.race([all(), ports.clock.sleep(STOP_DEADLINE_MS)]);
    },
  };
}

export type RunOutcome<Result> =
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'threw'; readonly error: unknown };

/** The handler's outcome; where it ignores its abort, the abort after a grace. */
async function settle<Result>(work: Promise<Result>, signal: AbortSignal): Promise<RunOutcome<Result>> {
  const outcome = work.then(
    (result): RunOutcome<Result> => ({ state: 'done', result }),
    (error: unknown): RunOutcome<Result> => ({ state: 'threw', error }),
  );
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<RunOutcome<Result>>((resolve) => {
    const arm = () => {
      timer = setTimeout(() => resolve({ state: 'threw', error: signal.reason }), ABORT_GRACE_MS);
    };
    if (signal.aborted) arm();
    else signal.addEventListener('abort', arm, { once: true });
  });
  try {
    return await Promise.race([outcome, abandoned]);
  } finally {
    clearTimeout(timer);
  }
}

function claimTable(): ClaimTable {
  const entries = OPERATION_KINDS.map((kind: OperationKind) => [
    kind,
    { deadlineMs: definitionOf(kind).deadlineMs, step: handlerOf(kind).firstStep },
  ]);
  // Made from every kind there is, so every key is there.
  return Object.fromEntries(entries) as ClaimTable;
}
