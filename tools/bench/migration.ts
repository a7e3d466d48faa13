import { DomainPage, type DomainSummary } from '@/lib/contracts/domains';
import { HostPage } from '@/lib/contracts/hosts';
import { MigrationDetail } from '@/lib/contracts/migrations';
import { OperationAccepted, OperationDetail, type OperationSummary } from '@/lib/contracts/operations';
import { isFinished } from '@/lib/domain/operation';
import { api } from '@/lib/utils/paths';
import { followTicks, freezeOf, type Tick } from '@/tools/lab/follow-ticks';
import type { Lab } from '@/tools/lab/start-lab';
import { waitUntil } from '@/tools/shared/wait-until';
import { type BenchResult, figure, median, quantile } from './figures';
import type { BenchOptions } from './main';
import { virshMigrate } from './virsh-migrate';
import { type BenchGridbox, withGridbox } from './with-gridbox';

const PAIRS = 10;
/** Emulated machines in which an emulated guest moves: seconds a move, and so fewer of them. Even, for one way is slower than the other. */
const LAB_PAIRS = 6;
/** The guest that is moved: on Xen a PVH one, which moves live there; on KVM one that rewrites 16 MiB without rest. */
const GUESTS = { rig: 'wn-01', xen: 'ce-x1', kvm: 'ce-k1' } as const;
/** Ticks of the guest that are looked at before a move begins, to know how long one takes. */
const TICKS_BEFORE_MS = 3_000;
/** Seconds the server holds the POST until the operation has ended. */
const WAIT_SECONDS = 60;
/** A move that has not ended by then hangs. */
const ENDED_DEADLINE_MS = 600_000;
/** The inventory re-reads its hosts every few seconds and hears of events at once; not seeing a move by then is a fault. */
const NOTICED_DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * The same guest to and fro between two hosts of the rig: one way by Gridbox (from POST to *succeeded*, the hearing of
 * the guest included), the other by `virsh migrate --live`; who goes first changes from pair to pair, so that neither
 * always finds the warmer host. In a lab the guest's own ticks, read past both, tell how long it stood still.
 */
export async function run({
  lab,
  count = lab === undefined ? PAIRS : LAB_PAIRS,
  say,
}: BenchOptions): Promise<BenchResult> {
  const GUEST = GUESTS[lab ?? 'rig'];
  const work = async (gridbox: BenchGridbox): Promise<BenchResult> => {
    const [first, second] = gridbox.hosts;
    if (first === undefined || second === undefined) throw new Error('the rig has fewer than two hosts');
    if (gridbox.lab !== undefined) await waitForLab(gridbox, gridbox.lab);
    const start = await findGuest(gridbox, GUEST);
    const away = start.hostName === first.name ? second : first;
    const home = gridbox.hosts.find((host) => host.name === start.hostName);
    if (home === undefined) throw new Error(`${GUEST} is on ${start.hostName}, which is no host of the rig`);
    const ids = await hostIds(gridbox);

    const ours: number[] = [];
    const theirs: number[] = [];
    const inside: number[] = [];
    const downtime: number[] = [];
    /** Of one move each, by the guest's own ticks. */
    const freezes: number[] = [];
    const virshFreezes: number[] = [];
    const agreement: number[] = [];
    const byGridbox = async (to: typeof home): Promise<void> => {
      const watch = await watchTicks(gridbox, GUEST);
      const begun = performance.now();
      const accepted = await gridbox.request(OperationAccepted, `${api.migrate(start.id)}?wait=${WAIT_SECONDS}`, {
        method: 'POST',
        body: { targetHostId: ids.get(to.name), reason: 'bench' },
      });
      const operation = await ended(gridbox, accepted.operation);
      ours.push(performance.now() - begun);
      if (operation.state !== 'succeeded')
        throw new Error(`the migration ${operation.state}: ${operation.error?.message ?? 'no reason given'}`);
      const detail = await gridbox.request(MigrationDetail, api.migration(operation.id));
      if (detail.stage !== 'done') throw new Error(`the migration ended as ${detail.stage}`);
      say(stagesOf(detail));
      if (detail.durationMs !== null) inside.push(detail.durationMs);
      if (detail.downtimeMeasuredMs !== null) downtime.push(detail.downtimeMeasuredMs);
      const freeze = await watch.end();
      if (freeze !== undefined) freezes.push(freeze);
      if (freeze !== undefined && detail.downtimeMeasuredMs !== null) {
        agreement.push(detail.downtimeMeasuredMs / freeze);
        say(`downtime ${detail.downtimeMeasuredMs} ms, by the guest's ticks ${freeze.toFixed(0)} ms`);
      }
      await noticed(gridbox, GUEST, to.name);
    };
    const byVirsh = async (from: typeof home, to: typeof home): Promise<void> => {
      const watch = await watchTicks(gridbox, GUEST);
      const begun = performance.now();
      await virshMigrate(GUEST, from, to);
      theirs.push(performance.now() - begun);
      const freeze = await watch.end();
      if (freeze !== undefined) virshFreezes.push(freeze);
      await noticed(gridbox, GUEST, to.name);
    };

    // One of each unmeasured: the first move of a guest copies pages that later ones find clean.
    await byGridbox(away);
    await byVirsh(away, home);
    for (const series of [ours, theirs, inside, downtime, freezes, virshFreezes, agreement]) series.length = 0;
    for (let pair = 0; pair < count; pair += 1) {
      if (pair % 2 === 0) {
        await byGridbox(away);
        await byVirsh(away, home);
      } else {
        await byVirsh(home, away);
        await byGridbox(home);
      }
      say(`pair ${pair + 1}: gridbox ${ours.at(-1)?.toFixed(0)} ms, virsh ${theirs.at(-1)?.toFixed(0)} ms`);
    }
    return {
      figures: [
        figure('gridbox-post-to-succeeded-median', median(ours), 'ms'),
        figure('gridbox-hypervisor-call-median', inside.length > 0 ? median(inside) : Number.NaN, 'ms'),
        figure('virsh-migrate-live-median', median(theirs), 'ms'),
        figure('ratio-of-medians', median(ours) / median(theirs), 'x', { most: 1.05 }),
        figure('downtime-measured-median', downtime.length > 0 ? median(downtime) : Number.NaN, 'ms'),
        figure('downtime-measured-p95', downtime.length > 0 ? quantile(downtime, 0.95) : Number.NaN, 'ms'),
        ...(gridbox.lab === undefined ? [] : freezeFigures(freezes, virshFreezes, agreement)),
      ],
      samples: {
        gridboxMs: ours,
        virshMs: theirs,
        hypervisorCallMs: inside,
        downtimeMeasuredMs: downtime,
        freezeByTicksMs: freezes,
        virshFreezeByTicksMs: virshFreezes,
      },
    };
  };
  return withGridbox(say, work, lab);
}

