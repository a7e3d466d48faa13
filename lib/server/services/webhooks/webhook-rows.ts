import type { z } from 'zod';
import type { Webhook } from '@/lib/contracts/lease-notices';
import type { Tx } from '@/lib/server/db/client';
import type { Webhook as Row } from '@/lib/server/db/generated/client';

export async function webhookBody(
  tx: Pick<Tx, 'webhookDelivery'>,
  { id, url, setByName, setAt }: Row,
): Promise<z.input<typeof Webhook>> {
  const waiting = await tx.webhookDelivery.count({ where: { webhookId: id, dueAt: { not: null } } });
  const taken = await tx.webhookDelivery.findFirst({
    where: { webhookId: id, deliveredAt: { not: null } },
    orderBy: { deliveredAt: 'desc' },
    select: { deliveredAt: true },
  });
  const failed = await tx.webhookDelivery.findFirst({
    where: { webhookId: id, problem: { not: null } },
    orderBy: { createdAt: 'desc' },
    select: { problem: true, createdAt: true },
  });
  const takenAt = taken?.deliveredAt ?? null;
  const isOld = failed !== null && takenAt !== null && takenAt > failed.createdAt && waiting === 0;
  return {
    id,
    url,
    setByName,
    setAt: setAt.toISOString(),
    waiting,
    deliveredAt: takenAt?.toISOString() ?? null,
    problem: failed === null || isOld ? null : failed.problem,
  };
}
