'use client';
import { History } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useNow } from '@/components/ui/use-now';
import { momentWords } from './moment-words';

/** Says all the time, wherever the page is scrolled to, that what is shown is not now. */
export function PastBanner({ at, reading, onNow }: { at: string; reading: boolean; onNow: () => void }) {
  const words = useNow((now) => momentWords(Date.parse(at), now), '');
  return (
    <div
      role="note"
      className="sticky top-12 z-10 mb-4 flex items-center gap-2 rounded-md border border-paused/50 bg-surface px-3 py-2 text-sm shadow-pop"
    >
      <History aria-hidden className="size-4 shrink-0 text-paused" />
      <p className="min-w-0 grow">
        You look at <strong className="font-semibold">{words}</strong>. Nothing here is live, and nothing can be done
        here.
        {reading ? <span className="text-muted"> Reading…</span> : null}
      </p>
      <Button size="sm" variant="primary" onClick={onNow}>
        Now
      </Button>
    </div>
  );
}
