/** The text console all the way: the API's routes, the rows between, an agent, libvirt, and a shell in a real guest. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startAgent, type RunningAgent } from '@/lib/agent/start-agent';
import { ConsoleFrame } from '@/lib/contracts/consoles';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { waitUntil } from '@/tools/shared/wait-until';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';

/** A guest answers within moments; emulated ones share two cores. */
const GUEST_MS = 30_000;
const LINES = 2_000;

let server: TestServer;
let agent: RunningAgent;
let operator: Caller;
const driver = createLibvirtDriver();
const idOf = async (name: string): Promise<string> => (await server.db.domain.findFirstOrThrow({ where: { name } })).id;

beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  for (const { name, uri } of inject('rigHosts')) {
    await server.db.host.create({ data: { name, uri, driver: 'libvirt' } });
  }
  agent = await startAgent({
    databaseUrl: server.url,
    drivers: { libvirt: driver },
    openCredentials: () => ({}),
  });
  const running = async () => (await server.db.domain.count({ where: { state: 'running' } })) >= 4;
  await waitUntil('the guests of the rig are read', running, { deadlineMs: GUEST_MS, everyMs: 50 });
});
afterAll(async () => {
  await agent?.stop();
  await driver.stop();
  await server?.stop();
});

/** Opens a console and reads it in the background. */
async function open(name: string, as: Caller = operator) {
  const leaving = new AbortController();
  const answer = await server.call('openConsole', {
    as,
    params: { id: await idOf(name) },
    body: {},
    signal: leaving.signal,
  });
  expect(answer.status).toBe(200);
  const frames: ConsoleFrame[] = [];
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    let rest = '';
    for (;;) {
      const { done, value = '' } = (await reader?.read()) ?? { done: true };
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) frames.push(ConsoleFrame.parse(JSON.parse(block.replace(/^data: /, ''))));
    }
  })();
  const text = (): string =>
    frames
      .map((frame) => (frame.frame === 'output' ? Buffer.from(frame.data, 'base64').toString('latin1') : ''))
      .join('');
  await expect.poll(() => frames.some((frame) => frame.frame === 'connected'), { timeout: GUEST_MS }).toBe(true);
  const first = frames[0];
  if (first?.frame !== 'opened') throw new Error('The stream does not begin with its console.');
  const { consoleId } = first;
  return {
    consoleId,
    text,
    type: async (typed: string, by: Caller = as) =>
      await server.call('typeInConsole', {
        as: by,
        params: { id: consoleId },
        body: { data: Buffer.from(typed).toString('base64') },
      }),
    says: async (expected: RegExp) => await expect.poll(text, { timeout: GUEST_MS }).toMatch(expected),
    end: async () => {
      await expect.poll(() => frames.at(-1)?.frame, { timeout: GUEST_MS }).toBe('ended');
      return frames.at(-1);
    },
    leave: async () => {
      leaving.abort();
      await reader?.cancel().catch(() => undefined);
      await reading.catch(() => undefined);
    },
  };
}
const row = async (id: string) => await server.db.console.findUniqueOrThrow({ where: { id } });

test('what is typed reaches the guest and its answer comes back, all of it and in order', async () => {
  const shell = await open('wn-01');
  expect((await shell.type('\recho sum $((40 + 2))\r')).status).toBe(204);
  await shell.says(/sum 42\r?\n/);
  await shell.type(`i=0; while [ $i -lt ${LINES} ]; do echo "line $i"; i=$((i+1)); done; echo all of it $((1 + 1))\r`);
  await shell.says(/all of it 2\r?\n/);
  const lines = [...shell.text().matchAll(/^line (\d+)\r?$/gm)].map((match) => Number(match[1]));
  expect(lines).toEqual(Array.from({ length: LINES }, (_, index) => index));
  await shell.leave();
  await expect
    .poll(async () => (await row(shell.consoleId)).reason, { timeout: GUEST_MS })
    .toBe('The page was closed.');
  await expect.poll(async () => await server.db.consoleText.count(), { timeout: GUEST_MS }).toBe(0);
  expect((await shell.type('x')).status).toBe(409);
});

test('two who have it open see the same; neither types into the other’s', async () => {
  const mine = await open('wn-02');
  const other = await server.signInAs('operator');
  const theirs = await open('wn-02', other);
  expect((await mine.type('x', other)).status).toBe(404);
  await mine.type('\recho both $((2 + 2))\r');
  await mine.says(/both 4\r?\n/);
  await theirs.says(/both 4\r?\n/);
  await mine.leave();
  await theirs.type('echo still $((3 + 3))\r');
  await theirs.says(/still 6\r?\n/);
  await theirs.leave();
});

test('it ends with a sentence when the domain stops, and there is none while it is off', async () => {
  const id = await idOf('ce-01');
  const shell = await open('ce-01');
  const done = await server.call('actOnDomain', {
    as: operator,
    params: { id, verb: 'destroy' },
    body: {},
    query: { wait: '30' },
  });
  expect(done.status).toBe(202);
  expect(await shell.end()).toMatchObject({ reason: expect.stringMatching(/^The domain stopped/) });
  await expect.poll(async () => (await server.db.domain.findUniqueOrThrow({ where: { id } })).state).toBe('off');
  const refused = await server.call('openConsole', { as: operator, params: { id }, body: {} });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('The domain is off; it has a console while it runs.');
  await server.call('actOnDomain', { as: operator, params: { id, verb: 'start' }, body: {}, query: { wait: '60' } });
  await shell.leave();
});

test('a reader whose web half died is noticed, and an agent that ends says so', async () => {
  // A row without anybody who says that it is read.
  const { id: domainId, hostId } = await server.db.domain.findFirstOrThrow({ where: { name: 'se-01' } });
  const forgotten = await server.db.console.create({
    data: { domainId, hostId: hostId ?? '', userId: 'nobody', readAt: new Date(Date.now() - 15_000) },
  });
  await expect
    .poll(async () => (await row(forgotten.id)).reason, { timeout: GUEST_MS })
    .toBe('The page that read it has gone.');
  const last = await open('se-01');
  await agent.stop();
  expect(await last.end()).toMatchObject({ reason: 'The agent that served it is ending; open it again.' });
  await last.leave();
});
