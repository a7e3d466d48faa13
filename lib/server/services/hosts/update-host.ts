import type { z } from 'zod';
import type { HostDetail, UpdateHost } from '@/lib/contracts/hosts';
import type { EventBody } from '@/lib/contracts/events';
import { AppError } from '@/lib/domain/errors';
import { hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { sealCredentials } from '@/lib/server/crypto/seal-credentials';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { Host, Prisma } from '@/lib/server/db/generated/client';
import { appendEvents } from '@/lib/server/events/append-event';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkHostUri, checkMigrationUri } from './check-host-uri';
import { requireFree, taken } from './host-conflicts';
import { unsafeReadHost } from './read-host';

/**
 * Edits a host. With a version (of `If-Match`, or in the body) the edit of an older one is a conflict. Another address or
 * other credentials make the agent connect anew; disabling makes it leave the host alone.
 * @throws AppError `bad-request`, `not-found`, `conflict`.
 */
export async function updateHost(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: UpdateHost;
  readonly ifMatch: number | undefined;
  readonly secret?: string | undefined;
}): Promise<z.input<typeof HostDetail>> {
  const { context, id, input, secret = getConfig().secret } = options;
  requireScope(context.actor, 'hosts:write');
  const driver = input.uri === undefined ? undefined : checkHostUri(input.uri);
  checkMigrationUri(input.migrationUri);
  const wanted = options.ifMatch ?? input.version;
  try {
    await context.db.$transaction(async (tx) => {
      const before = await tx.host.findUnique({ where: { id } });
      if (before === null) throw notFound('host');
      if (wanted !== undefined && wanted !== before.version) throw changedMeanwhile(before.version);
      await requireFree(tx, input, id);
      const data = changesOf(input, before, { driver, secret, now: context.now() });
      // The version read above decides, so that of two edits at once one is told.
      const changed = await tx.host.updateMany({
        where: { id, version: before.version },
        data: { ...data, version: { increment: 1 } },
      });
      if (changed.count === 0) throw changedMeanwhile(before.version + 1);
      const after = await tx.host.findUniqueOrThrow({ where: { id } });
      await writeAudit(tx, context, {
        action: 'updateHost',
        scope: 'hosts:write',
        subjectType: 'host',
        subjectId: id,
        subjectName: after.name,
        before: facts(before),
        after: {
          ...facts(after),
          ...(input.credentials === undefined
            ? {}
            : { credentials: input.credentials === null ? 'removed' : 'replaced' }),
        },
      });
      const event: EventBody = { type: 'host.changed', hostId: hostId(id), hostName: after.name };
      const status = after.status === before.status ? [] : [statusEvent(after)];
      await appendEvents(
        sqlOfTx(tx),
        [event, ...status].map((body) => ({ body, vo: undefined })),
      );
    });
  } catch (error) {
    throw isUniqueViolation(error) ? taken(error) : error;
  }
  return await unsafeReadHost({ context, id });
}

function changesOf(
  input: UpdateHost,
  before: Host,
  made: { readonly driver: string | undefined; readonly secret: string; readonly now: Date },
): Prisma.HostUpdateManyMutationInput {
  const { credentials, limits } = input;
  const enabled = input.enabled ?? before.enabled;
  const reconnects = enabled && (input.uri !== undefined || credentials !== undefined || !before.enabled);
  const status = enabled ? (reconnects ? 'connecting' : before.status) : 'disabled';
  return {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.class === undefined ? {} : { class: input.class }),
    ...(input.uri === undefined ? {} : { uri: input.uri }),
    ...(made.driver === undefined ? {} : { driver: made.driver }),
    ...(input.migrationUri === undefined ? {} : { migrationUri: input.migrationUri }),
    ...(credentials === undefined
      ? {}
      : {
          credentialsEncrypted:
            credentials === null
              ? null
              : new Uint8Array(sealCredentials(credentials, { secret: made.secret, bind: before.id })),
        }),
    ...(limits?.migrationsIn === undefined ? {} : { migrationsInLimit: limits.migrationsIn }),
    ...(limits?.migrationsOut === undefined ? {} : { migrationsOutLimit: limits.migrationsOut }),
    ...(input.maintenance === undefined ? {} : { maintenance: input.maintenance }),
    enabled,
    ...(status === before.status ? {} : { status, statusSince: made.now, statusReason: null }),
  };
}

const statusEvent = (host: Host): EventBody => ({
  type: 'host.status',
  hostId: hostId(host.id),
  hostName: host.name,
  status: host.enabled ? 'connecting' : 'disabled',
  reason: null,
});

const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'Somebody changed this host since you read it. Read it again and repeat your edit.', {
    detail: { version },
  });

const facts = (host: Host) => ({
  name: host.name,
  uri: host.uri,
  class: host.class,
  migrationUri: host.migrationUri,
  maintenance: host.maintenance,
  enabled: host.enabled,
  migrationsInLimit: host.migrationsInLimit,
  migrationsOutLimit: host.migrationsOutLimit,
});
