import type { ReactNode } from 'react';
import { cn } from './cn';
import { Dash } from './dash';

/** Facts: name and value in two columns. A fact of which nothing is known shows a dash. */
export function DescriptionList({
  items,
  className,
}: {
  items: readonly { readonly term: string; readonly value: ReactNode }[];
  className?: string | undefined;
}) {
  return (
    <dl className={cn('grid grid-cols-[minmax(96px,max-content)_1fr] gap-x-4 gap-y-1.5 text-sm', className)}>
      {items.map((item) => (
        <div key={item.term} className="contents">
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0 break-words">
            {item.value === null || item.value === undefined || item.value === '' ? <Dash /> : item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
