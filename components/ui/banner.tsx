import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const LOOKS = {
  info: { icon: Info, style: 'border-accent/40 bg-accent/8', iconStyle: 'text-accent' },
  good: { icon: CircleCheck, style: 'border-running/40 bg-running/8', iconStyle: 'text-running' },
  warning: { icon: TriangleAlert, style: 'border-paused/50 bg-paused/10', iconStyle: 'text-paused' },
  trouble: { icon: CircleAlert, style: 'border-trouble/50 bg-trouble/10', iconStyle: 'text-trouble' },
} as const;

/** A sentence about the page or the form it stands in, with at most one action. */
export function Banner({
  kind = 'info',
  children,
  action,
  live = false,
  className,
}: {
  kind?: keyof typeof LOOKS | undefined;
  children: ReactNode;
  action?: ReactNode;
  /** Announced when it appears: for outcomes, not for standing notes. */
  live?: boolean | undefined;
  className?: string | undefined;
}) {
  const { icon: Icon, style, iconStyle } = LOOKS[kind];
  return (
    <div
      role={live ? (kind === 'trouble' ? 'alert' : 'status') : undefined}
      className={cn('flex items-start gap-2 rounded-md border px-3 py-2 text-sm', style, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', iconStyle)} />
      <div className="min-w-0 grow break-words">{children}</div>
      {action}
    </div>
  );
}
