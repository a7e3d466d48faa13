/** Whatever a server does, a probe has a verdict by its deadline, and what it keeps is bounded. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { LONGEST_ANSWER, LONGEST_SENTENCE, type ProbeId, PROBE_VERDICTS, PROBES } from '@/lib/domain/probe';
import { ProbeFault } from './probe-fault';
import { runProbe } from './run-probe';
import { CLIENTS, deadPort, endpointAt, fakeTcp, type FakeService } from './testing/fake-services';

const services: FakeService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map(async (service) => await service.stop()));
});
const tcp = async (talk: (socket: Socket) => void): Promise<number> => {
  const service = await fakeTcp(talk);
  services.push(service);
  return service.port;
};

/** Those that speak with a port themselves; the others start a program. */
const BY_PORT = (
  ['ce-tls', 'certificate', 'ce-rest', 'ce-info', 'ce-job', 'se-tcp', 'se-http', 'bdii', 'ssh-banner'] as const
).map((probe) => ({ probe }));
const IDENTITY = { certificate: '', key: '' };
const ask = async (probe: ProbeId, port: number, deadlineMs = 300) =>
  await runProbe(probe, {
    endpoint: endpointAt({ [PROBES[probe].port ?? 'arc']: port }, { identity: IDENTITY }),
    clients: CLIENTS,
    deadlineMs,
  });

describe.each(BY_PORT)('$probe', ({ probe }) => {
  test('of a port on which nobody listens is critical and says so', async () => {
    const result = await ask(probe, await deadPort(), 2_000);
    expect(result).toMatchObject({
      probe,
      verdict: 'critical',
      sentence: expect.stringMatching(/nothing listens there/),
    });
  });

  test('of a server that takes the connection and says nothing is critical at its deadline', async () => {
    const result = await ask(probe, await tcp(() => undefined));
    expect(result).toMatchObject({ verdict: 'critical', sentence: 'No whole answer within 300 ms.' });
    expect(result.latencyMs).toBeLessThan(5_000);
  });

  test('of a server that closes at once is critical', async () => {
    expect((await ask(probe, await tcp((socket) => socket.end()), 2_000)).verdict).toBe('critical');
  });

  test('of a server that speaks something else is critical', async () => {
    const port = await tcp((socket) => socket.on('data', () => undefined).end('220 mail.example ESMTP ready\r\n'));
    expect((await ask(probe, port, 2_000)).verdict).toBe('critical');
  });

  test('of a server that sends without end is critical, soon, and keeps little of it', async () => {
    const noise = Buffer.alloc(65_536, 'z\u001B[2J\u0007');
    const port = await tcp((socket) => {
      const pour = async (): Promise<void> => {
        while (!socket.destroyed) if (!socket.write(noise)) await once(socket, 'drain').catch(() => undefined);
      };
      void pour().catch(() => undefined);
    });
    const result = await ask(probe, port, 1_000);
    expect(result.verdict).toBe('critical');
    expect((result.answer ?? '').length).toBeLessThanOrEqual(LONGEST_ANSWER);
    expect(result.answer ?? '').not.toMatch(/(?!\n|\t)\p{C}/u);
  });

  test('of a server that sends a byte now and then is critical at its deadline', async () => {
    const port = await tcp((socket) => {
      const timer = setInterval(() => socket.write('\0'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    expect((await ask(probe, port)).verdict).toBe('critical');
  });

  test('of any bytes at all is a verdict, and a bounded one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const service = await fakeTcp((socket) => {
          socket.on('data', () => undefined);
          socket.end(bytes);
        });
        try {
          const result = await ask(probe, service.port, 2_000);
          expect(PROBE_VERDICTS).toContain(result.verdict);
          // No run of bytes is a whole conversation in any of these protocols but a banner.
          if (probe !== 'ssh-banner') expect(result.verdict).not.toBe('ok');
          expect(result.sentence.length).toBeGreaterThan(0);
          expect(result.sentence.length).toBeLessThanOrEqual(LONGEST_SENTENCE);
        } finally {
          await service.stop();
        }
      }),
      { numRuns: 25 },
    );
  });
});

test('what asks as a member and has no certificate cannot ask', async () => {
  const result = await runProbe('ce-rest', { endpoint: endpointAt({ arc: await deadPort() }), clients: CLIENTS });
  expect(result).toMatchObject({
    verdict: 'unknown',
    sentence: expect.stringMatching(/no certificate with a key is set up/),
  });
});

test('a program that is not installed, and a probe that is wrong itself, say nothing of the service', async () => {
  const nowhere = { env: { PATH: '/nonexistent' } };
  const put = await runProbe('se-put-get-rm', { endpoint: endpointAt({}), clients: nowhere });
  expect(put).toMatchObject({ verdict: 'unknown', sentence: 'xrdcp is not installed where the agent runs.' });
  const wrong = await runProbe('se-tcp', {
    endpoint: endpointAt({}),
    clients: CLIENTS,
    runner: () => Promise.reject(new TypeError('undefined is not a bird')),
  });
  expect(wrong).toMatchObject({ verdict: 'unknown', sentence: 'The probe itself failed: undefined is not a bird' });
});

test('where Slurm’s programs are not installed, a connection is all that is asked, and it is said', async () => {
  const nowhere = { env: { PATH: '/nonexistent' } };
  const port = await tcp((socket) => void socket.once('data', () => socket.end()));
  for (const [probe, name] of [
    ['slurm-ping', 'slurmctld'],
    ['wn-state', 'slurmd'],
  ] as const) {
    const up = await runProbe(probe, { endpoint: endpointAt({ [name]: port }), clients: nowhere });
    expect(up).toMatchObject({
      verdict: 'ok',
      facts: { asked: 'connection only' },
      sentence: expect.stringMatching(/nothing was asked of Slurm/),
    });
    const down = await runProbe(probe, { endpoint: endpointAt({ [name]: await deadPort() }), clients: nowhere });
    expect(down.verdict).toBe('critical');
  }
});

test('who stops waiting ends the probe, with the reason that was given', async () => {
  const stop = new AbortController();
  const port = await tcp(() => undefined);
  const asked = runProbe('se-tcp', { endpoint: endpointAt({ xrootd: port }), clients: CLIENTS, signal: stop.signal });
  await sleep(30);
  stop.abort(new Error('the agent stops'));
  await expect(asked).rejects.toThrow('the agent stops');
  await expect(runProbe('se-tcp', { endpoint: endpointAt({}), clients: CLIENTS, signal: stop.signal })).rejects.toThrow(
    'the agent stops',
  );
});

test('what a probe found by its deadline is kept', async () => {
  const result = await runProbe('ce-job', {
    endpoint: endpointAt({}, { identity: IDENTITY }),
    clients: CLIENTS,
    deadlineMs: 50,
    runner: async ({ signal }) => {
      await once(signal, 'abort');
      throw new ProbeFault('critical', 'It still waits.', { answer: 'job 7\nQUEUING', facts: { jobId: '7' } });
    },
  });
  expect(result).toMatchObject({
    verdict: 'critical',
    sentence: 'It still waits.',
    answer: 'job 7\nQUEUING',
    facts: { jobId: '7' },
  });
});
