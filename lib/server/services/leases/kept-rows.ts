import { z } from 'zod';
import type { KeptDisk, LeaseDetail } from '@/lib/contracts/leases';
import { KEEPING_STATES } from '@/lib/domain/lease-ending';
import type { Tx } from '@/lib/server/db/client';
import type { KeptDisk as Row } from '@/lib/server/db/generated/client';

/** Undefined while it is written. */
export function keptBody(row: Row): z.input<typeof KeptDisk> | undefined {
  const { keptAt, keptUntil } = row;
  if (keptAt === null || keptUntil === null) return undefined;
  return {
    id: row.id,
    domainName: row.domainName,
    target: row.target,
    hostName: row.hostName,
    simulated: row.simulated,
    bytes: row.bytes === null ? null : Number(row.bytes),
    capacityBytes: row.capacityBytes === null ? null : Number(row.capacityBytes),
    sha512: row.sha512,
    keptAt: keptAt.toISOString(),
    keptUntil: keptUntil.toISOString(),
    goneAt: row.goneAt?.toISOString() ?? null,
  };
}

export async function keptOf(db: Tx, leaseId: string): Promise<z.input<typeof LeaseDetail>['kept']> {
  const rows = await db.keptDisk.findMany({ where: { leaseId }, orderBy: [{ domainName: 'asc' }, { target: 'asc' }] });
  return rows.flatMap((row) => keptBody(row) ?? []);
}

export async function keepingsOf(db: Tx, leaseId: string): Promise<z.input<typeof LeaseDetail>['keepings']> {
  const rows = await db.leaseKeeping.findMany({ where: { leaseId }, orderBy: { domainName: 'asc' } });
  return rows.map(({ domainName, state, words }) => ({
    domainName,
    state: z.enum(KEEPING_STATES).parse(state),
    words,
  }));
}
