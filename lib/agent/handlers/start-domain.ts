import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { DomainReading } from '@/lib/domain/readings';
import { checkStart, unfitSentence } from '@/lib/placement/check-start';
import { loadFit } from '@/lib/server/inventory/placement-input';
import { withFreshDomain } from '@/lib/server/inventory/placement-rows';
import type { DomainAtHost } from './host-of-domain';
import { type GuardedRun, plainVerbHandler } from './plain-verb';

export const startDomainHandler = plainVerbHandler('start-domain', {
  verb: 'start',
  step: { name: 'start', title: 'Start the domain' },
  done: ['running'],
  underWay: isStarting,
  act: async (at, options) => await at.connection.start(at.id, options),
  guard: async (run, at, reading) => {
    requireOnlyCopy(run);
    await requireNewCopy(run, at);
    await requireFit(run, at, reading);
  },
});

/** A run whose agent died may have asked for it a moment ago: libvirt makes the machine, which stands, and then lets it run. */
function isStarting({ state, stateReason }: DomainReading): boolean {
  return state === 'paused' && stateReason === 'starting up';
}

/** A second running copy would write the same disks: what the inventory saw a moment ago is reason enough to refuse. */
export function requireOnlyCopy({ operation }: GuardedRun): void {
  if (operation.runsAlsoOn === null) return;
  throw new OperationFailure(
    'refused',
    `${operation.domainName ?? 'The domain'} runs on ${operation.runsAlsoOn}; a second copy is not started.`,
  );
}

/** The old copy of a cold move must not run beside the new one, nor after it: its disks are of another time. */
async function requireNewCopy({ sql }: GuardedRun, at: DomainAtHost): Promise<void> {
  const open = await sql.query<{ targetHostId: string; targetHostName: string }>(OPEN_COLD_MOVE, [at.id]);
  const move = open[0];
  if (move === undefined || move.targetHostId === at.hostId) return;
  throw new OperationFailure(
    'refused',
    `${at.name} on ${at.hostName} is the old copy of a cold move to ${move.targetHostName}. Take the move back first.`,
  );
}

const OPEN_COLD_MOVE = `
  select "targetHostId"::text as "targetHostId", "targetHostName" from "ColdMove"
  where "domainId" = $1::uuid and "stage" in ('awaiting', 'half-undone')`;

/** The check of the page once more, on the definition as the host has it now. */
export async function requireFit(run: GuardedRun, at: DomainAtHost, reading: DomainReading): Promise<void> {
  const fit = await loadFit(run.sql, { domainId: at.id, hostId: at.hostId });
  if (fit === undefined) return;
  const unfit = unfitSentence(checkStart({ domain: withFreshDomain(fit.domain, reading), target: fit.host }));
  if (unfit !== undefined) throw new OperationFailure('refused', unfit);
}
