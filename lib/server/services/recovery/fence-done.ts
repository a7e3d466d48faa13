/** The moment from which a lost host is certainly off: what it last said of its domains is not so any more. */
import type { EventBody } from '@/lib/contracts/events';
import { ACTIVE_STATES, type DomainState } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import { parseDefinition } from '@/lib/server/db/facts';
import { RESTART_PRIORITIES } from '@/lib/domain/domain';
import type { LossRow } from './loss-rows';

/**
 * Turns every domain the host was last seen with off, and writes down what is to become of each, those of high priority first.
 * The caller changes the loss itself in the same transaction.
 */
export async function writeFenced(tx: Tx, loss: LossRow): Promise<void> {
  const were = await tx.domain.findMany({
    where: { hostId: loss.hostId, state: { in: [...ACTIVE_STATES] } },
    orderBy: { name: 'asc' },
  });
  await tx.domainSighting.updateMany({
    where: { hostId: loss.hostId, state: { in: [...ACTIVE_STATES] } },
    data: { state: 'off' },
  });
  await tx.domain.updateMany({
    where: { id: { in: were.map(({ id }) => id) } },
    data: { state: 'off', stateReason: 'host-lost', guestUptimeMs: null, guestHeardAt: null, cpuLoad: null },
  });
  const rows = were
    .map((row) => {
      const priority = parseDefinition(row.definition)?.metadata.restartPriority ?? null;
      return {
        row,
        priority,
        rank: priority === null ? RESTART_PRIORITIES.length : RESTART_PRIORITIES.indexOf(priority),
      };
    })
    .toSorted((a, b) => a.rank - b.rank || Number(b.row.memoryKiB - a.row.memoryKiB));
  await tx.restartItem.createMany({
    data: rows.map(({ row, priority }, sequence) => ({
      lossId: loss.id,
      sequence,
      domainId: row.id,
      domainName: row.name,
      vo: row.vo,
      priority,
      ...(priority !== null && row.state === 'running'
        ? { state: 'waiting' }
        : {
            state: 'left',
            words:
              priority === null
                ? 'It has no restart priority. Start it by hand where it is wanted.'
                : `It was ${row.state}, and what it had in memory is gone. Start it by hand.`,
          }),
    })),
  });
  await appendEvents(
    sqlOfTx(tx),
    were.map((row) => {
      const body: EventBody = {
        type: 'domain.changed',
        domainId: domainId(row.id),
        domainName: row.name,
        hostId: hostId(loss.hostId),
        state: 'off',
        previousState: row.state as DomainState, // our own column
      };
      return { body, vo: row.vo ?? undefined };
    }),
  );
}
