import type { z } from 'zod';
import { type Environment, EnvironmentBody, type EnvironmentDetail } from '@/lib/contracts/environments';
import { type Actor, hasScope, refusalOf, type Scope } from '@/lib/domain/access';
import { HOLDING_STATES, offeredTo } from '@/lib/domain/lease';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Environment as Row, Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { lookAtNetwork } from './look-at-network';

/** Who is bound to VOs sees what one of these may ask for, and what one of these has. */
export const visibleEnvironments = (actor: Actor): Prisma.EnvironmentWhereInput => {
  if (actor.vos === undefined) return {};
  const vos = [...actor.vos];
  return { OR: [{ vos: { isEmpty: true } }, { vos: { hasSome: vos } }, { leases: { some: { vo: { in: vos } } } }] };
};

/** @throws AppError `not-found` where there is none, or it is of VOs that are not the actor's. */
export async function findEnvironment(db: Pick<Tx, 'environment'>, actor: Actor, id: string): Promise<Row> {
  const row = await db.environment.findFirst({ where: { AND: [{ id }, visibleEnvironments(actor)] } });
  if (row === null) throw notFound('environment');
  return row;
}

/** Without the VOs of others for who is bound to some, and without hosts for who sees none. */
function bodyFor(actor: Actor, row: Pick<Row, 'body'>): EnvironmentBody {
  const body = EnvironmentBody.parse(row.body);
  return {
    ...body,
    vos: actor.vos === undefined ? body.vos : body.vos.filter((vo) => actor.vos?.includes(vo) === true),
    hosts: hasScope(actor, 'hosts:read') ? body.hosts : [],
  };
}

interface Use {
  readonly name: string;
  readonly leases: number;
  readonly open: number;
  readonly startMs: number | null;
}

/** Of the leases that the actor sees, by name of their environment. */
async function useOf(db: Tx, actor: Actor, names: readonly string[]): Promise<ReadonlyMap<string, Use>> {
  const rows = await sqlOfTx(db).query<Use>(USE, [
    [...names],
    actor.vos === undefined ? null : [...actor.vos],
    [...HOLDING_STATES],
  ]);
  return new Map(rows.map((row) => [row.name, row]));
}
const USE = `
  select e."name", count(l."activeAt")::int as "leases", (count(*) filter (where l."state" = any($3::text[])))::int as "open",
    (percentile_cont(0.5) within group (order by extract(epoch from l."activeAt" - l."preparingAt") * 1000)
      filter (where l."activeAt" is not null))::float8 as "startMs"
  from "Lease" l join "Environment" e on e."id" = l."environmentId"
  where e."name" = any($1::text[]) and ($2::text[] is null or l."vo" = any($2::text[]))
  group by e."name"`;

export async function environmentBodies(
  db: Tx,
  actor: Actor,
  rows: readonly Row[],
): Promise<z.input<typeof Environment>[]> {
  const uses = await useOf(
    db,
    actor,
    rows.map(({ name }) => name),
  );
  return rows.map((row) => {
    const { leases = 0, open = 0, startMs = null } = uses.get(row.name) ?? {};
    return {
      id: row.id,
      name: row.name,
      version: row.version,
      body: bodyFor(actor, row),
      createdByName: row.createdByName,
      createdAt: row.createdAt.toISOString(),
      retiredAt: row.retiredAt?.toISOString() ?? null,
      use: { leases, open, startMs },
    };
  });
}

/** @throws AppError `not-found` */
export async function environmentDetail(db: Tx, actor: Actor, id: string): Promise<z.input<typeof EnvironmentDetail>> {
  const row = await findEnvironment(db, actor, id);
  const versions = await db.environment.findMany({
    where: { AND: [{ name: row.name }, visibleEnvironments(actor)] },
    orderBy: { version: 'desc' },
  });
  const newest = await newestOf(db, row.name);
  const [body] = await environmentBodies(db, actor, [row]);
  if (body === undefined) throw notFound('environment');
  const can = (scope: Scope, reason: string | undefined) => {
    const refused = hasScope(actor, scope) ? reason : refusalOf(actor.role, scope);
    return refused === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason: refused } as const);
  };
  return {
    ...body,
    versions: versions.map((each) => ({
      id: each.id,
      version: each.version,
      createdByName: each.createdByName,
      createdAt: each.createdAt.toISOString(),
      retiredAt: each.retiredAt?.toISOString() ?? null,
    })),
    network: row.retiredAt === null ? await lookAtNetwork(db, actor, EnvironmentBody.parse(row.body)) : null,
    can: {
      edit: can('environments:write', editRefusal(row, newest)),
      retire: can('environments:write', row.retiredAt === null ? undefined : 'It is offered no more already.'),
      request: can('leases:request', requestRefusal(actor, row)),
    },
  };
}

export async function newestOf(db: Pick<Tx, 'environment'>, name: string): Promise<number> {
  const found = await db.environment.aggregate({ where: { name }, _max: { version: true } });
  return found._max.version ?? 0;
}

/** Why a version may not be the ground of the next one; undefined where it may. */
export const editRefusal = (row: Pick<Row, 'version'>, newest: number): string | undefined =>
  row.version < newest ? `There is a version ${newest} already; change that one.` : undefined;

/** Why none of the actor's VOs may ask for it; undefined where one may. */
export function requestRefusal(actor: Actor, row: Pick<Row, 'retiredAt' | 'vos'>): string | undefined {
  if (row.retiredAt !== null) return 'It is offered no more; take another version.';
  return offeredTo(actor, row.vos) ? undefined : 'It is not offered to your VO.';
}
