/** Hosts that the slots of a pool run on, and when these are to be maintained: by the pool's loop and by its page. */
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { Tx } from '@/lib/server/db/client';
import { timesOf } from '@/lib/server/services/maintenances/maintenance-rows';
import { openMaintenances } from '@/lib/server/services/maintenances/open-maintenances';

/** Work that is announced on a host, or under way. */
export interface Closing {
  readonly maintenanceId: string;
  readonly hostName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}
export interface PoolHosts {
  /** That a slot may be booted on, as far as its environment says, by name. Empty where nothing of any host is announced. */
  readonly bootable: readonly { readonly id: string; readonly name: string; readonly closing: Closing | undefined }[];
  /** By the id of a slot, what is announced of the host that it is on. */
  readonly closingOf: ReadonlyMap<string, Closing>;
}

interface PoolPart {
  readonly environment: { readonly body: unknown };
  readonly slots: readonly {
    readonly id: string;
    readonly domainId: string | null;
    readonly hostName: string | null;
  }[];
}

/** Ids of the hosts that a slot may go to, as its environment says; undefined: all. */
export async function hostsOf(tx: Tx, pool: Pick<PoolPart, 'environment'>): Promise<readonly string[] | undefined> {
  const { hosts, hostClass } = EnvironmentBody.parse(pool.environment.body);
  if (hosts.length === 0 && hostClass === null) return undefined;
  const rows = await tx.host.findMany({
    where: {
      ...(hosts.length === 0 ? {} : { name: { in: hosts } }),
      ...(hostClass === null ? {} : { class: hostClass }),
    },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** @param options.realOnly simulated hosts boot no slot of a batch system that runs something */
export async function readPoolHosts(
  db: Tx,
  pool: PoolPart,
  { now, realOnly }: { readonly now: Date; readonly realOnly: boolean },
): Promise<PoolHosts> {
  const closings = await readClosings(db, now);
  if (closings.size === 0) return { bootable: [], closingOf: new Map() };
  const ids = await hostsOf(db, pool);
  const hosts = await db.host.findMany({
    select: { id: true, name: true, enabled: true, driver: true },
    orderBy: { name: 'asc' },
  });
  const domainIds = pool.slots.flatMap(({ domainId }) => (domainId === null ? [] : [domainId]));
  const domains = await db.domain.findMany({ where: { id: { in: domainIds } }, select: { id: true, hostId: true } });
  const closingOf = new Map<string, Closing>();
  for (const { id, domainId, hostName } of pool.slots) {
    // Where its domain is now, which may have moved; one that is being made has no row yet.
    const hostId =
      domains.find((domain) => domain.id === domainId)?.hostId ?? hosts.find(({ name }) => name === hostName)?.id;
    const closing = closings.get(hostId ?? '');
    if (closing !== undefined) closingOf.set(id, closing);
  }
  const bootable = hosts.filter(
    ({ id, enabled, driver }) =>
      enabled && (!realOnly || driver !== 'simulated') && (ids === undefined || ids.includes(id)),
  );
  return { bootable: bootable.map(({ id, name }) => ({ id, name, closing: closings.get(id) })), closingOf };
}

/** When the host of a slot closes. One whose host is not chosen yet may come to that which closes first of those that may have it. */
export function closesAtOf(
  { id, state, fitUntilAt }: { readonly id: string; readonly state: string; readonly fitUntilAt: Date | null },
  { bootable, closingOf }: PoolHosts,
): Date | undefined {
  if (state !== 'wanted') return closingOf.get(id)?.startsAt;
  if (fitUntilAt === null) return undefined;
  const fitting = bootable.flatMap(({ closing }) =>
    closing !== undefined && closing.startsAt >= fitUntilAt ? [closing.startsAt] : [],
  );
  return fitting.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** Of each host what begins first, by the host's id: with how far it was put off. */
async function readClosings(db: Tx, now: Date): Promise<ReadonlyMap<string, Closing>> {
  const closings = new Map<string, Closing>();
  for (const row of await openMaintenances(db, now)) {
    const times = timesOf(row);
    const known = closings.get(row.hostId);
    if (known !== undefined && known.startsAt <= times.startsAt) continue;
    closings.set(row.hostId, { maintenanceId: row.id, hostName: row.hostName, ...times });
  }
  return closings;
}
