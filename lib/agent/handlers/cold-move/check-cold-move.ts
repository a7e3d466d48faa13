/** The checks of the page once more, on what both hosts say now: those that hold for a domain that is moved while it is off. */
import type { DomainReading, HostReading } from '@/lib/domain/readings';
import { describeRefusal } from '@/lib/domain/refusals';
import { hostId } from '@/lib/domain/ids';
import { checkColdMove } from '@/lib/placement/check-cold-move';
import { loadPlacement } from '@/lib/server/inventory/placement-input';
import { withFreshDomain, withFreshReading } from '@/lib/server/inventory/placement-rows';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { ColdEnds, ColdRun } from './ends';

/** Sentences why not; empty where nothing stands against it. */
export async function checkColdMoveAgain(
  run: ColdRun,
  ends: ColdEnds,
  now: { readonly domain: DomainReading; readonly target: HostReading },
): Promise<string[]> {
  const placement = await loadPlacement(run.sql, {
    domainId: ends.id,
    options: { live: false, autoConverge: false, postCopy: false },
    now: run.ports.clock.now(),
    operationId: run.operation.id,
    only: [ends.source.hostId, ends.target.hostId],
  });
  const source = placement?.hosts.find((one) => one.id === hostId(ends.source.hostId));
  const target = placement?.hosts.find((one) => one.id === hostId(ends.target.hostId));
  if (placement === undefined || source === undefined || target === undefined) {
    throw new OperationFailure('refused', 'The domain or one of the hosts was removed from Gridbox.');
  }
  const seenAt = run.ports.clock.now();
  const capabilities = run.directory.reader(ends.target.hostId)?.capabilities;
  const { refusals, sameTechnology } = checkColdMove(
    withFreshDomain(placement.domain, now.domain),
    { ...source, status: 'up', seenAt },
    withFreshReading(target, { reading: now.target, capabilities, seenAt }),
    { ...placement.context, now: seenAt },
  );
  return sameTechnology
    ? [`${ends.source.name} and ${ends.target.name} run the same technology: migrate ${ends.name} instead.`]
    : refusals.map((refusal) => describeRefusal(refusal).sentence);
}
