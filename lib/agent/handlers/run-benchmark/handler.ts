/** A benchmark in domains or on hosts themselves: hold the hosts, look, repeat, let go. Every repeat is kept as it ends. */
import { setMaxListeners } from 'node:events';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { isNative } from '@/lib/domain/benchmark';
import { tellWaiting } from '@/lib/operations/wait-for';
import { sleepUnless } from '@/lib/agent/system-clock';
import { connectLanes, endsOfLanes, requireFenced, type KnownLane, type Lane, type RunEnd } from './ends';
import { finishRun, holdHosts, hostsOf } from './hold-hosts';
import { readProvenance } from './provenance';
import { type ReadyLane, runRepeat } from './run-repeat';
import { runSmall } from './small-programs';
import { hostsOfMachines } from './same-machine';
import { type BenchmarkRun, keepProvenance, type KnownRun, readLanes, readRun } from './sql';
import { CALLS_AT_ONCE, FAILURES_IN_A_ROW, HOLD_EVERY_MS } from './tunables';

/** By which two programs of one machine meet. */
const OWN_ADDRESS = '127.0.0.1';

export const runBenchmarkHandler: Handler<'run-benchmark'> = {
  kind: 'run-benchmark',
  firstStep: { name: 'hold', title: 'Hold the hosts, so that nothing else is moved to or from them' },
  run: async (run) => {
    setMaxListeners(CALLS_AT_ONCE, run.signal);
    const known = await readRun(run);
    if (isNative(known.place) && !known.shipped)
      throw new OperationFailure('refused', 'Only benchmarks that come with Gridbox run on a host itself.');
    const lanes = await connectLanes(run, await untilHeld(run, known));
    run.probe('held');
    await run.step('look', 'Look at what it runs on');
    const ends = endsOfLanes(lanes);
    if (!known.shipped) await requireFenced(run, ends);
    await requireInstalled(run, ends, known.body.programs);
    if (!known.hasProvenance) await keepProvenance(run, await readProvenance(run, ends));
    const failed = await repeatAll(run, known, await withAddresses(run, lanes));
    await finishRun(run);
    return { result: { repeats: known.repeats, failed } };
  },
  ended: async (run) => await finishRun(run),
};

/** @returns the lanes on the hosts that are held: where the domains are once nothing is moved any more. */
async function untilHeld(run: BenchmarkRun, known: KnownRun): Promise<readonly KnownLane[]> {
  let told: string | undefined;
  for (;;) {
    const lanes = await readLanes(run);
    const inTheWay = await holdHosts(run, lanes, known.guard);
    if (inTheWay !== told) await tellWaiting(run.sql, run.operation, inTheWay);
    told = inTheWay;
    if (inTheWay === undefined) {
      const now = await readLanes(run);
      if (hostsOf(now).join() === hostsOf(lanes).join()) return now;
    } else run.note(inTheWay);
    await sleepUnless(run.ports.clock, HOLD_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
}

/** @throws OperationFailure naming what is missing, before anything is measured. */
async function requireInstalled(
  run: BenchmarkRun,
  ends: readonly RunEnd[],
  programs: readonly string[],
): Promise<void> {
  const look = 'for name in "$@"; do command -v "$name" >/dev/null || echo "$name"; done';
  for (const end of ends) {
    const { stdout } = await runSmall(run, end, { argv: ['sh', '-c', look, 'sh', ...programs] });
    const missing = stdout.split('\n').filter((name) => name !== '');
    if (missing.length > 0)
      throw new OperationFailure(
        'refused',
        `${end.name} has no ${missing.join(' and no ')}; install it ${end.domainId === undefined ? 'there' : 'in the guest'} first.`,
      );
  }
}

async function withAddresses(run: BenchmarkRun, lanes: readonly Lane[]): Promise<readonly ReadyLane[]> {
  return await Promise.all(
    lanes.map(async (lane) => {
      const { end, peer } = lane;
      if (peer === undefined) return { ...lane, address: undefined };
      // Two hosts on different machines meet over the network, as guests do.
      const machine = peer.domainId === undefined ? await hostsOfMachines(run, [peer.hostId]) : undefined;
      if (machine?.has(end.hostId) === true) return { ...lane, address: OWN_ADDRESS };
      const { stdout } = await runSmall(run, peer, { argv: ['ip', '-o', '-4', 'addr', 'show'] });
      const addresses = [...stdout.matchAll(/\binet (\d+\.\d+\.\d+\.\d+)/g)].map((match) => match[1] ?? '');
      const address = addresses.find((one) => !one.startsWith('127.'));
      if (address === undefined)
        throw new OperationFailure(
          'refused',
          `${peer.name} has no network address that ${end.name} could reach it by.`,
        );
      return { ...lane, address };
    }),
  );
}

/** @returns how many repeats that count have failed. @throws OperationFailure after too many in a row. */
async function repeatAll(run: BenchmarkRun, known: KnownRun, lanes: readonly ReadyLane[]): Promise<number> {
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
    const error = await runRepeat(run, known, lanes, { repeat, warmUp, begun });
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
