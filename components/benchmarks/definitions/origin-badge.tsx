import { Archive, Package, PencilLine } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Benchmark } from '@/lib/contracts/benchmarks';

/** Where a definition comes from, and whether it is offered. */
export function OriginBadges({
  benchmark,
}: {
  readonly benchmark: Pick<Benchmark, 'shipped' | 'createdByName' | 'retiredAt'>;
}) {
  return (
    <>
      {benchmark.shipped ? (
        <Badge icon={Package} plain>
          comes with this release
        </Badge>
      ) : (
        <Badge tone="accent" icon={PencilLine} plain>
          written by {benchmark.createdByName}
        </Badge>
      )}
      {benchmark.retiredAt === null ? null : (
        <Badge tone="off" icon={Archive} plain>
          retired
        </Badge>
      )}
    </>
  );
}
