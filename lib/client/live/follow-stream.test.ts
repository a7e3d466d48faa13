// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { StreamFrame } from '@/lib/contracts/events';
import { getConnection } from './connection-store';
import { followStream } from './follow-stream';

const AT = '2026-01-01T00:00:00Z';
const hello = (sequence: string, gap = false): string =>
  `data: ${JSON.stringify({ frame: 'hello', sequence, gap, at: AT })}\n\n`;
const event = (sequence: string): string => {
  const body = { type: 'host.added', hostId: '00000001-0000-4000-8000-000000000001', hostName: 'h' };
  return `id: ${sequence}\ndata: ${JSON.stringify({ frame: 'event', event: { sequence, at: AT, vo: null, body } })}\n\n`;
};

/** Runs the stream against answers given in turn; ends when they are used up. */
async function run(answers: readonly (Response | Error)[]) {
  const end = new AbortController();
  const asked: (string | null)[] = [];
  const frames: StreamFrame[] = [];
  const pauses: number[] = [];
  let signedOut = 0;
  await followStream({
    signal: end.signal,
    onFrame: (frame) => frames.push(frame),
    onSignedOut: () => (signedOut += 1),
    fetch: async (_url, init) => {
      asked.push(new Headers(init?.headers).get('last-event-id'));
      const answer = answers[asked.length - 1];
      if (answer === undefined) {
        end.abort();
        throw new Error('no more answers');
      }
      if (answer instanceof Error) throw answer;
      return Promise.resolve(answer);
    },
    pause: async (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  return { asked, frames, pauses, signedOut };
}

describe('followStream', () => {
  it('goes on after the last event it saw, and backs off until it is greeted again', async () => {
    const { asked, frames, pauses } = await run([
      new Response(hello('5') + event('6')),
      new Error('refused'),
      new Response('', { status: 503 }),
      new Response(hello('6') + event('7')),
    ]);
    expect(asked).toEqual([null, '6', '6', '6', '7']);
    expect(frames.map((frame) => frame.frame)).toEqual(['hello', 'event', 'hello', 'event']);
    expect(pauses.slice(0, 4)).toEqual([300, 600, 1200, 300]);
    expect(getConnection().status).toBe('lost');
  });

  it('puts frames together however the network cut them, in the middle of a letter too', async () => {
    const text = `: keep-alive\n\n${hello('5')}${event('6').replace('"hostName":"h"', '"hostName":"Zürich"')}`;
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const { frames } = await run([new Response(body)]);
    expect(frames).toMatchObject([{ frame: 'hello' }, { event: { body: { hostName: 'Zürich' } } }]);
  });

  it('starts from the log’s end where nothing happened before the break', async () => {
    const { asked } = await run([new Response(hello('5')), new Error('refused')]);
    expect(asked).toEqual([null, '5', '5']);
  });

  it('takes the new position after a gap', async () => {
    const { asked, frames } = await run([new Response(hello('5') + event('6')), new Response(hello('900', true))]);
    expect(asked).toEqual([null, '6', '900']);
    expect(frames.at(-1)).toMatchObject({ frame: 'hello', gap: true });
  });

  it('stops at the end of the session', async () => {
    const { asked, signedOut } = await run([new Response('', { status: 401 }), new Response(hello('1'))]);
    expect(asked).toHaveLength(1);
    expect(signedOut).toBe(1);
  });

  it('skips a frame it cannot read', async () => {
    const { frames } = await run([
      new Response(`${hello('1')}data: {"frame":"new"}\n\ndata: nonsense\n\n${event('2')}`),
    ]);
    expect(frames.map((frame) => frame.frame)).toEqual(['hello', 'event']);
  });
});
