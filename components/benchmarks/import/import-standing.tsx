import { CircleCheck, Undo2 } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { BenchmarkImport } from '@/lib/contracts/benchmark-imports';

/** Whether its figures count. */
export function ImportStanding({ imported }: { readonly imported: BenchmarkImport }) {
  return imported.retracted === null ? (
    <Badge tone="running" icon={CircleCheck} plain>
      counts
    </Badge>
  ) : (
    <Badge tone="off" icon={Undo2} plain>
      retracted
    </Badge>
  );
}
