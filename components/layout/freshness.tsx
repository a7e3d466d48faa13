'use client';
import { cn } from '@/components/ui/cn';
import { formatAge, formatClock } from '@/components/ui/format-age';
import { useNow } from '@/components/ui/use-now';
import { getLastHeardAt, useConnection } from '@/lib/client/live/connection-store';
import { SECOND_MS } from '@/lib/utils/time';

/** While frames come every few seconds an older figure means that the agent has fallen silent. */
const OLD_AFTER_MS = 15 * SECOND_MS;

/** "updated 1 s ago": the age of the last news over the live stream. */
export function Freshness({ className }: { className?: string | undefined }) {
  const connection = useConnection();
  const age = useNow((now) => {
    const heard = getLastHeardAt();
    return heard === undefined ? '' : formatAge(now - heard);
  }, '');
  const old = useNow((now) => now - (getLastHeardAt() ?? now) > OLD_AFTER_MS, false);
  const heard = getLastHeardAt();
  return (
    <span
      title={heard === undefined ? undefined : `Last news at ${formatClock(heard)}`}
      className={cn('text-xs whitespace-nowrap', old ? 'text-stale' : 'text-muted', className)}
    >
      {connection.status === 'connecting' || age === '' ? 'connecting' : `updated ${age}`}
    </span>
  );
}
