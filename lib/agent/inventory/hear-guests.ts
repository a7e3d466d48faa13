import type { HostConnection } from '@/lib/drivers/port';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainId } from '@/lib/domain/ids';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import { HEAR_AT_ONCE, HEAR_DEADLINE_MS, HEAR_EVERY_MOVING_MS, HEAR_EVERY_MS } from '@/lib/agent/tunables';
import { sqlOfPool } from '@/lib/server/db/sql';

/** A host while its connection stands, as those see it who ask its guests. */
export interface HostOfGuests {
  readonly connection: HostConnection;
  readonly running: () => readonly DomainId[];
  readonly owned: () => boolean;
  /** A domain moves from or to this host. */
  readonly isHeld: () => boolean;
}

/**
 * Asks every running guest of one host for a sign of life, a few at a time, until the signal fires. A guest without a
 * channel is asked in vain and stays unheard, which is what the page then says.
 */
export async function hearGuests(ports: AgentPorts, host: HostOfGuests, signal: AbortSignal): Promise<void> {
  let heardMs = ports.clock.monotonicMs();
  while (await sleepUnless(ports.clock, HEAR_EVERY_MS, signal)) {
    const nowMs = ports.clock.monotonicMs();
    if (!host.owned() || (host.isHeld() && nowMs - heardMs < HEAR_EVERY_MOVING_MS)) continue;
    heardMs = nowMs;
    const heard = new Map<string, { uptimeMs: number; at: Date }>();
    const queue = [...host.running()];
    const ask = async () => {
      for (let id = queue.pop(); id !== undefined && !signal.aborted; id = queue.pop()) {
        try {
          const sign = await host.connection.hearGuest(id, { deadlineMs: HEAR_DEADLINE_MS, signal });
          heard.set(id, { uptimeMs: Math.round(sign.uptimeMs), at: sign.heardAt });
        } catch (error) {
          // Silence is an answer: `guestHeardAt` grows old.
          if (!DriverError.is(error)) throw error;
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: HEAR_AT_ONCE }, ask));
      await writeHeard(ports, heard);
    } catch (error) {
      if (!signal.aborted) ports.emit({ type: 'loop.error', loop: 'hear', error });
    }
  }
}

async function writeHeard(
  ports: AgentPorts,
  heard: ReadonlyMap<string, { uptimeMs: number; at: Date }>,
): Promise<void> {
  if (heard.size === 0) return;
  const signs = [...heard.values()];
  await sqlOfPool(ports.pool).query(
    `update "Domain" d set "guestUptimeMs" = h.uptime, "guestHeardAt" = h.at
     from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as h(id, uptime, at)
     where d."id" = h.id and d."state" not in ('off', 'crashed')`,
    [[...heard.keys()], signs.map((sign) => sign.uptimeMs), signs.map((sign) => sign.at)],
  );
}
