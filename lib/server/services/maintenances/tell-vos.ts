import { momentWords } from '@/lib/utils/utc-words';
import type { Tx } from '@/lib/server/db/client';
import { fileMaintenanceNotice } from '@/lib/server/services/notices/file-maintenance-notice';
import { MAINTENANCE_PARTS, type MaintenanceRow, timesOf } from './maintenance-rows';
import { touchedVos } from './touched-vos';

/**
 * Tells each VO that the maintenance touches and that was not told of it yet; both or neither, so that of two who look at once each VO is
 * told once.
 * @returns the row with all that were told, and those that were told by this
 */
export async function tellTouchedVos(
  tx: Tx,
  row: MaintenanceRow,
  now: Date,
): Promise<{ readonly row: MaintenanceRow; readonly told: readonly string[] }> {
  const times = timesOf(row);
  const touched = await touchedVos(tx, { ...row, ...times });
  const fresh = untoldOf(row, touched);
  if (fresh.length === 0) return { row, told: [] };
  const made = await tx.maintenanceVo.createManyAndReturn({
    data: fresh.map((vo) => ({ maintenanceId: row.id, vo, toldAt: now })),
    skipDuplicates: true,
    select: { vo: true },
  });
  const told = made.map(({ vo }) => vo).toSorted();
  for (const vo of told)
    await fileMaintenanceNotice(tx, {
      maintenance: row,
      kind: 'maintenance',
      key: 'announced',
      vo,
      sentence: `${row.hostName} is to be maintained from ${momentWords(times.startsAt.getTime())} to ${momentWords(times.endsAt.getTime())}, which touches ${touchWords(touched.get(vo))} of ${vo}: ${row.reason}${/[.!?]$/.test(row.reason) ? '' : '.'} ${askedWords(row, now)}`,
      now,
    });
  return { row: await tx.maintenance.findUniqueOrThrow({ where: { id: row.id }, include: MAINTENANCE_PARTS }), told };
}

const untoldOf = (row: MaintenanceRow, touched: ReadonlyMap<string, unknown>): readonly string[] =>
  [...touched.keys()].filter((vo) => !row.vos.some((told) => told.vo === vo)).toSorted();

/** VOs that it touches by now and that were not told of it. */
export const untoldVos = async (db: Tx, row: MaintenanceRow): Promise<readonly string[]> =>
  untoldOf(row, await touchedVos(db, { ...row, ...timesOf(row) }));

function touchWords(
  touched: { readonly domains: readonly unknown[]; readonly leases: readonly unknown[] } | undefined,
): string {
  const [domains, leases] = [touched?.domains.length ?? 0, touched?.leases.length ?? 0];
  return domains > 0
    ? `${domains} ${domains === 1 ? 'domain' : 'domains'}`
    : `${leases} ${leases === 1 ? 'lease' : 'leases'}`;
}

function askedWords({ answersDueAt, deferrableUntilAt }: MaintenanceRow, now: Date): string {
  if (answersDueAt <= now) return 'The time to answer was over when this touched the VO.';
  const off =
    deferrableUntilAt === null ? '' : ` or put it off, to ${momentWords(deferrableUntilAt.getTime())} at most,`;
  return `Consent${off} by ${momentWords(answersDueAt.getTime())}; silence counts as consent.`;
}
