import type { z } from 'zod';
import type { ForeseeMaintenanceQuery, ForeseenMaintenance } from '@/lib/contracts/maintenances';
import { seesVo } from '@/lib/domain/access';
import { domainId } from '@/lib/domain/ids';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { MINUTE_MS } from '@/lib/utils/time';
import { findMaintenance } from './maintenance-rows';
import { touchedVos } from './touched-vos';

/**
 * What of a VO a maintenance would touch if it began at that time: asked before it is put off, which can be done once. Whether it may be put
 * off so far is not asked.
 * @throws AppError `forbidden`, `not-found` where the VO was not told of it
 */
export async function foreseeMaintenance(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: ForeseeMaintenanceQuery;
}): Promise<z.input<typeof ForeseenMaintenance>> {
  const {
    context: { actor, db },
    id,
    query: { vo, startsAt: wished },
  } = options;
  requireScope(actor, 'leases:read');
  const row = await findMaintenance(db, actor, id);
  if (!seesVo(actor, vo) || !row.vos.some((told) => told.vo === vo)) throw notFound('VO among those that were told');
  const startsAt = new Date(wished);
  const endsAt = new Date(startsAt.getTime() + row.lengthMinutes * MINUTE_MS);
  const touched = (await touchedVos(db, { ...row, startsAt, endsAt }, [vo])).get(vo);
  return {
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    domains: (touched?.domains ?? []).map(({ id: of, name }) => ({ id: domainId(of), name })),
    leases: [...(touched?.leases ?? [])],
  };
}
