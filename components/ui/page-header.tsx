import type { ReactNode } from 'react';
import { cn } from './cn';

/** Top of a page: its one `h1`, what is known about the whole, and the page's actions. */
export function PageHeader({
  title,
  meta,
  actions,
  className,
}: {
  title: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <header className={cn('mb-4 flex flex-wrap items-center gap-x-4 gap-y-2', className)}>
      <div className="flex min-w-0 grow flex-wrap items-baseline gap-x-3 gap-y-1">
        <h1 className="min-w-0 text-xl font-semibold break-words">{title}</h1>
        {meta === undefined ? null : (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">{meta}</div>
        )}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
