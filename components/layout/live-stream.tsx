'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { toast } from '@/components/ui/toast';
import { createLiveSink } from '@/lib/client/live/create-live-sink';
import { followStream } from '@/lib/client/live/follow-stream';
import { takeOwnOperation } from '@/lib/client/live/own-operations';
import type { EventBody } from '@/lib/contracts/events';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { goToLogin } from './go-to-login';

/** Holds the tab's one live stream open while the pages are on screen. */
export function LiveStream() {
  const client = useQueryClient();
  const router = useRouter();
  // Outside: the server's event stream.
  useEffect(() => {
    const end = new AbortController();
    const sink = createLiveSink(client);
    void followStream({
      signal: end.signal,
      onSignedOut: goToLogin,
      onFrame: (frame) => {
        sink.take(frame);
        if (frame.frame === 'event') tellOwnFailure(frame.event.body, (id) => router.push(pages.operation(id)));
      },
    });
    return () => {
      end.abort();
      sink.stop();
    };
  }, [client, router]);
  return null;
}

/** What this reader asked for has failed: said wherever they are now. A success is seen where it happens. */
function tellOwnFailure(event: EventBody, show: (operationId: string) => void): void {
  if (event.type !== 'operation.changed' || !isFinished(event.state) || !takeOwnOperation(event.operationId)) return;
  if (event.state !== 'failed') return;
  toast.failed(`Failed: ${event.title}`, {
    detail: 'The operation says at which step and why.',
    action: { label: 'Show', onClick: () => show(event.operationId) },
  });
}
