import { BookOpen, FlaskConical, Lightbulb, type LucideIcon, Radar } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { Evidence } from '@/lib/domain/technologies/build-matrix';
import type { Basis } from '@/lib/domain/technologies/host-findings';

/** Solid for what was asked, plain for what is written, dotted for what is only concluded, dashed for what is modelled. */
const LOOKS: Record<Evidence | Basis, { readonly icon: LucideIcon; readonly shape: string }> = {
  probed: { icon: Radar, shape: 'border-solid border-running bg-running/12 text-running' },
  documented: { icon: BookOpen, shape: 'border-transparent px-0 text-muted' },
  concluded: { icon: Lightbulb, shape: 'border-dotted border-edge text-muted' },
  simulated: { icon: FlaskConical, shape: 'border-dashed border-simulated/70 text-simulated' },
};

/** How something is known. `hosts`: on how many; of models that is said to those only who do not see the column's head. */
export function EvidenceLabel({
  kind,
  hosts,
}: {
  readonly kind: Evidence | Basis;
  readonly hosts?: number | undefined;
}) {
  const { icon: Icon, shape } = LOOKS[kind];
  return (
    <span
      className={cn(
        'relative inline-flex h-4.5 items-center gap-1 rounded-sm border px-1 text-xs leading-none whitespace-nowrap',
        shape,
      )}
    >
      <Icon aria-hidden className="size-3 shrink-0" />
      {kind}
      {hosts === undefined ? null : <span className={cn(kind === 'simulated' && 'sr-only')}> on {hosts}</span>}
    </span>
  );
}
