/** Whose domains and leases a maintenance touches. */
import { HOLDING_STATES } from '@/lib/domain/lease';
import type { Tx } from '@/lib/server/db/client';

export interface Touched {
  readonly domains: readonly { readonly id: string; readonly name: string }[];
  readonly leases: readonly { readonly id: string; readonly number: number }[];
}
interface Where {
  readonly hostId: string;
  readonly hostName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/**
 * By VO: domains that are on the host now, leases that these are of, and leases that may use this host alone in that time. Where a lease goes
 * that may use several nobody knows before it is prepared. A lease that ends before is not touched, nor are its domains.
 * @param vos those of these alone; undefined: all
 */
export async function touchedVos(
  db: Tx,
  { hostId, hostName, startsAt, endsAt }: Where,
  vos?: readonly string[],
): Promise<ReadonlyMap<string, Touched>> {
  const mine = vos === undefined ? { not: null } : { in: [...vos] };
  const domains = await db.domain.findMany({
    where: { hostId, missingSince: null, vo: mine },
    select: { id: true, name: true, vo: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const leases = await db.lease.findMany({
    where: {
      state: { in: [...HOLDING_STATES] },
      ...(vos === undefined ? {} : { vo: { in: [...vos] } }),
      OR: [
        { site: { nodes: { some: { domainId: { in: domains.map(({ id }) => id) } } } } },
        { hosts: { equals: [hostName] }, approvedStartsAt: { lt: endsAt }, approvedEndsAt: { gt: startsAt } },
      ],
    },
    select: {
      id: true,
      number: true,
      vo: true,
      state: true,
      approvedEndsAt: true,
      site: { select: { nodes: { select: { domainId: true } } } },
    },
    orderBy: { number: 'asc' },
  });
  const over = leases.filter((lease) => endsBefore(lease, startsAt));
  const going = new Map(
    over.flatMap(({ vo, site }) => site?.nodes.map(({ domainId }) => [domainId, vo] as const) ?? []),
  );
  const touched = new Map<string, { domains: Touched['domains'][number][]; leases: Touched['leases'][number][] }>();
  const of = (vo: string) => {
    const found = touched.get(vo) ?? { domains: [], leases: [] };
    touched.set(vo, found);
    return found;
  };
  // A domain that was given to another VO since is that VO's, and goes with no lease of the one before.
  for (const { vo, id, name } of domains) if (vo !== null && going.get(id) !== vo) of(vo).domains.push({ id, name });
  for (const lease of leases)
    if (!over.includes(lease)) of(lease.vo).leases.push({ id: lease.id, number: lease.number });
  return touched;
}

/** One that is late in going ends when nobody knows: while it is there it is touched. */
const endsBefore = (
  { state, approvedEndsAt }: { readonly state: string; readonly approvedEndsAt: Date | null },
  at: Date,
): boolean => state !== 'ending' && state !== 'not-clean' && approvedEndsAt !== null && approvedEndsAt <= at;
