/** Each probe of a service that answers as the real one does, and of one that does not. The real ones are in `native.grid.test.ts`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '@/lib/utils/time';
import { parseGuestRoutes } from '@/lib/domain/guest-route';
import type { ProbeId } from '@/lib/domain/probe';
import type { ProbeEndpoint } from '@/lib/grid/probe';
import { runProbe } from '@/lib/grid/run-probe';
import { type FakeArc, HEALTHY_INFO, startFakeArc } from '@/lib/grid/testing/fake-arc';
import { CLIENTS, endpointAt, fakeHttp, type FakeService, fakeTcp } from '@/lib/grid/testing/fake-services';
import { makeAuthority, type MadeCertificate } from '@/lib/grid/testing/make-certificate';
import { judgeBdii, parseGeneralizedTime } from './bdii';
import { findHealth } from './ce-info';
import { adler32 } from './probe-file';
import { judgeNode } from './wn-state';

const ca = makeAuthority();
const stranger = makeAuthority('Another CA');
let member: MadeCertificate;
beforeAll(() => {
  member = ca.sign({ commonName: 'probe' });
});

const services: FakeService[] = [];
const kept = <T extends FakeService>(service: T): T => {
  services.push(service);
  return service;
};
afterEach(async () => {
  await Promise.all(services.splice(0).map(async (service) => await service.stop()));
});

const ask = async (probe: ProbeId, endpoint: ProbeEndpoint, now = new Date()) =>
  await runProbe(probe, { endpoint, clients: CLIENTS, now: () => now, deadlineMs: 15_000 });

describe('a CE', () => {
  let arc: FakeArc;
  const at = (more: Partial<ProbeEndpoint> = {}) =>
    endpointAt({ arc: arc.port }, { identity: member, trustedCa: ca.certificate, ...more });
  const start = async (validTo?: Date) => {
    arc = kept(await startFakeArc(ca, validTo));
  };

  test('that is healthy is ok by every probe', async () => {
    await start();
    const results = await Promise.all(
      (['ce-tls', 'certificate', 'ce-rest', 'ce-info'] as const).map((probe) => ask(probe, at())),
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(results[1]?.facts).toMatchObject({ daysLeft: 29, verified: true });
    expect(results[2]?.facts).toMatchObject({ versions: '1.0' });
    expect(results[3]?.sentence).toMatch(/All 5 states/);
  });

  test('that lets everybody in is critical, though it answers', async () => {
    await start();
    arc.says.openToAll = true;
    expect(await ask('ce-tls', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/lets everybody in/),
    });
  });

  test('that knows the member no more is critical', async () => {
    await start();
    arc.says.mapped = false;
    expect(await ask('ce-rest', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/refuses the member/),
    });
  });

  test('whose certificate ends within the week, has ended, or is another CA’s', async () => {
    const now = Date.now();
    await start(new Date(now + 3 * DAY_MS));
    expect(await ask('certificate', at())).toMatchObject({ verdict: 'warning', facts: { daysLeft: 2 } });
    expect(await ask('certificate', at(), new Date(now + 4 * DAY_MS))).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/ended at/),
    });
    expect(await ask('certificate', at(), new Date(now - 3 * DAY_MS))).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/valid from/),
    });
    expect(await ask('certificate', at({ trustedCa: stranger.certificate }))).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/does not vouch/),
    });
    expect(await ask('ce-rest', at({ trustedCa: stranger.certificate }))).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/not trusted/),
    });
    expect(await ask('certificate', at({ tlsName: 'other.example' }))).toMatchObject({ verdict: 'critical' });
    expect(await ask('certificate', at({ trustedCa: undefined }))).toMatchObject({
      verdict: 'warning',
      sentence: expect.stringMatching(/not verified/),
      facts: { verified: false },
    });
  });

  test('that publishes that it is ill is what it publishes', async () => {
    await start();
    arc.says.info = {
      E: [{ Name: 'LDAP', HealthState: 'critical', HealthStateInfo: 'slapd is not listening' }, { HealthState: 'ok' }],
    };
    expect(await ask('ce-info', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/LDAP: health critical \(slapd is not listening\)/),
    });
    arc.says.info = { E: { Name: 'Q', ServingState: 'draining' } };
    expect((await ask('ce-info', at())).verdict).toBe('warning');
    arc.says.info = { nothing: 'of it' };
    expect(await ask('ce-info', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/nothing of any endpoint/),
    });
    arc.says.info = [1, 2];
    expect(await ask('ce-info', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/another form/),
    });
  });

  test('runs a job: submitted, followed, its output got back, cleaned', async () => {
    await start();
    const result = await ask('ce-job', at({ queue: 'atlas' }));
    expect(result).toMatchObject({
      verdict: 'ok',
      facts: { jobId: 'J1', states: 'ACCEPTING ACCEPTED QUEUING FINISHED' },
    });
    expect(arc.deeds).toEqual(['new', 'info', 'output', 'clean']);
  }, 20_000);

  test('a connection that breaks while a job is followed is asked again and told; a job is not submitted twice', async () => {
    await start();
    arc.says.states = ['FINISHED'];
    arc.says.broken.output = 2;
    expect(await ask('ce-job', at())).toMatchObject({
      verdict: 'ok',
      answer: expect.stringMatching(/asked again: .* broke the connection off\.\nasked again: /),
    });
    arc.says.broken.output = 3;
    expect(await ask('ce-job', at())).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/broke the connection off/),
    });
    arc.says.broken = { output: 0, new: 1 };
    arc.deeds.length = 0;
    expect((await ask('ce-job', at())).verdict).toBe('critical');
    expect(arc.deeds).toEqual([]);
  }, 20_000);

  test.each([
    [
      'a job that fails',
      { states: ['FAILED'], exitCode: '7' },
      /ended FAILED with exit code 7: as it is/,
      ['new', 'info', 'clean'],
    ],
    [
      'a job that ends well with another exit code',
      { states: ['FINISHED'], exitCode: '3' },
      /exit code 3/,
      ['new', 'info', 'clean'],
    ],
    [
      'the output of another job',
      { states: ['FINISHED'], output: 'hello grid yesterday' },
      /not what the job wrote/,
      ['new', 'info', 'output', 'clean'],
    ],
    ['a state that is no word', { states: ['<b>'] }, /another form/, ['new', 'kill', 'clean']],
  ] as const)('%s is critical and cleaned away', async (_, change, sentence, deeds) => {
    await start();
    Object.assign(arc.says, change);
    expect(await ask('ce-job', at())).toMatchObject({ verdict: 'critical', sentence: expect.stringMatching(sentence) });
    expect(arc.deeds).toEqual(deeds);
  });
});

describe('the health in a description', () => {
  test('is found wherever it stands', () => {
    expect(findHealth(HEALTHY_INFO)).toHaveLength(5);
    expect(findHealth({ a: [{ b: { HealthState: 'odd', Name: 'B' } }] })).toEqual([
      { part: 'B', verdict: 'unknown', words: 'health odd' },
    ]);
    expect(findHealth({ ID: 'x', HealthState: 5 })).toEqual([
      { part: 'x', verdict: 'unknown', words: 'health not said' },
    ]);
  });

  test('is not looked for without end', () => {
    const deep = Array.from({ length: 60 }).reduce<unknown>((inner) => ({ inner }), {});
    expect(() => findHealth(deep)).toThrow(/deeper or larger/);
    expect(() => findHealth(Array.from({ length: 200_001 }, () => 0))).toThrow(/deeper or larger/);
  });
});

describe('an SE over http', () => {
  const start = async (broken: { digest?: string; body?: Buffer; keeps?: boolean } = {}) => {
    const files = new Map<string, Buffer>();
    const service = kept(
      await fakeHttp((request, response) => {
        const path = request.url ?? '';
        const file = files.get(path);
        if (request.method === 'PUT') {
          files.set(path, Buffer.from(request.text, 'latin1'));
          return response.writeHead(201).end();
        }
        if (file === undefined) return response.writeHead(404).end();
        if (request.method === 'HEAD')
          return response.writeHead(200, { digest: broken.digest ?? `adler32=${adler32(file)}` }).end();
        if (request.method === 'DELETE' && broken.keeps !== true) files.delete(path);
        return response.writeHead(200).end(request.method === 'GET' ? (broken.body ?? file) : undefined);
      }),
    );
    return { endpoint: endpointAt({ http: service.port }), files };
  };

  test('keeps a file and gives it back', async () => {
    const { endpoint, files } = await start();
    expect(await ask('se-http', endpoint)).toMatchObject({
      verdict: 'ok',
      answer: 'PUT 201\nHEAD 200\nGET 200\nDELETE 200\nGET 404',
    });
    expect(files.size).toBe(0);
  });

  test('that changes it, says another checksum, or does not remove it is critical, and nothing is left', async () => {
    const other = await start({ body: Buffer.from('other') });
    expect(await ask('se-http', other.endpoint)).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/other bytes/),
    });
    expect(other.files.size).toBe(0);
    const digest = await start({ digest: 'adler32=1' });
    expect(await ask('se-http', digest.endpoint)).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/another checksum/),
    });
    const keeps = await start({ keeps: true });
    expect(await ask('se-http', keeps.endpoint)).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/that was removed/),
    });
  });
});

describe('an SE over XRootD', () => {
  const answering = async (hex: string) => {
    const service = kept(await fakeTcp((socket) => socket.once('data', () => socket.write(Buffer.from(hex, 'hex')))));
    return await ask('se-tcp', endpointAt({ xrootd: service.port }));
  };
  test('is known by its first 16 bytes', async () => {
    expect(await answering('00000000000000080000051100000001')).toMatchObject({
      verdict: 'ok',
      sentence: expect.stringMatching(/XRootD 0x511 and is a data server/),
      answer: '00000000 00000008 00000511 00000001',
    });
    expect(await answering('00000000000000090000051100000001')).toMatchObject({ verdict: 'critical' });
  });
});

test('the checksum of grid storage', () => {
  expect(adler32(Buffer.from('Wikipedia'))).toBe('11e60398');
  expect(adler32(Buffer.alloc(0))).toBe('00000001');
  expect(adler32(Buffer.alloc(100_000, 0xff))).toBe('149a302c');
});

describe('Slurm where nothing can be asked of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-slurm-'));
  // As of Slurm 22.05 on a machine that knows no cluster.
  for (const name of ['scontrol', 'sinfo'])
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\necho '${name}: fatal: Could not establish a configuration source' >&2\nexit 1\n`,
      { mode: 0o755 },
    );
  afterAll(() => rmSync(folder, { recursive: true }));
  const connected = async (talk: Parameters<typeof fakeTcp>[0], path: string, deadlineMs = 5_000) => {
    const service = kept(await fakeTcp(talk));
    const endpoint = endpointAt({ slurmctld: service.port, slurmd: service.port });
    const clients = { env: { PATH: path } };
    return [
      await runProbe('slurm-ping', { endpoint, clients, deadlineMs }),
      await runProbe('wn-state', { endpoint, clients, deadlineMs }),
    ];
  };

  test.each([
    ['is not installed', '/nonexistent', 'is not installed'],
    ['knows no cluster', folder, 'knows no cluster'],
  ])('it is connected to, and its answer says why: it %s', async (_, path, words) => {
    for (const result of await connected((socket) => void socket.once('data', () => socket.end()), path))
      expect(result).toMatchObject({
        verdict: 'ok',
        sentence: expect.stringContaining(words),
        facts: { asked: 'connection only' },
      });
  });

  test('who keeps a connection and says nothing to nonsense, as a gateway does for a guest that is not there, is not there', async () => {
    for (const result of await connected((socket) => void socket.resume(), folder, 1_000))
      expect(result).toMatchObject({ verdict: 'critical', sentence: expect.stringContaining('No whole answer') });
  });

  test('who ends every connection at once, as a gateway does for a guest that refuses, is not there', async () => {
    for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()])
      for (const result of await connected((socket) => void end(socket), folder))
        expect(result).toMatchObject({
          verdict: 'critical',
          sentence: expect.stringMatching(/ends it at once|broke the connection off/),
        });
  });
});

test('a guest behind a gateway is asked there, and its answer names the guest', async () => {
  const arc = kept(await startFakeArc(ca));
  const service = kept(await fakeTcp((socket) => socket.end('SSH-2.0-guest\r\n')));
  const endpoint = endpointAt(
    { arc: arc.port, ssh: service.port },
    {
      address: '192.0.2.1',
      routes: parseGuestRoutes('192.0.2.0/24=127.0.0.0/24'),
      identity: member,
      trustedCa: ca.certificate,
      tlsName: 'ce',
    },
  );
  expect(await ask('ssh-banner', endpoint)).toMatchObject({
    verdict: 'ok',
    sentence: `192.0.2.1:${service.port} answers as an SSH server.`,
  });
  expect(await ask('ce-rest', endpoint)).toMatchObject({ verdict: 'ok' });
  // Its certificate is of 127.0.0.1, too, which is where the connection goes and not who is meant.
  expect(await ask('ce-rest', { ...endpoint, tlsName: undefined })).toMatchObject({ verdict: 'critical' });
});

test('an SSH server is known by its banner, lines before it or not', async () => {
  for (const [text, verdict] of [
    ['SSH-2.0-OpenSSH_9.2p1\r\n', 'ok'],
    ['Welcome\r\nSSH-1.99-x\r\n', 'ok'],
    ['SSH-1.5-old\r\n', 'critical'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'critical'],
  ] as const) {
    const service = kept(await fakeTcp((socket) => socket.end(text)));
    expect(await ask('ssh-banner', endpointAt({ ssh: service.port })), text).toMatchObject({ verdict });
  }
});

test.each([
  ['idle', [], 'ok'],
  ['mixed', ['COMPLETING'], 'ok'],
  ['idle', ['DRAIN'], 'warning'],
  ['down', [], 'critical'],
  ['idle', ['NOT_RESPONDING'], 'critical'],
  [['ALLOCATED'], [], 'ok'],
  [['IDLE', 'DRAIN'], [], 'warning'],
  ['unknown', [], 'unknown'],
  ['unknown', ['DRAIN'], 'warning'],
] as const)('a node that is %s %s is %s', (state, flags, verdict) => {
  expect(judgeNode({ state: typeof state === 'string' ? state : [...state], state_flags: [...flags] }).verdict).toBe(
    verdict,
  );
});

test('a BDII is judged by what it publishes, and by its record of updates', () => {
  const services = [{ dn: 'GLUE2ServiceID=a,o=glue', GLUE2ServiceID: 'a' }];
  const stats = { dn: 'o=infosys', modifytimestamp: '20270203060000Z', FailedAdds: '0', TotalEntries: '9' };
  const judge = (entries: typeof services, record: Parameters<typeof judgeBdii>[2], now = '2027-02-03T06:01:00Z') =>
    judgeBdii('bdii:2170', entries, record, new Date(now)).verdict;
  expect(judge(services, stats)).toBe('ok');
  expect(judge([], stats)).toBe('critical');
  expect(judge(services, undefined)).toBe('critical');
  expect(judge(services, { ...stats, modifytimestamp: 'soon' })).toBe('critical');
  expect(judge(services, stats, '2027-02-03T06:21:00Z')).toBe('critical');
  expect(judge(services, { ...stats, FailedAdds: '2' })).toBe('warning');
  expect(judge(services, { ...stats, FailedAdds: 'many' })).toBe('warning');
});

test('times of LDAP', () => {
  expect(parseGeneralizedTime('20270203060000Z')).toEqual(new Date('2027-02-03T06:00:00Z'));
  expect(parseGeneralizedTime('20270203060000.5Z')).toEqual(new Date('2027-02-03T06:00:00Z'));
  expect(parseGeneralizedTime('yesterday')).toBeUndefined();
  expect(parseGeneralizedTime('20271399999999Z')).toBeUndefined();
});

afterAll(() => expect(services).toEqual([]));
