import { hasScope, type Actor } from '@/lib/domain/access';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

/**
 * When something changed that the caller may know of, as a table `r` with its column `at`: for a VO admin the own domains' records.
 * Hosts' records are left out there, since whether a host was theirs to see depends on what it held.
 */
const recordsOf = (actor: Actor, condition: Prisma.Sql): readonly Prisma.Sql[] => {
  const ofDomains = Prisma.sql`select r."at" from "DomainRecord" r where ${condition}`;
  return [
    actor.vos === undefined ? ofDomains : Prisma.sql`${ofDomains} and r."vo" = any(${[...actor.vos]})`,
    ...(hasScope(actor, 'hosts:read') ? [Prisma.sql`select r."at" from "HostRecord" r where ${condition}`] : []),
  ];
};

/** The earliest or the latest of them, by the end of an index. */
function firstOf(actor: Actor, condition: Prisma.Sql, direction: 'asc' | 'desc'): Prisma.Sql {
  const order = Prisma.raw(direction);
  const each = recordsOf(actor, condition).map((from) => Prisma.sql`(${from} order by r."at" ${order} limit 1)`);
  return Prisma.sql`select one."at" from (${Prisma.join(each, ' union all ')}) one order by one."at" ${order} limit 1`;
}

/**
 * The last change before the second of a moment, and the last of the next second in which there is one: moments are told to the second,
 * so that every step from one to the other is seen to be one. What changed within one second is one step.
 */
export async function readChangesAround(
  { actor, db }: Pick<ServiceContext, 'actor' | 'db'>,
  at: Date,
): Promise<{ readonly before: Date | undefined; readonly after: Date | undefined }> {
  const rows = await db.$queryRaw<{ before: Date | null; next: Date | null }[]>`
    select (${firstOf(actor, Prisma.sql`r."at" < date_trunc('second', ${at}::timestamptz)`, 'desc')}) as "before",
      (${firstOf(actor, Prisma.sql`r."at" > ${at}::timestamptz`, 'asc')}) as "next"`;
  const { before, next } = rows[0] ?? { before: null, next: null };
  if (next === null) return { before: before ?? undefined, after: undefined };
  const last = await db.$queryRaw<{ at: Date }[]>`${firstOf(
    actor,
    Prisma.sql`r."at" >= ${next}::timestamptz and r."at" < date_trunc('second', ${next}::timestamptz) + interval '1 second'`,
    'desc',
  )}`;
  return { before: before ?? undefined, after: last[0]?.at ?? next };
}

/**
 * The last change of each of `parts` equal parts of a span, where there is one: as many probes of an index as there are parts,
 * however much happened.
 */
export async function readMarks(
  { actor, db }: Pick<ServiceContext, 'actor' | 'db'>,
  span: { readonly since: Date; readonly until: Date; readonly parts: number },
): Promise<Date[]> {
  const partMs = (span.until.getTime() - span.since.getTime()) / span.parts;
  const start = (part: Prisma.Sql) =>
    Prisma.sql`${span.since}::timestamptz + ${part} * ${partMs}::float8 * interval '1 millisecond'`;
  const inside = Prisma.sql`r."at" > ${start(Prisma.sql`part`)} and r."at" <= ${start(Prisma.sql`(part + 1)`)}`;
  const rows = await db.$queryRaw<{ at: Date }[]>`
    select last."at" from generate_series(0, ${span.parts - 1}::int) as part
    cross join lateral (${firstOf(actor, inside, 'desc')}) last order by last."at"`;
  return rows.map(({ at }) => at);
}
