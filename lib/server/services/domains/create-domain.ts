import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CreateDomain } from '@/lib/contracts/domain-making';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { PlacementCandidate } from '@/lib/domain/placement';
import { OPERATIONS } from '@/lib/operations/registry';
import { checkAllForCreate } from '@/lib/placement/create/check-create';
import { imagesNamed } from '@/lib/placement/create/settle-wish';
import { chooseTarget } from '@/lib/placement/choose-target';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadCreation } from '@/lib/server/inventory/placement-input';
import { requireAllowedImage } from '@/lib/server/services/image-trust/require-allowed-image';
import { sourcesOf } from '@/lib/server/services/image-trust/sources-of';
import { refusalBody } from '@/lib/server/services/migrations/candidate-body';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { useImage } from '@/lib/server/services/images/use-image';
import { claimContext } from './make-context';
import { settleByInventory } from './wish-facts';

export interface CreateDomainOptions {
  readonly context: ServiceContext;
  readonly body: CreateDomain;
  /** Whose things are taken away together, e.g. `site:` and an id; left out: the account's. */
  readonly owner?: string | undefined;
  /** Of `makeContext`: what the domain is told, on a disk of its own. */
  readonly contextId?: string | undefined;
  /** A snapshot of its VO that its first disk starts from: whoever asks has seen to it that it may. */
  readonly keptDiskId?: string | undefined;
  /** Where no host is named, simulated ones are left out: for what is to run something in its guest. */
  readonly realOnly?: boolean | undefined;
  /** Where no host is named, the only ones among which one is chosen, by their ids; left out: all. */
  readonly among?: readonly string[] | undefined;
  readonly call: CommandCall;
}

/** {@link submitCreation} in a transaction of its own, with the answer to the caller. */
export async function createDomain(options: CreateDomainOptions): Promise<z.input<typeof OperationAccepted>> {
  const { context, call } = options;
  const operation = await context.db.$transaction(async (tx) => await submitCreation(tx, options));
  return await acceptedBody(context.db, operation, call);
}

/**
 * Queues the making of a domain, after the check of every host. Creations are asked for one after the other, so that two never
 * count on the same memory or the same name. The agent checks again on what the host says then.
 * @throws AppError `forbidden`, `bad-request` for a wish that cannot be, `conflict` for a name that is taken or a used key,
 * `refused` with every reason in `detail.refusals`, or with what the VO's rule of images says against it.
 */
export async function submitCreation(tx: Tx, options: CreateDomainOptions): Promise<Operation> {
  const { context, body, owner, contextId, keptDiskId, realOnly = false, among, call } = options;
  requireScope(context.actor, 'domains:create');
  // What stands against a host tells much about it.
  requireScope(context.actor, 'hosts:read');
  const { hostId, reason, ...wished } = body;
  const input = {
    ...wished,
    ...(owner === undefined ? {} : { owner }),
    ...(contextId === undefined ? {} : { contextId }),
    ...(keptDiskId === undefined ? {} : { keptDiskId }),
  };
  const id = newDomainId(context.actor.userId, call.idempotencyKey);
  const question = { idempotencyKey: call.idempotencyKey, kind: 'create-domain', input, domainId: id, hostId } as const;
  await tx.$queryRawUnsafe(ONE_AT_A_TIME);
  const earlier = await findEarlierOperation(tx, context, question);
  if (earlier !== undefined) return earlier;
  await requireNewName(tx, body.name);
  const wish = await settleByInventory(tx, context.actor, body);
  const sources = { ...sourcesOf(wish), kept: keptDiskId !== undefined };
  await requireAllowedImage(tx, { vo: wish.metadata.vo, sources, now: context.now() });
  const { hosts: loaded, context: placed } = await loadCreation(sqlOfTx(tx), {
    groups: wish.metadata,
    now: context.now(),
    only: hostId === undefined ? among : [hostId],
  });
  const hosts = realOnly && hostId === undefined ? loaded.filter(({ simulated }) => !simulated) : loaded;
  const candidates = checkAllForCreate(wish, id, hosts, placed);
  const target = hostId === undefined ? choose(candidates) : requireHost(candidates);
  const submitted = await submitCommand(tx, context, call, {
    action: 'createDomain',
    kind: 'create-domain',
    input,
    title: OPERATIONS['create-domain'].title({ domain: wish.name, host: target.hostName }),
    reason,
    domain: { id, name: wish.name, vo: wish.metadata.vo ?? null },
    hostId: target.hostId,
    hostName: target.hostName,
  });
  if (contextId !== undefined) await claimContext(tx, contextId, id);
  // From here on no collection removes what it is to be made of.
  for (const imageId of imagesNamed(body))
    // Who sees an image may not see every domain that is made of it.
    await useImage(tx, { imageId, subject: `domain:${id}`, reason: 'a domain is made of it' });
  return submitted.operation;
}

/** Held until the transaction ends; it lasts milliseconds. The number is of no meaning but being ours. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(7119019)::text as "locked"`;

/** The same for the same request: a key that is used again stands for the very same domain. */
function newDomainId(userId: string, key: string | undefined): DomainId {
  if (key === undefined) return domainId(randomUUID());
  const hex = createHash('sha256')
    .update(JSON.stringify(['create-domain', userId, key]))
    .digest('hex');
  // Version 8 of RFC 9562: made our own way.
  return domainId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}

async function requireNewName(tx: Tx, name: string): Promise<void> {
  const [taken] = await sqlOfTx(tx).query<{ where: string }>(NAME_TAKEN, [name]);
  if (taken === undefined) return;
  const message = `there is a domain ${name} already, ${taken.where}`;
  throw new AppError('conflict', `name: ${message}`, { fields: [{ field: 'name', message }] });
}
const NAME_TAKEN = `
  select 'on ' || coalesce(h."name", 'no host now') as "where" from "Domain" d left join "Host" h on h."id" = d."hostId"
  where d."name" = $1 and d."missingSince" is null
  union all
  select 'being made' from "Operation" o
  where o."kind" = 'create-domain' and o."state" in ('queued', 'running') and o."input"->>'name' = $1
  limit 1`;

function choose(candidates: readonly PlacementCandidate[]): PlacementCandidate {
  const choice = chooseTarget(candidates);
  if (choice.kind === 'chosen') return choice.candidate;
  throw new AppError('refused', choice.reason, { detail: { counts: choice.counts } });
}

function requireHost([found]: readonly PlacementCandidate[]): PlacementCandidate {
  if (found === undefined) {
    const message = 'there is no such host';
    throw new AppError('bad-request', `hostId: ${message}`, { fields: [{ field: 'hostId', message }] });
  }
  if (found.verdict !== 'refused') return found;
  const refusals = found.refusals.map(refusalBody);
  throw new AppError('refused', refusals[0]?.sentence ?? `${found.hostName} cannot take it.`, { detail: { refusals } });
}
