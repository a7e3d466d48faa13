import { TriangleAlert } from 'lucide-react';
import type { TechnologyCell } from '@/lib/contracts/technologies';
import { ClaimView } from './claim-view';
import { EvidenceLabel } from './evidence-label';
import { hostsBehind, modelSays, otherSide } from './matrix-words';

/** What a cell shows before it is opened: the answer, what contradicts it, and how it is known. */
export function CellFace({ cell }: { readonly cell: TechnologyCell }) {
  const other = otherSide(cell);
  const model = modelSays(cell);
  return (
    <>
      <ClaimView claim={cell.claim} />
      {other === undefined ? null : (
        <span className="flex items-start gap-1 text-xs text-paused">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span className="min-w-0 break-words">{other}</span>
        </span>
      )}
      {model === undefined ? null : <span className="text-xs text-simulated">{model}</span>}
      <span className="flex flex-wrap gap-x-1.5 gap-y-0.5">
        {cell.evidence.map((kind) => (
          <EvidenceLabel key={kind} kind={kind} hosts={hostsBehind(cell, kind)} />
        ))}
      </span>
    </>
  );
}
