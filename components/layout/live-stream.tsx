'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createLiveSink } from '@/lib/client/live/create-live-sink';
import { followStream } from '@/lib/client/live/follow-stream';
import { goToLogin } from './go-to-login';

/** Holds the tab's one live stream open while the pages are on screen. */
export function LiveStream() {
  const client = useQueryClient();
  // Outside: the server's event stream.
  useEffect(() => {
    const end = new AbortController();
    const sink = createLiveSink(client);
    void followStream({ signal: end.signal, onFrame: sink.take, onSignedOut: goToLogin });
    return () => {
      end.abort();
      sink.stop();
    };
  }, [client]);
  return null;
}
