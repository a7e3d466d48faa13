/** In which order what was recorded is played: the same for the same records, in whatever order they were read. Pure. */
import type { PastDomain, PastHost, PastRecord } from '@/lib/domain/past/records';
import type { ReplaySpan } from './what-if-input';

type Change =
  | { readonly subject: 'host'; readonly record: PastRecord<PastHost> }
  | { readonly subject: 'domain'; readonly record: PastRecord<PastDomain> };

/** By their names, and their ids where two are called the same: what is equal otherwise is asked in an order that holds. */
export const byName = <Facts extends { readonly name: string }>(
  records: Iterable<PastRecord<Facts>>,
): PastRecord<Facts>[] => [...records].toSorted((a, b) => compare(a.facts.name, b.facts.name) || compare(a.id, b.id));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of one moment hosts come first: what comes to a new host finds it. Each subject's own changes keep their order. */
export function inOrder({ hostChanges, domainChanges }: ReplaySpan): Change[] {
  const changes: Change[] = [
    ...hostChanges.map((record) => ({ subject: 'host' as const, record })),
    ...domainChanges.map((record) => ({ subject: 'domain' as const, record })),
  ];
  return changes.sort(
    (a, b) =>
      a.record.atMs - b.record.atMs ||
      (a.subject === b.subject ? a.record.sequence - b.record.sequence : a.subject === 'host' ? -1 : 1),
  );
}
