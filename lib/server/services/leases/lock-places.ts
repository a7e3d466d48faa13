import type { HostClass } from '@/lib/domain/host';
import type { Tx } from '@/lib/server/db/client';

/**
 * Whoever judges what is then approved does so alone, of the classes and the VO that it concerns, until the end of the transaction. In one
 * order, so that no two wait for each other.
 */
export async function lockPlaces(tx: Tx, vo: string, classes: readonly HostClass[]): Promise<void> {
  for (const place of [...classes.map((each) => `class ${each}`), `vo ${vo}`].toSorted())
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`gridbox lease ${place}`}, 0))`;
}
