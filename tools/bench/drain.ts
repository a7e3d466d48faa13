import { DomainPage } from '@/lib/contracts/domains';
import { HostPage } from '@/lib/contracts/hosts';
import { MigrationDetail } from '@/lib/contracts/migrations';
import { OperationAccepted } from '@/lib/contracts/operations';
import { DrainPlan } from '@/lib/contracts/plans';
import { api } from '@/lib/utils/paths';
import { RIG_GUESTS } from '@/tools/rig/domain-xml';
import { waitUntil } from '@/tools/shared/wait-until';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';
import { virshMigrate } from './virsh-migrate';
import { type BenchGridbox, withGridbox } from './with-gridbox';

const ROUNDS = 4;
const AT_ONCE = 2;
/** Four moves of a rig guest, however slow the machine; a drain that is not done by then hangs. */
const DEADLINE_MS = 300_000;
const LOOK_EVERY_MS = 50;

/**
 * Four guests of the rig are on one host. It is emptied by an approved plan, two moves at once, timed from the approval to
 * *drained* (every guest heard at its target); and by `virsh migrate --live`, one after another, to the same targets. Who
 * goes first changes from round to round. In between they are brought back, unmeasured.
 */
export async function run({ count = ROUNDS, say }: BenchOptions): Promise<BenchResult> {
  return withGridbox(say, async (gridbox) => {
    const [home] = gridbox.hosts;
    if (home === undefined) throw new Error('the rig has no hosts');
    const ours: number[] = [];
    const theirs: number[] = [];
    const single: number[] = [];
    const foretold: number[] = [];
    const errors: number[] = [];
    await gather(gridbox, home.name);

    const byPlan = async (): Promise<void> => {
      const plan = await planFor(gridbox, home.name);
      if (plan.document.durationMs !== null) foretold.push(plan.document.durationMs.value);
      const begun = performance.now();
      await gridbox.request(DrainPlan, api.approvePlan(plan.id), { method: 'POST' });
      await reached(gridbox, plan.id, 'drained');
      ours.push(performance.now() - begun);
      errors.push(...(await predictionErrors(gridbox, plan.id)));
      await gridbox.request(DrainPlan, api.returnPlan(plan.id), { method: 'POST' });
      await reached(gridbox, plan.id, 'returned');
    };
    const byVirsh = async (): Promise<void> => {
      const plan = await planFor(gridbox, home.name);
      const begun = performance.now();
      for (const { domainName, targetHostName } of plan.document.items) {
        const target = gridbox.hosts.find(({ name }) => name === targetHostName);
        if (target === undefined) continue;
        const from = performance.now();
        await virshMigrate(domainName, home, target);
        single.push(performance.now() - from);
      }
      theirs.push(performance.now() - begun);
      await gridbox.request(DrainPlan, api.cancelPlan(plan.id), { method: 'POST' });
      await gather(gridbox, home.name);
    };
    // One of each unmeasured: the first move of a guest copies pages that later ones find clean.
    await byPlan();
    await byVirsh();
    for (const series of [ours, theirs, single, foretold, errors]) series.length = 0;
    for (let round = 0; round < count; round += 1) {
      for (const way of round % 2 === 0 ? [byPlan, byVirsh] : [byVirsh, byPlan]) await way();
      say(`round ${round + 1}: drain ${ours.at(-1)?.toFixed(0)} ms, virsh ${theirs.at(-1)?.toFixed(0)} ms`);
    }
    return {
      figures: [
        figure('drain-of-four-median', median(ours), 'ms'),
        figure('virsh-one-after-another-median', median(theirs), 'ms'),
        figure('virsh-single-move-median', median(single), 'ms'),
        figure('ratio-of-medians', median(ours) / median(theirs), 'x', { most: 0.7 }),
        figure('foretold-median', foretold.length > 0 ? median(foretold) : Number.NaN, 'ms'),
        figure('prediction-error-of-moves-median', errors.length > 0 ? median(errors) : Number.NaN, 'x', {
          most: 0.25,
        }),
      ],
      samples: {
        drainMs: ours,
        virshMs: theirs,
        virshSingleMs: single,
        foretoldMs: foretold,
        predictionErrors: errors,
      },
    };
  });
}

async function planFor(gridbox: BenchGridbox, hostName: string): Promise<DrainPlan> {
  const hosts = await gridbox.request(HostPage, `${api.hosts()}?pageSize=100`);
  const host = hosts.items.find(({ name }) => name === hostName);
  if (host === undefined) throw new Error(`no host ${hostName}`);
  const plan = await gridbox.request(DrainPlan, api.planDrain(host.id), { method: 'POST', body: { atOnce: AT_ONCE } });
  if (plan.total !== RIG_GUESTS.length || plan.blocked.length > 0)
    throw new Error(`the plan moves ${plan.total} domains, blocked: ${plan.blocked.join(', ')}`);
  return plan;
}

/** Of each move of a plan that has ended: how far its duration was from what was foretold, as a share of what it was. */
async function predictionErrors(gridbox: BenchGridbox, planId: string): Promise<number[]> {
  const { progress } = await gridbox.request(DrainPlan, api.plan(planId));
  const errors: number[] = [];
  for (const { operationId } of progress) {
    if (operationId === null) continue;
    const { prediction, durationMs } = await gridbox.request(MigrationDetail, api.migration(operationId));
    const foretold = prediction?.durationMs?.value;
    if (foretold !== undefined && durationMs !== null) errors.push(Math.abs(foretold - durationMs) / durationMs);
  }
  return errors;
}

async function reached(gridbox: BenchGridbox, id: string, state: DrainPlan['state']): Promise<void> {
  await waitUntil(
    `the plan is ${state}`,
    async () => {
      const plan = await gridbox.request(DrainPlan, api.plan(id));
      if (plan.halted !== null) throw new Error(`the plan stands still: ${plan.halted}`);
      return plan.state === state;
    },
    { deadlineMs: DEADLINE_MS, everyMs: LOOK_EVERY_MS },
  );
}

/** Every guest of the rig on that host, and the inventory knows it. */
async function gather(gridbox: BenchGridbox, hostName: string): Promise<void> {
  const hosts = await gridbox.request(HostPage, `${api.hosts()}?pageSize=100`);
  const target = hosts.items.find(({ name }) => name === hostName);
  for (const { name } of RIG_GUESTS) {
    // After a move by virsh the inventory hears of it by an event; a migration that is asked for too early is refused.
    await waitUntil(
      `${name} is on ${hostName}`,
      async () => {
        const page = await gridbox.request(DomainPage, `${api.domains()}?q=name:${name}`);
        const guest = page.items.find((item) => item.name === name && !item.simulated);
        if (guest === undefined || guest.state !== 'running' || guest.operation !== null) return false;
        if (guest.hostName === hostName) return true;
        try {
          await gridbox.request(OperationAccepted, `${api.migrate(guest.id)}?wait=60`, {
            method: 'POST',
            body: { targetHostId: target?.id },
          });
        } catch {
          // The next look asks again.
        }
        return false;
      },
      { deadlineMs: DEADLINE_MS, everyMs: LOOK_EVERY_MS },
    );
  }
}
