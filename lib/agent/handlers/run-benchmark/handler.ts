/** A benchmark in one domain or between two: hold the hosts, look, repeat, let go. Every repeat is kept as it ends. */
import { fillCommand } from '@/lib/benchmarks/definition';
import { type ParsedOutput, parseOutput } from '@/lib/benchmarks/parse-output';
import { domainId } from '@/lib/domain/ids';
import { hostOfDomain } from '@/lib/agent/handlers/host-of-domain';
import { AgentStopping, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { sleepUnless } from '@/lib/agent/system-clock';
import { type Ended, endQuietly, type GuestEnd, requirePrograms, runSmall, untilEnded } from './in-guest';
import { readProvenance } from './provenance';
import {
  type BenchmarkRun,
  finishRun,
  holdHosts,
  keepProgram,
  keepProvenance,
  keepSample,
  type KnownRun,
  readRun,
  type RunningProgram,
} from './sql';
import { FAILURES_IN_A_ROW, HOLD_EVERY_MS, OUTPUT_CHARACTERS, SERVER_HEAD_START_MS } from './tunables';

interface Ends {
  readonly end: GuestEnd;
  /** The other end of a pair, which the command is told the address of. */
  readonly peer: (GuestEnd & { readonly address: string }) | undefined;
}

export const runBenchmarkHandler: Handler<'run-benchmark'> = {
  kind: 'run-benchmark',
  firstStep: { name: 'hold', title: 'Hold the hosts, so that nothing else is moved to or from them' },
  run: async (run) => {
    const known = await readRun(run);
    const found = await findEnds(run, known);
    await untilHeld(run, [...new Set(found.map(({ hostId }) => hostId))]);
    run.probe('held');
    await run.step('look', 'Look at what it runs on');
    for (const each of found) await requireInstalled(run, each, known.body.programs);
    if (!known.hasProvenance) await keepProvenance(run, await readProvenance(run, found));
    const ends = await withAddress(run, found);
    const failed = await repeatAll(run, known, ends);
    await finishRun(run);
    return { result: { repeats: known.repeats, failed } };
  },
  ended: async (run) => await finishRun(run),
};

async function findEnds(run: BenchmarkRun, known: KnownRun): Promise<readonly [GuestEnd, ...GuestEnd[]]> {
  const end = requirePrograms(await hostOfDomain(run));
  if (known.peerDomainId === null) return [end];
  const name = known.peerDomainName ?? known.peerDomainId;
  if (known.peerHostId === null) throw new OperationFailure('not-found', `No host is known to hold ${name} now.`);
  const peer = requirePrograms({
    id: domainId(known.peerDomainId),
    name,
    hostId: known.peerHostId,
    hostName: run.directory.row(known.peerHostId)?.name ?? 'its host',
    connection: await run.connection(known.peerHostId),
  });
  return [end, peer];
}

async function untilHeld(run: BenchmarkRun, hosts: readonly string[]): Promise<void> {
  for (;;) {
    const inTheWay = await holdHosts(run, hosts);
    if (inTheWay === undefined) return;
    run.note(inTheWay);
    await sleepUnless(run.ports.clock, HOLD_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
}

/** @throws OperationFailure naming what is missing, before anything is measured. */
async function requireInstalled(run: BenchmarkRun, end: GuestEnd, programs: readonly string[]): Promise<void> {
  const look = 'for name in "$@"; do command -v "$name" >/dev/null || echo "$name"; done';
  const { stdout } = await runSmall(run, end, { argv: ['sh', '-c', look, 'sh', ...programs] });
  const missing = stdout.split('\n').filter((name) => name !== '');
  if (missing.length > 0)
    throw new OperationFailure(
      'refused',
      `${end.name} has no ${missing.join(' and no ')}; install it in the guest first.`,
    );
}

async function withAddress(run: BenchmarkRun, [end, peer]: readonly [GuestEnd, ...GuestEnd[]]): Promise<Ends> {
  if (peer === undefined) return { end, peer: undefined };
  const { stdout } = await runSmall(run, peer, { argv: ['ip', '-o', '-4', 'addr', 'show'] });
  const addresses = [...stdout.matchAll(/\binet (\d+\.\d+\.\d+\.\d+)/g)].map((match) => match[1] ?? '');
  const address = addresses.find((one) => !one.startsWith('127.'));
  if (address === undefined)
    throw new OperationFailure('refused', `${peer.name} has no network address that ${end.name} could reach it by.`);
  return { end, peer: { ...peer, address } };
}

/** @returns how many repeats that count have failed. @throws OperationFailure after too many in a row. */
async function repeatAll(run: BenchmarkRun, known: KnownRun, ends: Ends): Promise<number> {
  const { repeats, warmUps } = known;
  const done = new Set(known.done);
  let [failed, inARow] = [0, 0];
  let last = '';
  for (let repeat = 0; repeat < warmUps + repeats; repeat += 1) {
    if (done.has(repeat)) continue;
    const warmUp = repeat < warmUps;
    await run.step(
      `repeat-${repeat}`,
      warmUp ? `Warm up, ${repeat + 1} of ${warmUps}` : `Repeat ${repeat - warmUps + 1} of ${repeats}`,
    );
    const begun = known.program?.repeat === repeat ? known.program : undefined;
    const error = await runRepeat(run, known, ends, { repeat, warmUp, begun });
    if (error === undefined) {
      inARow = 0;
      continue;
    }
    run.note(error);
    last = error;
    failed += warmUp ? 0 : 1;
    inARow += 1;
    if (inARow >= FAILURES_IN_A_ROW)
      throw new OperationFailure('refused', `${inARow} repeats in a row gave no figures; the last: ${last}`);
  }
  if (failed >= repeats) throw new OperationFailure('refused', `No repeat gave figures; the last: ${last}`);
  return failed;
}

interface Repeat {
  readonly repeat: number;
  readonly warmUp: boolean;
  /** What a run before this one had begun of it. */
  readonly begun: RunningProgram | undefined;
}

/** @returns why it gave no figures; undefined where it did. */
async function runRepeat(run: BenchmarkRun, known: KnownRun, ends: Ends, repeat: Repeat): Promise<string | undefined> {
  const { clock } = run.ports;
  const limitMs = known.body.timeLimitSeconds * 1_000;
  let program = repeat.begun;
  let ended: Ended | 'too-late' | 'unknown' = 'unknown';
  try {
    if (program !== undefined && program.pid !== null)
      ended = await untilEnded(run, ends.end, { pid: program.pid }, left(program, limitMs, clock.now()));
    if (ended === 'unknown') {
      // Whatever an earlier run began is not to be had any more: none of it may go on beside this one.
      await endBoth(ends, program);
      program = await begin(run, known, ends, repeat.repeat, (begun) => (program = begun));
      run.probe('running');
      ended = await untilEnded(run, ends.end, { pid: program.pid ?? 0 }, limitMs);
    }
  } catch (error) {
    // Where another agent goes on with the run, the program goes on too.
    if (!(run.signal.reason instanceof LeaseLost || run.signal.reason instanceof AgentStopping))
      await endBoth(ends, program);
    throw error;
  }
  await endBoth(ends, ended === 'too-late' ? program : { ...program, pid: null });
  const startedAt = program?.startedAt ?? clock.now();
  const judged = judge(known, ended);
  await keepSample(run, {
    repeat: repeat.repeat,
    warmUp: repeat.warmUp,
    startedAt,
    durationMs: clock.now().getTime() - startedAt.getTime(),
    ...judged,
  });
  return judged.error;
}

const left = (program: RunningProgram, limitMs: number, now: Date): number =>
  Math.max(0, limitMs - (now.getTime() - program.startedAt.getTime()));

async function begin(
  run: BenchmarkRun,
  known: KnownRun,
  ends: Ends,
  repeat: number,
  onBegun: (program: RunningProgram) => void,
): Promise<RunningProgram> {
  const { clock } = run.ports;
  const call = { signal: run.signal };
  let program: RunningProgram = { repeat, startedAt: clock.now(), pid: null, peerPid: null };
  if (ends.peer !== undefined && known.body.server !== undefined) {
    const server = await ends.peer.programs.start(
      ends.peer.id,
      { argv: fillCommand(known.body, 'server', known.parameters, ends.peer.address) },
      call,
    );
    program = { ...program, peerPid: server.pid };
    onBegun(program);
    await keepProgram(run, program);
    await sleepUnless(clock, SERVER_HEAD_START_MS, run.signal);
    run.signal.throwIfAborted();
  }
  const startedAt = clock.now();
  const argv = fillCommand(known.body, 'command', known.parameters, ends.peer?.address);
  const { pid } = await ends.end.programs.start(ends.end.id, { argv }, call);
  program = { ...program, startedAt, pid };
  onBegun(program);
  await keepProgram(run, program);
  return program;
}

async function endBoth(
  ends: Ends,
  program: Partial<Pick<RunningProgram, 'pid' | 'peerPid'>> | undefined,
): Promise<void> {
  await endQuietly(ends.end, program?.pid ?? null);
  if (ends.peer !== undefined) await endQuietly(ends.peer, program?.peerPid ?? null);
}

function judge(
  known: KnownRun,
  ended: Ended | 'too-late' | 'unknown',
): {
  readonly parsed: ParsedOutput | undefined;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: string | undefined;
} {
  if (typeof ended === 'string') {
    const error =
      ended === 'too-late'
        ? `It took longer than its limit of ${known.body.timeLimitSeconds} s and was ended.`
        : 'The guest does not know what became of it.';
    return { parsed: undefined, exitCode: undefined, stdout: '', stderr: '', error };
  }
  const words = {
    exitCode: ended.exitCode,
    stdout: ended.stdout.slice(-OUTPUT_CHARACTERS),
    stderr: ended.stderr.slice(-OUTPUT_CHARACTERS),
  };
  if (ended.exitCode !== 0) {
    const how = ended.exitCode === undefined ? `a signal (${ended.signal ?? '?'})` : `code ${ended.exitCode}`;
    return { ...words, parsed: undefined, error: `It ended with ${how}.` };
  }
  try {
    return { ...words, parsed: parseOutput(known.body, ended[known.body.output]), error: undefined };
  } catch (error) {
    return { ...words, parsed: undefined, error: error instanceof Error ? error.message : String(error) };
  }
}
