import { z } from 'zod';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import {
  ADDRESSES_AT_ONCE,
  ADDRESSES_EVERY_MS,
  ADDRESSES_LOOK_EVERY_MS,
  ADDRESSES_RETRY_MS,
  ADDRESSES_WITHOUT_AGENT_MS,
  HEAR_DEADLINE_MS,
} from '@/lib/agent/tunables';
import type { GuestAddress } from '@/lib/domain/guest-address';
import { domainId, type DomainId, hostId } from '@/lib/domain/ids';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { DriverError } from '@/lib/drivers/errors';
import { appendEvents } from '@/lib/server/events/append-event';
import { inTransaction, type Sql } from '@/lib/server/db/sql';
import { encodeJson } from './encode-json';
import type { HostOfGuests } from './hear-guests';

/**
 * Asks the running guests of one host for their addresses, a few at a time, until the signal fires: soon after a guest has come up, and then
 * now and again. One without an agent is asked seldom, for its definition may get one. While a domain moves from or to the host nobody
 * is asked: whoever waits to hear it asks the same agent.
 */
export async function askAddresses(
  ports: Pick<AgentPorts, 'pool' | 'clock' | 'emit'>,
  host: HostOfGuests,
  signal: AbortSignal,
): Promise<void> {
  const askAtMs = new Map<DomainId, number>();
  while (await sleepUnless(ports.clock, ADDRESSES_LOOK_EVERY_MS, signal)) {
    if (!host.owned() || host.isHeld()) continue;
    const running = host.running();
    for (const id of [...askAtMs.keys()].filter((each) => !running.includes(each))) askAtMs.delete(id);
    const nowMs = ports.clock.monotonicMs();
    const queue = running.filter((id) => (askAtMs.get(id) ?? 0) <= nowMs);
    const told = new Map<DomainId, readonly GuestAddress[]>();
    const ask = async () => {
      for (let id = queue.pop(); id !== undefined && !signal.aborted; id = queue.pop()) {
        let again = ADDRESSES_RETRY_MS;
        try {
          const addresses = await host.connection.guestAddresses(id, { deadlineMs: HEAR_DEADLINE_MS, signal });
          told.set(id, addresses);
          if (addresses.length > 0) again = ADDRESSES_EVERY_MS;
        } catch (error) {
          if (!DriverError.is(error)) throw error;
          if (error.kind === 'unsupported') again = ADDRESSES_WITHOUT_AGENT_MS;
        }
        askAtMs.set(id, ports.clock.monotonicMs() + again);
      }
    };
    try {
      await Promise.all(Array.from({ length: ADDRESSES_AT_ONCE }, ask));
      if (told.size > 0) await inTransaction(ports.pool, async (sql) => await writeTold(sql, told, ports.clock.now()));
    } catch (error) {
      if (!signal.aborted) ports.emit({ type: 'loop.error', loop: 'addresses', error });
    }
  }
}

const Written = z.object({
  id: z.string(),
  name: z.string(),
  hostId: z.string().nullable(),
  state: z.enum(DOMAIN_STATES),
  vo: z.string().nullable(),
  changed: z.boolean(),
});

/** The time is of the last telling, whether or not anything is new in it; pages hear of what is. */
async function writeTold(sql: Sql, told: ReadonlyMap<DomainId, readonly GuestAddress[]>, at: Date): Promise<void> {
  const rows = await sql.query(
    `with told as (select * from jsonb_to_recordset($1::jsonb) as t("id" uuid, "addresses" jsonb)),
       before as (
         select d."id", d."guestAddresses" from "Domain" d join told t on t."id" = d."id"
         where d."state" not in ('off', 'crashed') order by d."id" for no key update of d
       )
     update "Domain" d set "guestAddresses" = t."addresses", "guestAddressesAt" = $2::timestamptz
     from told t join before b on b."id" = t."id" where d."id" = t."id"
     returning d."id"::text as "id", d."name", d."hostId"::text as "hostId", d."state", d."vo",
       b."guestAddresses" is distinct from t."addresses" as "changed"`,
    [encodeJson([...told].map(([id, addresses]) => ({ id, addresses }))), at.toISOString()],
  );
  const changed = z
    .array(Written)
    .parse(rows)
    .filter((row) => row.changed);
  await appendEvents(
    sql,
    changed.map((row) => ({
      body: {
        type: 'domain.changed',
        domainId: domainId(row.id),
        domainName: row.name,
        hostId: row.hostId === null ? null : hostId(row.hostId),
        state: row.state,
        previousState: row.state,
      },
      vo: row.vo ?? undefined,
    })),
  );
}
