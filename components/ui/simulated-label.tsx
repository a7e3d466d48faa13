import { FlaskConical } from 'lucide-react';
import { cn } from './cn';

/** Worn by everything that is modelled and not real. Dashed, so that it is told apart without its colour. */
export function SimulatedLabel({ className }: { className?: string | undefined }) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1 rounded-sm border border-dashed border-simulated/70 px-1.5 text-xs font-medium whitespace-nowrap text-simulated',
        className,
      )}
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      simulated
    </span>
  );
}
