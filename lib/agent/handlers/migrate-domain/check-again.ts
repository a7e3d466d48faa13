import { hostId } from '@/lib/domain/ids';
import { describeRefusal, severityOf } from '@/lib/domain/refusals';
import type { DomainReading } from '@/lib/domain/readings';
import { checkMove } from '@/lib/placement/check-move';
import { loadPlacement } from '@/lib/server/inventory/placement-input';
import { withFreshDomain, withFreshReading } from '@/lib/server/inventory/placement-rows';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { MigrateRun, Move } from './move';

/**
 * The checks of the page once more, on what both hosts say now. All questions are asked at once.
 * @returns the domain as the source has it.
 * @throws OperationFailure `refused` with every reason.
 */
export async function checkAgain(run: MigrateRun, move: Move): Promise<DomainReading> {
  const call = { signal: run.signal };
  const options = { ...run.input };
  const [placement, reading, host] = await Promise.all([
    loadPlacement(run.sql, {
      domainId: move.id,
      options,
      now: run.ports.clock.now(),
      operationId: run.operation.id,
      only: [move.source.hostId, move.target.hostId],
    }),
    move.source.connection.readDomain(move.id, { ...call, figures: false }),
    move.target.connection.readHost(call),
  ]);
  if (reading === undefined) {
    const elsewhere = run.directory.row(run.operation.domainHostId ?? '')?.name;
    const known = elsewhere === undefined || elsewhere === move.source.name ? '' : ` It is on ${elsewhere} now.`;
    throw new OperationFailure('refused', `${move.name} is not on ${move.source.name} any more.${known}`);
  }
  const source = placement?.hosts.find((one) => one.id === hostId(move.source.hostId));
  const target = placement?.hosts.find((one) => one.id === hostId(move.target.hostId));
  if (placement === undefined || source === undefined || target === undefined) {
    throw new OperationFailure('refused', 'The domain or one of the hosts was removed from Gridbox.');
  }
  const seenAt = run.ports.clock.now();
  const capabilities = run.directory.reader(move.target.hostId)?.capabilities;
  const found = checkMove(
    withFreshDomain(placement.domain, reading),
    { ...source, status: 'up', seenAt },
    withFreshReading(target, { reading: host, capabilities, seenAt }),
    { ...placement.context, now: seenAt },
  );
  // A wait was settled when the claim took its places; a caution is for people.
  const refusals = found.filter((refusal) => severityOf(refusal) === 'refuse');
  if (refusals.length > 0) {
    throw new OperationFailure('refused', refusals.map((refusal) => describeRefusal(refusal).sentence).join(' '));
  }
  return reading;
}
