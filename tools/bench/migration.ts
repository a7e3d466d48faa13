import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DomainPage, type DomainSummary } from '@/lib/contracts/domains';
import { HostPage } from '@/lib/contracts/hosts';
import { MigrationDetail } from '@/lib/contracts/migrations';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { type BenchResult, figure, median, quantile } from './figures';
import type { BenchOptions } from './main';
import { type BenchGridbox, withGridbox } from './with-gridbox';

const PAIRS = 10;
const GUEST = 'wn-01';
/** Seconds the server holds the POST until the operation has ended. */
const WAIT_SECONDS = 60;
/** The inventory re-reads its hosts every few seconds and hears of events at once; not seeing a move by then is a fault. */
const NOTICED_DEADLINE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/**
 * The same guest to and fro between two hosts of the rig: one way by Gridbox (from POST to *succeeded*, the hearing of
 * the guest included), the other by `virsh migrate --live`; who goes first changes from pair to pair, so that neither
 * always finds the warmer host.
 */
export async function run({ count = PAIRS, say }: BenchOptions): Promise<BenchResult> {
  return withGridbox(say, async (gridbox) => {
    const [first, second] = gridbox.hosts;
    if (first === undefined || second === undefined) throw new Error('the rig has fewer than two hosts');
    const start = await findGuest(gridbox);
    const away = start.hostName === first.name ? second : first;
    const home = gridbox.hosts.find((host) => host.name === start.hostName);
    if (home === undefined) throw new Error(`${GUEST} is on ${start.hostName}, which is no host of the rig`);
    const ids = await hostIds(gridbox);

    const ours: number[] = [];
    const theirs: number[] = [];
    const inside: number[] = [];
    const downtime: number[] = [];
    const byGridbox = async (to: typeof home): Promise<void> => {
      const begun = performance.now();
      const { operation } = await gridbox.request(OperationAccepted, `${api.migrate(start.id)}?wait=${WAIT_SECONDS}`, {
        method: 'POST',
        body: { targetHostId: ids.get(to.name), reason: 'bench' },
      });
      ours.push(performance.now() - begun);
      if (operation.state !== 'succeeded')
        throw new Error(`the migration ${operation.state}: ${operation.error?.message ?? 'no reason given'}`);
      const detail = await gridbox.request(MigrationDetail, api.migration(operation.id));
      if (detail.stage !== 'done') throw new Error(`the migration ended as ${detail.stage}`);
      if (detail.durationMs !== null) inside.push(detail.durationMs);
      if (detail.downtimeMeasuredMs !== null) downtime.push(detail.downtimeMeasuredMs);
      await noticed(gridbox, to.name);
    };
    const byVirsh = async (from: typeof home, to: typeof home): Promise<void> => {
      const begun = performance.now();
      await promisify(execFile)('virsh', [
        '-q',
        '-c',
        from.uri,
        'migrate',
        '--live',
        '--persistent',
        '--undefinesource',
        GUEST,
        to.uri,
        '--migrateuri',
        to.migrationUri,
      ]);
      theirs.push(performance.now() - begun);
      await noticed(gridbox, to.name);
    };

    // One of each unmeasured: the first move of a guest copies pages that later ones find clean.
    await byGridbox(away);
    await byVirsh(away, home);
    for (const series of [ours, theirs, inside, downtime]) series.length = 0;
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
      ],
      samples: { gridboxMs: ours, virshMs: theirs, hypervisorCallMs: inside, downtimeMeasuredMs: downtime },
    };
  });
}

async function findGuest(gridbox: BenchGridbox): Promise<DomainSummary> {
  const page = await gridbox.request(DomainPage, `${api.domains()}?q=name:${GUEST}`);
  const guest = page.items.find((item) => item.name === GUEST && !item.simulated);
  if (guest === undefined) throw new Error(`no real domain ${GUEST} in the inventory`);
  return guest;
}

async function hostIds(gridbox: BenchGridbox): Promise<Map<string, string>> {
  const page = await gridbox.request(HostPage, `${api.hosts()}?pageSize=100`);
  return new Map(page.items.map((host) => [host.name, host.id]));
}

/** Waits, outside any measurement, until the inventory shows the guest running there and nothing holding it. */
async function noticed(gridbox: BenchGridbox, hostName: string): Promise<void> {
  const deadline = performance.now() + NOTICED_DEADLINE_MS;
  for (;;) {
    const guest = await findGuest(gridbox);
    if (guest.hostName === hostName && guest.state === 'running' && guest.operation === null) return;
    if (performance.now() > deadline)
      throw new Error(`the inventory shows ${GUEST} ${guest.state} on ${guest.hostName}, not on ${hostName}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
