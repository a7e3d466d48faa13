/** The live stream through its route: replay without loss, only what the viewer may see, and an end when the session ends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StreamFrame } from '@/lib/contracts/events';
import { authenticate } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { createEventTail } from '@/lib/server/events/tail-events';
import type { EventTail } from '@/lib/server/events/tail-events';
import type { ServiceContext } from '@/lib/server/service-context';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeEvent, makeHost } from '@/lib/server/testing/test-world';
import { BEHIND_MAX_BYTES, streamEvents } from './stream-events';

let server: TestServer;
let viewer: Caller & { userId: string };
let atlas: Caller & { userId: string };
beforeAll(async () => {
  server = await startTestServer();
  viewer = await server.signInAs('viewer');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => {
  await server.stop();
});

/** Reads an answer in the background. */
function follow(answer: Response, stop = new AbortController()) {
  const frames: StreamFrame[] = [];
  const ids: string[] = [];
  const state = { ended: false };
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    let rest = '';
    for (;;) {
      const { done, value = '' } = (await reader?.read()) ?? { done: true };
      if (done) break;
      rest += value;
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        const id = /^id: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        frames.push(StreamFrame.parse(JSON.parse(data)));
        if (id !== undefined) ids.push(id);
      }
    }
    state.ended = true;
  };
  const reading = read();
  const until = async (done: (frames: readonly StreamFrame[]) => boolean) =>
    await expect.poll(() => done(frames), { timeout: 10_000 }).toBe(true);
  return {
    frames,
    ids,
    state,
    until,
    /** Once greeted, nothing that happens is missed. */
    greeted: async () => await until((all) => all.length > 0),
    close: async () => {
      stop.abort();
      await reader?.cancel();
      await reading;
    },
  };
}
const names = (frames: readonly StreamFrame[]): string[] =>
  frames.flatMap((frame) =>
    frame.frame === 'event' && frame.event.body.type === 'domain.removed' ? [frame.event.body.domainName] : [],
  );
const open = async (as: Caller, lastEventId?: string) => {
  const stop = new AbortController();
  const answer = await server.call('streamEvents', {
    as,
    signal: stop.signal,
    ...(lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } }),
  });
  expect(answer.status).toBe(200);
  return follow(answer, stop);
};

describe('a stream', () => {
  test('begins with hello, then tells what happens, each with its number', async () => {
    const stream = await open(viewer);
    await stream.greeted();
    for (const name of ['a', 'b', 'c']) await makeEvent(server.db, { vo: 'lhcb', domainName: name });
    await stream.until((frames) => names(frames).length === 3);
    await stream.close();
    expect(stream.frames[0]).toMatchObject({ frame: 'hello', gap: false });
    expect(names(stream.frames)).toEqual(['a', 'b', 'c']);
    expect(stream.ids).toHaveLength(4);
    expect(stream.ids.map(Number)).toEqual(stream.ids.map(Number).toSorted((a, b) => a - b));
  });

  test('resumes after Last-Event-ID: nothing lost, nothing twice', async () => {
    const first = await open(viewer);
    await first.greeted();
    await makeEvent(server.db, { domainName: 'before' });
    await first.until((frames) => names(frames).length === 1);
    await first.close();
    for (let index = 0; index < 50; index += 1) await makeEvent(server.db, { domainName: `missed-${index}` });
    const second = await open(viewer, first.ids.at(-1));
    await makeEvent(server.db, { domainName: 'live' });
    await second.until((frames) => names(frames).includes('live'));
    await second.close();
    expect(names(second.frames)).toEqual([...Array.from({ length: 50 }, (_, index) => `missed-${index}`), 'live']);
    expect(second.ids).toHaveLength(51);
  });

  test('says gap where the position is none of this log', async () => {
    const stream = await open(viewer, '999999999');
    await stream.greeted();
    await stream.close();
    expect(stream.frames[0]).toMatchObject({ frame: 'hello', gap: true });
  });
});

