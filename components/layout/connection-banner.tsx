'use client';
import { Unplug } from 'lucide-react';
import { formatAge, formatClock } from '@/components/ui/format-age';
import { useNow } from '@/components/ui/use-now';
import { type Connection, useConnection } from '@/lib/client/live/connection-store';

/** A drop shorter than this heals before anybody could read about it; the banner would only flash. */
const SHOW_AFTER_MS = 1200;

/** Says that the live stream is lost and how old the values are; goes by itself when it is back. */
export function ConnectionBanner() {
  const connection = useConnection();
  return connection.status === 'lost' ? <Lost connection={connection} /> : null;
}

function Lost({ connection }: { connection: Extract<Connection, { status: 'lost' }> }) {
  const shown = useNow((now) => now - connection.since >= SHOW_AFTER_MS, false);
  const ago = useNow((now) => formatAge(now - connection.since), '');
  if (!shown) return null;
  const values =
    connection.lastHeardAt === undefined ? '' : `; showing values of ${formatClock(connection.lastHeardAt)}`;
  return (
    // Laid over the page's edge, so that nothing on the page moves when it comes and goes.
    <output className="fixed inset-x-0 bottom-0 z-30 flex items-center justify-center gap-2 border-t border-stale/50 bg-raised px-4 py-2 text-sm text-stale shadow-pop">
      <Unplug aria-hidden className="size-4 shrink-0" />
      <span>
        Connection lost <span aria-hidden>{ago}</span>
        {values}. It is tried again by itself.
      </span>
    </output>
  );
}
