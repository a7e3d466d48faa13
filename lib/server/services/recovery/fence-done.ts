/** The moment from which a lost host is certainly off: what it last said of its domains is not so any more. */
import type { EventBody } from '@/lib/contracts/events';
import { ACTIVE_STATES, type DomainState } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { LossRow } from './loss-rows';
import { activeOn, writeItems } from './restart-items';

/**
 * Turns every domain the host was last seen with off, and writes down what is to become of each, those of high priority first.
 * The caller changes the loss itself in the same transaction.
 */
export async function writeFenced(tx: Tx, loss: LossRow): Promise<void> {
  const were = await activeOn(tx, loss.hostId);
  await tx.domainSighting.updateMany({
    where: { hostId: loss.hostId, state: { in: [...ACTIVE_STATES] } },
    data: { state: 'off' },
  });
  await tx.domain.updateMany({
    where: { id: { in: were.map(({ id }) => id) } },
    data: {
      state: 'off',
      stateReason: 'host-lost',
      guestUptimeMs: null,
      guestHeardAt: null,
      guestAddresses: Prisma.DbNull,
      guestAddressesAt: null,
      cpuLoad: null,
    },
  });
  await writeItems(tx, loss.id, were);
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