describe('a VO admin', () => {
  test('hears of the own VOs only, live and replayed', async () => {
    const before = (await server.db.event.findFirst({ orderBy: { sequence: 'desc' } }))?.sequence.toString() ?? '0';
    const all = [
      ['own', 'atlas'],
      ['foreign', 'lhcb'],
      ['the testbed’s', null],
      ['own too', 'atlas'],
    ] as const;
    for (const [domainName, vo] of all) await makeEvent(server.db, { domainName, vo });
    const stream = await open(atlas, before);
    await stream.until((frames) => names(frames).length === 2);
    await makeEvent(server.db, { domainName: 'foreign live', vo: 'lhcb' });
    await makeEvent(server.db, { domainName: 'own live', vo: 'atlas' });
    await stream.until((frames) => names(frames).includes('own live'));
    await stream.close();
    expect(names(stream.frames)).toEqual(['own', 'own too', 'own live']);
    const history = (await (await server.call('listEvents', { as: atlas })).json()) as {
      items: { vo: string }[];
      total: number;
    };
    expect(new Set(history.items.map((item) => item.vo))).toEqual(new Set(['atlas']));
    expect(history.total).toBe(history.items.length);
  });

  test('hears the age of hosts that hold the own domains, without their load', async () => {
    const [mine, foreign] = [await makeHost(server.db), await makeHost(server.db)];
    await makeDomain(server.db, { hostId: mine.id, vo: 'atlas' });
    await makeDomain(server.db, { hostId: foreign.id, vo: 'lhcb' });
    const stream = await open(atlas);
    await stream.greeted();
    const hosts = [mine, foreign].map((host) => ({
      hostId: host.id,
      seenAt: new Date().toISOString(),
      cpuLoad: 0.5,
      memoryFreeKiB: 1,
    }));
    await server.db.$executeRaw`select pg_notify('gridbox_seen', ${JSON.stringify({ frame: 'seen', hosts })})`;
    await stream.until((frames) => frames.some((frame) => frame.frame === 'seen'));
    await stream.close();
    expect(stream.frames.at(-1)).toMatchObject({
      frame: 'seen',
      hosts: [{ hostId: mine.id, cpuLoad: null, memoryFreeKiB: null }],
    });
  });
});

describe('the end of a stream', () => {
  const contextOf = (caller: { userId: string }): ServiceContext => ({
    actor: { userId: caller.userId, name: 'x', role: 'viewer', scopes: ['domains:read', 'hosts:read'], via: 'session' },
    db: server.db,
    now: () => new Date(),
    requestId: 'r',
    address: undefined,
  });

  test('comes with a goodbye when the session has ended', async () => {
    const leaver = await server.signInAs('viewer');
    const tail = createEventTail({ databaseUrl: server.url });
    const headers = new Headers({ cookie: leaver.cookie ?? '' });
    const reauthenticate = async () => await authenticate({ headers, db: server.db, auth: getAuth() });
    const answer = await streamEvents({
      context: contextOf(leaver),
      tail,
      lastEventId: null,
      signal: new AbortController().signal,
      reauthenticate,
      sessionCheckMs: 50,
      keepAliveMs: 20,
    });
    const stream = follow(answer);
    await stream.greeted();
    await server.db.session.deleteMany({ where: { userId: leaver.userId } });
    await expect.poll(() => stream.state.ended).toBe(true);
    expect(stream.frames.at(-1)).toEqual({ frame: 'bye', reason: 'The session has ended.', retry: false });
    await tail.stop();
  });

  test('comes with a goodbye when the server stops', async () => {
    const tail = createEventTail({ databaseUrl: server.url });
    const answer = await streamEvents({
      context: contextOf(viewer),
      tail,
      lastEventId: null,
      signal: new AbortController().signal,
      reauthenticate: async () => await Promise.resolve(undefined),
    });
    const stream = follow(answer);
    await stream.greeted();
    await tail.stop();
    await expect.poll(() => stream.state.ended).toBe(true);
    expect(stream.frames.at(-1)).toMatchObject({ frame: 'bye', retry: true });
  });

  test('comes to a reader that does not read', async () => {
    let tell: (frame: StreamFrame) => void = () => undefined;
    const state = { closed: false };
    const tail: EventTail = {
      connected: true,
      subscribe: (_, listener) => {
        tell = listener;
        return {
          close: () => {
            state.closed = true;
          },
        };
      },
      stop: async () => await Promise.resolve(),
    };
    await streamEvents({
      context: contextOf(viewer),
      tail,
      lastEventId: null,
      signal: new AbortController().signal,
      reauthenticate: async () => await Promise.resolve(undefined),
    });
    const frame: StreamFrame = { frame: 'bye', reason: 'x'.repeat(1_000_000), retry: true };
    const large = { frame: 'hello', sequence: 'x'.repeat(1_000_000), gap: true, at: new Date().toISOString() } as const;
    for (let sent = 0; sent < BEHIND_MAX_BYTES + 2_000_000 && !state.closed; sent += 1_000_000) tell(large);
    expect(state.closed).toBe(true);
    tell(frame); // Told after its end, it does nothing.
  });
});
