/** One repeat in all lanes: begun together, waited for, ended, kept. */
import { fillCommand } from '@/lib/benchmarks/definition';
import { AgentStopping, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { sleepUnless } from '@/lib/agent/system-clock';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess } from '@/lib/drivers/port';
import { type Lane, portOf, type RunEnd } from './ends';
import { judgeOutput } from './judge-output';
import { isListening } from './listening';
import { endQuietly, isKept, type Outcome, runSmall, untilEnded } from './small-programs';
import { type BenchmarkRun, keepProgram, keepSamples, type KnownRun, type RunningProgram } from './sql';
import { SERVER_HEAD_START_MS, SERVER_LISTENS_DEADLINE_MS, SERVER_LISTENS_EVERY_MS } from './tunables';

/** A lane whose command, where it is a pair, is told where the other end is. */
export interface ReadyLane extends Lane {
  readonly address: string | undefined;
}

export interface Repeat {
  readonly repeat: number;
  readonly warmUp: boolean;
  /** What a run before this one had begun of it. */
  readonly begun: RunningProgram | undefined;
}

/** @returns why it gave no figures, of the first lane that gave none; undefined where all did. */
export async function runRepeat(
  run: BenchmarkRun,
  known: KnownRun,
  lanes: readonly ReadyLane[],
  repeat: Repeat,
): Promise<string | undefined> {
  const { clock } = run.ports;
  let program = repeat.begun;
  let outcomes: readonly Outcome[] | undefined;
  try {
    if (program !== undefined) outcomes = await untilAllEnded(run, known, lanes, program);
    if (outcomes === undefined || outcomes.includes('unknown')) {
      // Whatever an earlier run began is not to be had any more: none of it may go on beside this one.
      await endAll(lanes, program);
      program = { repeat: repeat.repeat, spreadMs: 0, lanes: [] };
      await begin(run, known, lanes, program);
      run.probe('running');
      outcomes = (await untilAllEnded(run, known, lanes, program)) ?? [];
    }
  } catch (error) {
    // Where another agent goes on with the run, the programs go on too.
    if (!(run.signal.reason instanceof LeaseLost || run.signal.reason instanceof AgentStopping))
      await endAll(lanes, program);
    throw error;
  }
  const endedAt = clock.now();
  const judged = outcomes.map((outcome) => judgeOutput(known, outcome));
  const begun = program;
  await keepSamples(
    run,
    judged.map((each, lane) => {
      const startedAt = begun?.lanes[lane]?.startedAt ?? endedAt;
      return {
        repeat: repeat.repeat,
        lane,
        warmUp: repeat.warmUp,
        startedAt,
        startSpreadMs: lanes.length === 1 ? null : (begun?.spreadMs ?? null),
        durationMs: endedAt.getTime() - startedAt.getTime(),
        ...each,
      };
    }),
  );
  await endAll(lanes, begun, outcomes);
  const failed = judged.findIndex(({ error }) => error !== undefined);
  const error = judged[failed]?.error;
  return error === undefined || lanes.length === 1 ? error : `${lanes[failed]?.end.name ?? 'One end'}: ${error}`;
}