/**
 * The operation once it has ended. On a machine that does other things besides, an emulated host takes longer than the server
 * holds an answer: a move of 46 s was seen where it usually takes 8.
 */
async function ended(gridbox: BenchGridbox, operation: OperationSummary): Promise<OperationSummary> {
  let last = operation;
  await waitUntil(
    'the migration ends',
    async () => {
      if (isFinished(last.state)) return true;
      last = await gridbox.request(OperationDetail, api.operation(operation.id));
      return isFinished(last.state);
    },
    { deadlineMs: ENDED_DEADLINE_MS, everyMs: LOOK_EVERY_MS },
  );
  return last;
}

/** @example 'queued 12, preparing 240, copying 7900, verifying 130 ms' */
function stagesOf({ stages }: Pick<MigrationDetail, 'stages'>): string {
  const spans = stages.flatMap(({ stage, at }, index) => {
    const next = stages[index + 1];
    return next === undefined ? [] : `${stage} ${Date.parse(next.at) - Date.parse(at)}`;
  });
  return `${spans.join(', ')} ms`;
}

/** The page's downtime is to be within a fifth of what the guest's own ticks say. */
function freezeFigures(freezes: readonly number[], virshFreezes: readonly number[], agreement: readonly number[]) {
  const middle = (series: readonly number[]): number => (series.length > 0 ? median(series) : Number.NaN);
  return [
    figure('freeze-by-guest-ticks-median', middle(freezes), 'ms'),
    figure('freeze-by-guest-ticks-median-virsh', middle(virshFreezes), 'ms'),
    figure('downtime-to-freeze-median', middle(agreement), 'x', { least: 0.8, most: 1.2 }),
  ];
}

/** Hears the guest on both hosts of the lab; `end` waits for its first beats at the target and says how long it stood. */
async function watchTicks(gridbox: BenchGridbox, guest: string): Promise<{ end: () => Promise<number | undefined> }> {
  const { lab } = gridbox;
  if (lab === undefined) return { end: async () => undefined };
  const ticks: Tick[] = [];
  const stops = lab.hosts.map((host) => followTicks(lab.kind, host, guest, (tick) => ticks.push(tick)));
  await new Promise((resolve) => setTimeout(resolve, TICKS_BEFORE_MS));
  return {
    end: async () => {
      await waitUntil('the guest is heard where it is now', () => freezeOf(ticks) !== undefined, {
        deadlineMs: NOTICED_DEADLINE_MS,
        everyMs: LOOK_EVERY_MS,
      });
      for (const stop of stops) stop();
      return freezeOf(ticks);
    },
  };
}

/** Its guests boot after Gridbox is up: the measurement begins when all of them beat. */
async function waitForLab(gridbox: BenchGridbox, lab: Lab): Promise<void> {
  await lab.waitForGuests(lab.kind.guests);
  const names = lab.kind.guests.map((guest) => guest.name);
  await waitUntil(
    'Gridbox knows the guests of the lab',
    async () => {
      const page = await gridbox.request(DomainPage, `${api.domains()}?pageSize=200`);
      return names.every((name) => page.items.some((item) => item.name === name && item.state === 'running'));
    },
    { deadlineMs: NOTICED_DEADLINE_MS, everyMs: LOOK_EVERY_MS },
  );
}

async function findGuest(gridbox: BenchGridbox, name: string): Promise<DomainSummary> {
  const page = await gridbox.request(DomainPage, `${api.domains()}?q=name:${name}`);
  const guest = page.items.find((item) => item.name === name && !item.simulated);
  if (guest === undefined) throw new Error(`no real domain ${name} in the inventory`);
  return guest;
}

async function hostIds(gridbox: BenchGridbox): Promise<Map<string, string>> {
  const page = await gridbox.request(HostPage, `${api.hosts()}?pageSize=100`);
  return new Map(page.items.map((host) => [host.name, host.id]));
}

/** Waits, outside any measurement, until the inventory shows the guest running there and nothing holding it. */
async function noticed(gridbox: BenchGridbox, name: string, hostName: string): Promise<void> {
  const deadline = performance.now() + NOTICED_DEADLINE_MS;
  for (;;) {
    const guest = await findGuest(gridbox, name);
    if (guest.hostName === hostName && guest.state === 'running' && guest.operation === null) return;
    if (performance.now() > deadline)
      throw new Error(`the inventory shows ${name} ${guest.state} on ${guest.hostName}, not on ${hostName}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
