import { AppError } from '@/lib/domain/errors';
import { parseQuery, type NumberField, type QueryTerm, type TextField } from '@/lib/domain/query-language';
import type { Actor } from '@/lib/domain/access';
import type { ListDomainsQuery } from '@/lib/contracts/domains';
import { Prisma } from '@/lib/server/db/generated/client';

/** Conditions over the aliases `d` (Domain), `h` (its Host) and `op` (the operation that holds it), joined by *and*. */
export function domainFilter(
  actor: Actor,
  query: Omit<ListDomainsQuery, 'page' | 'pageSize' | 'sort' | 'order'>,
): Prisma.Sql {
  const conditions = [visibleTo(actor), ...termsOf(query.q).map(conditionOf)];
  if (query.state !== undefined) conditions.push(Prisma.sql`d.state = any(${query.state})`);
  if (query.role !== undefined) conditions.push(Prisma.sql`d.roles && ${query.role}::text[]`);
  if (query.vo !== undefined) conditions.push(Prisma.sql`d.vo = any(${query.vo})`);
  if (query.tag !== undefined) conditions.push(Prisma.sql`d.tags && ${query.tag}::text[]`);
  if (query.host !== undefined) conditions.push(Prisma.sql`d."hostId" = ${query.host}::uuid`);
  return Prisma.join(conditions, ' and ');
}

/** Every read of domains carries it: a VO admin's world holds the own VOs only. */
export const visibleTo = (actor: Actor, alias = 'd'): Prisma.Sql =>
  actor.vos === undefined ? Prisma.sql`true` : Prisma.sql`${Prisma.raw(alias)}.vo = any(${[...actor.vos]})`;

function termsOf(text: string | undefined): readonly QueryTerm[] {
  if (text === undefined) return [];
  const parsed = parseQuery(text);
  if (parsed.ok) return parsed.terms;
  const { message, position } = parsed;
  throw new AppError('bad-request', `q: ${message}`, { fields: [{ field: 'q', message }], detail: { position } });
}

function conditionOf(term: QueryTerm): Prisma.Sql {
  const condition = positive(term);
  // A null is not a match, and so a negated one is.
  return term.negated ? Prisma.sql`(${condition}) is not true` : Prisma.sql`(${condition})`;
}

function positive(term: QueryTerm): Prisma.Sql {
  switch (term.kind) {
    case 'state':
      return Prisma.sql`d.state = any(${[...term.values]})`;
    case 'role':
      return Prisma.sql`d.roles && ${[...term.values]}::text[]`;
    case 'word': {
      const pattern = `%${escapeLike(term.word)}%`;
      return Prisma.sql`d.name ilike ${pattern} or d.id::text ilike ${pattern}`;
    }
    case 'text':
      return textCondition(term.field, term.patterns.map(likeOf));
    case 'number':
      return Prisma.sql`${NUMBERS[term.field]} ${COMPARISONS[term.comparison]} ${term.value}::float8`;
    case 'flag':
      return FLAG_CONDITIONS[term.flag];
  }
}

function textCondition(field: TextField, patterns: readonly string[]): Prisma.Sql {
  if (field === 'tag') {
    return Prisma.sql`exists (select 1 from unnest(d.tags) tag where tag ilike any(${[...patterns]}))`;
  }
  return Prisma.sql`${TEXTS[field]} ilike any(${[...patterns]})`;
}

/** `*` is ours; what means something to LIKE is data. @example likeOf('ce_*') // 'ce\\_%' */
const likeOf = (pattern: string): string => pattern.split('*').map(escapeLike).join('%');
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

const TEXTS: Record<Exclude<TextField, 'tag'>, Prisma.Sql> = {
  name: Prisma.sql`d.name`,
  host: Prisma.sql`h.name`,
  vo: Prisma.sql`d.vo`,
  home: Prisma.sql`d."homeHost"`,
  kernel: Prisma.sql`d."kernelVersion"`,
  arch: Prisma.sql`d.architecture`,
};
const NUMBERS: Record<NumberField, Prisma.Sql> = {
  memoryKiB: Prisma.sql`d."memoryKiB"`,
  maxMemoryKiB: Prisma.sql`d."maxMemoryKiB"`,
  vcpus: Prisma.sql`d.vcpus`,
  cpuLoad: Prisma.sql`d."cpuLoad"`,
};
const COMPARISONS = {
  '>': Prisma.sql`>`,
  '>=': Prisma.sql`>=`,
  '<': Prisma.sql`<`,
  '<=': Prisma.sql`<=`,
  '=': Prisma.sql`=`,
} as const;
const FLAG_CONDITIONS = {
  stale: Prisma.sql`h.status is distinct from 'up'`,
  missing: Prisma.sql`d."missingSince" is not null`,
  'split-brain': Prisma.sql`d."splitBrain"`,
  simulated: Prisma.sql`d.simulated`,
  real: Prisma.sql`not d.simulated`,
  moving: Prisma.sql`op.kind = 'migrate-domain'`,
  busy: Prisma.sql`op.id is not null`,
} as const;
