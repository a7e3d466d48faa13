import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';

/**
 * A VO is known by the domains that it has: one that is mistyped would be kept apart from nobody.
 * @param vos undefined: not asked
 * @param field of the request, whose items they are
 * @throws AppError `bad-request` naming the first that no domain belongs to
 */
export async function requireKnownVos(db: Tx, vos: readonly (string | undefined)[], field: string): Promise<void> {
  const asked = vos.filter((vo) => vo !== undefined);
  if (asked.length === 0) return;
  const rows = await db.domain.findMany({ where: { vo: { in: asked } }, distinct: ['vo'], select: { vo: true } });
  const known = new Set(rows.map(({ vo }) => vo));
  const index = vos.findIndex((vo) => vo !== undefined && !known.has(vo));
  if (index === -1) return;
  const message = `no domain belongs to a VO ${vos[index] ?? ''}`;
  throw new AppError('bad-request', `${field}.${index}: ${message}`, {
    fields: [{ field: `${field}.${index}`, message }],
  });
}
