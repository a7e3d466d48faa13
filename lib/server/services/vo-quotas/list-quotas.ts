import type { z } from 'zod';
import type { VoQuota, VoQuotas } from '@/lib/contracts/environments';
import { requireScope } from '@/lib/server/auth/require-scope';
import { seesVo } from '@/lib/domain/access';
import { nothing, type Resource, RESOURCES } from '@/lib/leases/amounts';
import type { Tx } from '@/lib/server/db/client';
import type { VoQuota as Row } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { loadBookings } from '@/lib/server/services/leases/lease-world';
import { knownVos } from './known-vos';

/** Of every VO that has a quota or a lease; of who is bound to VOs those, whether they have one or not. @throws AppError `forbidden` */
export async function listVoQuotas(options: { readonly context: ServiceContext }): Promise<z.input<typeof VoQuotas>> {
  const { context } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  const rows = await db.voQuota.findMany();
  const taken = await takenNow(db, context.now());
  const known = await knownVos(db, actor);
  const vos = new Set([...rows.map(({ vo }) => vo), ...taken.keys(), ...(actor.vos ?? [])]);
  return {
    items: [...vos]
      .filter((vo) => seesVo(actor, vo))
      .toSorted()
      .map((vo) =>
        quotaBody(
          vo,
          rows.find((row) => row.vo === vo),
          taken.get(vo),
        ),
      ),
    known: [...known],
  };
}

type Taken = Record<Resource, number>;

/** By the leases of each VO at a moment. */
export async function takenNow(db: Tx, now: Date): Promise<ReadonlyMap<string, Taken>> {
  const taken = new Map<string, Taken>();
  for (const { vo, fromMs, untilMs, promised } of await loadBookings(db, now)) {
    if (fromMs > now.getTime() || untilMs <= now.getTime()) continue;
    const sum = taken.get(vo) ?? nothing();
    for (const resource of RESOURCES) sum[resource] += promised[resource];
    taken.set(vo, sum);
  }
  return taken;
}

export const quotaBody = (vo: string, row: Row | undefined, taken: Taken = nothing()): z.input<typeof VoQuota> => ({
  vo,
  vcpus: row?.vcpus ?? null,
  memoryMiB: row?.memoryMiB ?? null,
  diskGiB: row?.diskGiB ?? null,
  domains: row?.domains ?? null,
  ia64Vcpus: row?.ia64Vcpus ?? null,
  taken,
  setByName: row?.setByName ?? null,
  setAt: row?.setAt.toISOString() ?? null,
});
