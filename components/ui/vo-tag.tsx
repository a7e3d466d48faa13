import { cn } from './cn';
import { voTint } from './vo-tint';

/** A virtual organisation: its tint and its name. */
export function VoTag({ vo, className }: { vo: string | null; className?: string | undefined }) {
  if (vo === null) return <span className="text-xs text-faint">no VO</span>;
  return (
    <span className={cn('inline-flex items-center gap-1.5 text-xs whitespace-nowrap', className)}>
      <span aria-hidden className={cn('size-2 shrink-0 rounded-full', voTint(vo))} />
      {vo}
    </span>
  );
}
