import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CreateHost, HostDetail } from '@/lib/contracts/hosts';
import { DEFAULT_MIGRATIONS_IN, DEFAULT_MIGRATIONS_OUT } from '@/lib/domain/host';
import { hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { sealCredentials } from '@/lib/server/crypto/seal-credentials';
import { isUniqueViolation } from '@/lib/server/db-errors';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkHostUri, checkMigrationUri } from './check-host-uri';
import { requireFree, taken } from './host-conflicts';
import { unsafeReadHost } from './read-host';

/**
 * Adds a host; the agent connects to it by itself.
 * @throws AppError `bad-request` for an address that is not allowed, `conflict` where name or address is taken.
 */
export async function createHost(options: {
  readonly context: ServiceContext;
  readonly input: CreateHost;
  readonly secret?: string | undefined;
}): Promise<z.input<typeof HostDetail>> {
  const { context, input, secret = getConfig().secret } = options;
  requireScope(context.actor, 'hosts:write');
  const driver = checkHostUri(input.uri);
  checkMigrationUri(input.migrationUri);
  const id = randomUUID();
  const sealed =
    input.credentials === undefined ? null : new Uint8Array(sealCredentials(input.credentials, { secret, bind: id }));
  const limits = {
    migrationsInLimit: input.limits?.migrationsIn ?? DEFAULT_MIGRATIONS_IN,
    migrationsOutLimit: input.limits?.migrationsOut ?? DEFAULT_MIGRATIONS_OUT,
  };
  try {
    await context.db.$transaction(async (tx) => {
      await requireFree(tx, input);
      await tx.host.create({
        data: {
          id,
          name: input.name,
          uri: input.uri,
          driver,
          class: input.class,
          migrationUri: input.migrationUri ?? null,
          credentialsEncrypted: sealed,
          fence: { method: driver === 'simulated' ? 'simulated' : 'manual' },
          ...limits,
        },
      });
      await writeAudit(tx, context, {
        action: 'createHost',
        scope: 'hosts:write',
        subjectType: 'host',
        subjectId: id,
        subjectName: input.name,
        after: {
          name: input.name,
          uri: input.uri,
          class: input.class,
          migrationUri: input.migrationUri,
          ...limits,
          credentials: sealed === null ? 'none' : 'set',
        },
      });
      await appendEvent(tx, { type: 'host.added', hostId: hostId(id), hostName: input.name });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? taken(error) : error;
  }
  return await unsafeReadHost({ context, id });
}
