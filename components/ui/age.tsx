'use client';
import { cn } from './cn';
import { formatAge, formatExact } from './format-age';
import { useNow } from './use-now';

/**
 * How old a value is, ticking; the exact time on hover. Older than `staleAfterMs` it takes the colour of stale.
 * @example <Age at={host.seenAt} prefix="seen" />  // seen 2 s ago
 */
export function Age({
  at,
  prefix,
  staleAfterMs,
  className,
}: {
  /** ISO instant; null shows a dash: never. */
  at: string | null | undefined;
  prefix?: string | undefined;
  staleAfterMs?: number | undefined;
  className?: string | undefined;
}) {
  if (at === null || at === undefined) return <span className={cn('text-faint', className)}>never</span>;
  return <TickingAge at={at} prefix={prefix} staleAfterMs={staleAfterMs} className={className} />;
}

function TickingAge({
  at,
  prefix,
  staleAfterMs,
  className,
}: {
  at: string;
  prefix: string | undefined;
  staleAfterMs: number | undefined;
  className: string | undefined;
}) {
  const instant = Date.parse(at);
  const words = useNow((now) => formatAge(now - instant), '');
  const stale = useNow((now) => staleAfterMs !== undefined && now - instant > staleAfterMs, false);
  return (
    <time
      dateTime={at}
      title={words === '' ? undefined : formatExact(at)}
      className={cn('whitespace-nowrap', stale ? 'font-medium text-stale' : '', className)}
    >
      {prefix === undefined ? words : `${prefix} ${words}`}
    </time>
  );
}
