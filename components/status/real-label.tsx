import { Server } from 'lucide-react';
import { cn } from '@/components/ui/cn';

/** The counterpart of `SimulatedLabel`: same shape, whole edge. Quiet, since what is real needs no warning. */
export function RealLabel({ className }: { className?: string | undefined }) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1 rounded-sm border border-edge px-1.5 text-xs font-medium whitespace-nowrap text-muted',
        className,
      )}
    >
      <Server aria-hidden className="size-3.5 shrink-0" />
      real
    </span>
  );
}
