import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { TONE_TEXT, TONE_TINT, type Tone } from './tone';

/** A tone with its icon and its word. `plain` leaves the tint out, for dense tables. */
export function Badge({
  tone = 'neutral',
  icon: Icon,
  plain = false,
  className,
  children,
  title,
}: {
  tone?: Tone | undefined;
  icon?: LucideIcon | undefined;
  plain?: boolean | undefined;
  className?: string | undefined;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex items-center gap-1 text-xs font-medium whitespace-nowrap',
        TONE_TEXT[tone],
        plain ? '' : cn('h-5 rounded-sm px-1.5', TONE_TINT[tone]),
        className,
      )}
    >
      {Icon === undefined ? null : <Icon aria-hidden className="size-3.5 shrink-0" />}
      {children}
    </span>
  );
}
