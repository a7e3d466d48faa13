/**
 * A host answers, and was started anew since it was last heard: what ran on it is to run on it again. Noted before anything of
 * the new reading is written, while the rows still say what ran; two agents, or one that dies right after, note it once.
 */
import type { HostBoot } from '@/lib/domain/readings';
import { hasRestarted } from '@/lib/domain/recovery';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { LOSS_PARTS, type LossRow } from './loss-rows';
import { settleLossAlarm } from './loss-alarm';
import { tellLoss } from './record-loss';
import { activeOn, isToStart, itemsOf, writeItems } from './restart-items';

/** Of the first reading after a host could not be asked, or after an agent began. */
export interface SeenBoot {
  readonly hostId: string;
  readonly at: Date;
  readonly boot: HostBoot | undefined;
}

/** Writes nothing where the host was up all along, or where nothing that ran on it is to be started by itself. */
export async function noteRestart(db: Db, { hostId, at, boot }: SeenBoot): Promise<void> {
  if (boot === undefined) return;
  await db.$transaction(async (tx) => {
    const before = await lockHost(tx, hostId);
    if (before === undefined || before.counterNs === null) return;
    if (!hasRestarted(BigInt(before.counterNs), boot.counterNs)) return;
    await tx.host.update({ where: { id: hostId }, data: { bootCounterNs: boot.counterNs } });
    const were = await activeOn(tx, hostId);
    const open = await tx.hostLoss.findFirst({ where: { hostId, endedAt: null }, include: LOSS_PARTS });
    const toStart = [...itemsOf(were), ...(open?.items ?? [])].some(({ state }) => isToStart(state));
    if (!toStart) return;
    // It was up when it was last heard, and is now.
    const bootedAt = Math.min(at.getTime(), Math.max((boot.at ?? at).getTime(), before.seenAt?.getTime() ?? 0));
    const lossId = await openReturned(tx, before, open, { rebootedAt: new Date(bootedAt), returnedAt: at });
    if (lossId === undefined) return;
    await writeItems(tx, lossId, were);
    const row = await tx.hostLoss.findUniqueOrThrow({ where: { id: lossId } });
    await tellLoss(tx, row, 'it restarted and answers; its domains are started on it again');
  });
}

/** @returns undefined where its domains are being started elsewhere already, or it is being switched off */
async function openReturned(
  tx: Tx,
  host: HostBefore,
  open: LossRow | null,
  times: { readonly rebootedAt: Date; readonly returnedAt: Date },
): Promise<string | undefined> {
  const data = { ...times, state: 'returned', halted: null } satisfies Prisma.HostLossUpdateManyMutationInput;
  if (open === null) {
    const suspectedAt = host.status === 'unreachable' ? host.statusSince : (host.seenAt ?? times.rebootedAt);
    const row = { hostId: host.id, hostName: host.name, hostClass: host.class, suspectedAt, reason: host.statusReason };
    return (await tx.hostLoss.create({ data: { ...row, ...data } })).id;
  }
  const changed = await tx.hostLoss.updateMany({
    where: { id: open.id, state: { in: ['suspected', 'lost', 'returned'] } },
    data: { ...data, version: { increment: 1 } },
  });
  if (changed.count === 0) return undefined;
  await settleLossAlarm(sqlOfTx(tx), host.id, 'The host restarted and answers again.');
  return open.id;
}

interface HostBefore {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly status: string;
  readonly statusSince: Date;
  readonly statusReason: string | null;
  readonly seenAt: Date | null;
  /** A decimal string: 64 bits. */
  readonly counterNs: string | null;
}

async function lockHost(tx: Tx, id: string): Promise<HostBefore | undefined> {
  const rows = await sqlOfTx(tx).query<HostBefore>(LOCK_HOST, [id]);
  return rows[0];
}

const LOCK_HOST = `
  select "id"::text as "id", "name", "class", "status", "statusSince", "statusReason", "seenAt",
    "bootCounterNs"::text as "counterNs"
  from "Host" where "id" = $1::uuid for update`;
