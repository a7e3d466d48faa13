'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { toast } from '@/components/ui/toast';
import { createLiveSink } from '@/lib/client/live/create-live-sink';
import { followStream } from '@/lib/client/live/follow-stream';
import { noteEndedOperation, onOwnFailure } from '@/lib/client/live/own-operations';
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
    const silence = onOwnFailure(({ operationId, title }) =>
      toast.failed(`Failed: ${title}`, {
        detail: 'The operation says at which step and why.',
        action: { label: 'Show', onClick: () => router.push(pages.operation(operationId)) },
      }),
    );
    void followStream({
      signal: end.signal,
      onSignedOut: goToLogin,
      onFrame: (frame) => {
        sink.take(frame);
        if (frame.frame !== 'event') return;
        const { body } = frame.event;
        if (body.type === 'operation.changed' && isFinished(body.state)) noteEndedOperation(body);
      },
    });
    return () => {
      end.abort();
      sink.stop();
      silence();
    };
  }, [client, router]);
  return null;
}
