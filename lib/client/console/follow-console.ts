/** One open console from the browser's side: what the guest writes comes by a stream, what is typed goes by requests. */
import { z } from 'zod';
import { openStream, sendJson } from '@/lib/client/http';
import { readServerEvents } from '@/lib/client/live/read-server-events';
import { ConsoleFrame } from '@/lib/contracts/consoles';
import { TYPED_MAX_BYTES } from '@/lib/domain/console';
import { AppError } from '@/lib/domain/errors';
import { api } from '@/lib/utils/paths';

export interface ConsoleEvents {
  /** The host has connected it: typing makes sense from now on. */
  readonly onConnected: () => void;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Once, unless the page closed it: why there is no more. */
  readonly onEnd: (reason: string) => void;
}

export interface FollowedConsole {
  /** Sent in the order of the calls, together where they come faster than they can be sent. */
  type(text: string): void;
  close(): void;
}

/** Never throws: whatever goes wrong is the reason of its end. */
export function followConsole(domainId: string, events: ConsoleEvents): FollowedConsole {
  const closed = new AbortController();
  let consoleId: string | undefined;
  let waiting: number[] = [];
  let sending = false;

  const end = (reason: string): void => {
    if (closed.signal.aborted) return;
    closed.abort();
    events.onEnd(reason);
  };
  const send = async (): Promise<void> => {
    if (sending || consoleId === undefined) return;
    sending = true;
    try {
      while (waiting.length > 0 && !closed.signal.aborted) {
        const piece = waiting.slice(0, TYPED_MAX_BYTES);
        waiting = waiting.slice(TYPED_MAX_BYTES);
        const data = toBase64(Uint8Array.from(piece));
        await sendJson('POST', api.typeInConsole(consoleId), z.undefined(), { body: { data }, signal: closed.signal });
      }
    } catch (error) {
      end(sentenceOf(error));
    } finally {
      sending = false;
    }
  };
  const read = async (): Promise<void> => {
    try {
      const body = await openStream(api.openConsole(domainId), { body: {}, signal: closed.signal });
      await readServerEvents(
        body,
        ({ data }) => {
          const frame = ConsoleFrame.parse(JSON.parse(data));
          if (frame.frame === 'opened') {
            ({ consoleId } = frame);
            void send();
          } else if (frame.frame === 'connected') events.onConnected();
          else if (frame.frame === 'output') events.onBytes(fromBase64(frame.data));
          else end(frame.reason);
        },
        () => undefined,
      );
      end('The connection to Gridbox ended.');
    } catch (error) {
      end(sentenceOf(error));
    }
  };
  void read();
  return {
    type: (text) => {
      waiting.push(...new TextEncoder().encode(text));
      void send();
    },
    close: () => closed.abort(),
  };
}

const sentenceOf = (error: unknown): string =>
  AppError.is(error) ? error.message : 'The connection to Gridbox was lost.';

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
