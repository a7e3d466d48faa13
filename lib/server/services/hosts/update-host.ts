import type { z } from 'zod';
import { FenceSetting, type HostDetail, type UpdateHost } from '@/lib/contracts/hosts';
import type { EventBody } from '@/lib/contracts/events';
import { AppError } from '@/lib/domain/errors';
import { hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { sealCredentials } from '@/lib/server/crypto/seal-credentials';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { Tx } from '@/lib/server/db/client';
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
      await requireFence(tx, input.fence, before);
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
    ...(input.secondPath === undefined ? {} : { secondPath: input.secondPath }),
    ...(input.fence === undefined ? {} : fenceChanges(input.fence, before.id, made.secret)),
    enabled,
    ...(status === before.status ? {} : { status, statusSince: made.now, statusReason: null }),
  };
}

/** Without a password the one before stays, for the same card alone: another card has another. */
function fenceChanges(
  wish: NonNullable<UpdateHost['fence']>,
  id: string,
  secret: string,
): Pick<Prisma.HostUpdateManyMutationInput, 'fence' | 'fencePasswordEncrypted'> {
  if (wish.method !== 'ipmi') return { fence: wish, fencePasswordEncrypted: null };
  const { password, ...fence } = wish;
  if (password === undefined) return { fence };
  return { fence, fencePasswordEncrypted: new Uint8Array(sealCredentials({ password }, { secret, bind: id })) };
}

/** @throws AppError `bad-request` where this host cannot be switched off that way. */
async function requireFence(tx: Tx, wish: UpdateHost['fence'], before: Host): Promise<void> {
  const refuse = (field: string, message: string) => {
    throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
  };
  if (wish === undefined) return;
  if (wish.method === 'simulated' && before.driver !== 'simulated')
    refuse('fence.method', 'is for simulated hosts: this one has no simulated power switch');
  if (wish.method === 'domain') {
    const machine = await tx.domain.findUnique({ where: { id: wish.domainId }, select: { hostId: true } });
    if (machine === null) refuse('fence.domainId', 'is no domain that Gridbox knows');
    else if (machine.hostId === before.id)
      refuse('fence.domainId', 'runs on this very host, which cannot switch itself off');
  }
  if (wish.method === 'ipmi' && wish.password === undefined) {
    const known = FenceSetting.safeParse(before.fence);
    const same =
      known.success &&
      known.data.method === 'ipmi' &&
      known.data.address === wish.address &&
      known.data.port === wish.port;
    if (!same || before.fencePasswordEncrypted === null)
      refuse('fence.password', 'has to be given for a management card that Gridbox does not know yet');
  }
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
  fence: host.fence,
  secondPath: host.secondPath,
});
