import type { ReactNode } from 'react';
import { cn } from './cn';

/** What is wider than the page scrolls by itself. */
export function Scrolled({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    // A scrolled area must be reachable by keyboard.
    <section
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={label}
      // Relative, so that what is there for screen readers alone scrolls with the rest and widens nothing.
      className={cn('relative overflow-x-auto rounded-md border border-line', className)}
    >
      {children}
    </section>
  );
}
