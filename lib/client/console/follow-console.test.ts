import { afterEach, expect, it, vi } from 'vitest';
import type { ConsoleFrame } from '@/lib/contracts/consoles';
import { followConsole } from './follow-console';

const CONSOLE = '00000004-0000-4000-8000-000000000001';
afterEach(() => vi.unstubAllGlobals());

/** A server with one console: frames are what it sends, typed what it was sent. */
function serve() {
  const encoder = new TextEncoder();
  const typed: string[] = [];
  let held: (() => void) | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (made) => void (controller = made) });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path.endsWith('/console')) return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    if (typeof init.body !== 'string') throw new Error('nothing was sent');
    typed.push(atob((JSON.parse(init.body) as { data: string }).data));
    await new Promise<void>((resolve) => (held = resolve));
    return new Response(null, { status: 204 });
  });
  return {
    typed,
    send: (frame: ConsoleFrame) => controller?.enqueue(encoder.encode(`data: ${JSON.stringify(frame)}\n\n`)),
    close: () => controller?.close(),
    take: () => held?.(),
  };
}
function follow() {
  const seen: string[] = [];
  const console = followConsole('00000002-0000-4000-8000-000000000001', {
    onConnected: () => seen.push('connected'),
    onBytes: (bytes) => seen.push(new TextDecoder().decode(bytes)),
    onEnd: (reason) => seen.push(`end: ${reason}`),
  });
  return { seen, console };
}

it('shows what comes and ends with the server’s sentence, once', async () => {
  const server = serve();
  const { seen } = follow();
  server.send({ frame: 'opened', consoleId: CONSOLE });
  server.send({ frame: 'connected' });
  server.send({ frame: 'output', data: btoa('/ # ') });
  server.send({ frame: 'ended', reason: 'The domain stopped.' });
  server.close();
  await vi.waitFor(() => expect(seen).toEqual(['connected', '/ # ', 'end: The domain stopped.']));
});

it('sends one piece at a time, in order, and together what was typed meanwhile', async () => {
  const server = serve();
  const { console } = follow();
  console.type('a');
  server.send({ frame: 'opened', consoleId: CONSOLE });
  await vi.waitFor(() => expect(server.typed).toEqual(['a']));
  console.type('b');
  console.type('ü');
  expect(server.typed).toEqual(['a']);
  server.take();
  await vi.waitFor(() => expect(server.typed).toEqual(['a', 'b\u00c3\u00bc']));
  console.close();
});

it('cuts a long paste into what one request may carry', async () => {
  const server = serve();
  const { console } = follow();
  server.send({ frame: 'opened', consoleId: CONSOLE });
  console.type('x'.repeat(5_000));
  await vi.waitFor(() => expect(server.typed.map((piece) => piece.length)).toEqual([4_096]));
  server.take();
  await vi.waitFor(() => expect(server.typed.map((piece) => piece.length)).toEqual([4_096, 904]));
  console.close();
});

it('tells a refusal in the server’s words, and a lost connection in its own', async () => {
  const error = {
    code: 'refused',
    message: 'The domain is off; it has a console while it runs.',
    fields: [],
    requestId: 'r',
  };
  vi.stubGlobal('fetch', async () => Response.json({ error }, { status: 422 }));
  const refused = follow();
  await vi.waitFor(() => expect(refused.seen).toEqual([`end: ${error.message}`]));
  const server = serve();
  const lost = follow();
  server.send({ frame: 'opened', consoleId: CONSOLE });
  server.close();
  await vi.waitFor(() => expect(lost.seen).toEqual(['end: The connection to Gridbox ended.']));
});
