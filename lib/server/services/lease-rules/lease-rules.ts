import type { z } from 'zod';
import type { LeaseRule } from '@/lib/contracts/lease-notices';
import type { Tx } from '@/lib/server/db/client';
import type { LeaseRule as Row } from '@/lib/server/db/generated/client';
import { takenByRule } from '@/lib/server/services/leases/approve-by-rule';

export async function ruleBody(tx: Pick<Tx, 'lease'>, row: Row): Promise<z.input<typeof LeaseRule>> {
  const { id, name, vo, domains, vcpus, memoryMiB, days, ownerName, createdAt } = row;
  const taken = await takenByRule(tx, id);
  return { id, name, vo, domains, vcpus, memoryMiB, days, taken, ownerName, createdAt: createdAt.toISOString() };
}