/** Undefined where not all of its lanes have begun. */
async function untilAllEnded(
  run: BenchmarkRun,
  known: KnownRun,
  lanes: readonly ReadyLane[],
  program: RunningProgram,
): Promise<readonly Outcome[] | undefined> {
  const limitMs = known.body.timeLimitSeconds * 1_000;
  // Where one cannot be asked any more the others need not be either.
  const failed = new AbortController();
  const signal = AbortSignal.any([run.signal, failed.signal]);
  const begun = program.lanes.flatMap(({ process, startedAt }) => (process === null ? [] : { process, startedAt }));
  if (begun.length < lanes.length) return undefined;
  const now = run.ports.clock.now().getTime();
  try {
    return await Promise.all(
      begun.map(async ({ process, startedAt }, index) => {
        const leftMs = Math.max(0, limitMs - (now - startedAt.getTime()));
        const end = lanes[index]?.end;
        return end === undefined ? 'unknown' : await untilEnded(run, end, process, leftMs, { signal });
      }),
    );
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

/** Starts servers, then all commands at once, and writes down in `program` what has begun as it begins. */
async function begin(
  run: BenchmarkRun,
  known: KnownRun,
  lanes: readonly ReadyLane[],
  program: RunningProgram,
): Promise<void> {
  const { clock } = run.ports;
  const { body, parameters } = known;
  const call = { signal: run.signal };
  const words = (field: 'command' | 'server', lane: number) => {
    const peer = lanes[lane]?.address;
    const at = peer === undefined ? undefined : { peer, port: portOf(run.operation.id, lane) };
    return fillCommand(body, field, parameters, at);
  };
  program.lanes = lanes.map(() => ({ startedAt: clock.now(), process: null, peer: null }));
  const note = (lane: number, part: Partial<RunningProgram['lanes'][number]>) => {
    const before = program.lanes[lane];
    if (before !== undefined) program.lanes[lane] = { ...before, ...part };
  };
  if (body.server !== undefined) {
    await allStarted(lanes, async ({ peer }, lane) => {
      if (peer !== undefined) note(lane, { peer: await peer.programs.start({ argv: words('server', lane) }, call) });
    });
    await keepProgram(run, program);
    // One that chooses its own port is none that anybody can look for.
    const onOurPorts = body.server.some((word) => word.includes('{port}'));
    const ready = await Promise.all(
      lanes.map(
        async ({ peer }, lane) =>
          peer === undefined || (onOurPorts && (await listens(run, peer, portOf(run.operation.id, lane)))),
      ),
    );
    if (ready.includes(false)) await sleepUnless(clock, SERVER_HEAD_START_MS, run.signal);
    run.signal.throwIfAborted();
  }
  const firstAskedMs = clock.monotonicMs();
  await allStarted(lanes, async ({ end }, lane) => {
    const startedAt = clock.now();
    note(lane, { startedAt, process: await end.programs.start({ argv: words('command', lane) }, call) });
  });
  program.spreadMs = clock.monotonicMs() - firstAskedMs;
  await keepProgram(run, program);
}

/** @returns whether it was seen to listen; false where nobody can tell, or it does not in time. */
async function listens(run: BenchmarkRun, peer: RunEnd, port: number): Promise<boolean> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + SERVER_LISTENS_DEADLINE_MS;
  while (clock.monotonicMs() < until) {
    try {
      const { stdout } = await runSmall(run, peer, { argv: ['cat', '/proc/net/tcp', '/proc/net/tcp6'] });
      if (isListening(stdout, port)) return true;
    } catch (error) {
      if (!DriverError.is(error) || run.signal.aborted) throw error;
      return false;
    }
    await sleepUnless(clock, SERVER_LISTENS_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
  return false;
}

/** Waits for every start, the failed ones too: what has begun must be known before it can be ended. */
async function allStarted(
  lanes: readonly ReadyLane[],
  start: (lane: ReadyLane, index: number) => Promise<void>,
): Promise<void> {
  const settled = await Promise.allSettled(lanes.map(start));
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Ends what may still run, and has forgotten what is kept for us. Without outcomes: all of it. */
async function endAll(
  lanes: readonly Lane[],
  program: RunningProgram | undefined,
  outcomes?: readonly Outcome[],
): Promise<void> {
  await Promise.all(
    lanes.map(async ({ end, peer }, index) => {
      const begun: { process: GuestProcess | null; peer: GuestProcess | null } | undefined = program?.lanes[index];
      const hasEnded = typeof outcomes?.[index] === 'object';
      if (!hasEnded || isKept(begun?.process)) await endQuietly(end, begun?.process);
      if (peer !== undefined) await endQuietly(peer, begun?.peer);
    }),
  );
}
