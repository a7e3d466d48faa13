/** The protocol by its words, and both of its sides against each other. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobReading, JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { ClassAdError, parseClassAd, renderClassAd } from './class-ad';
import { openBlahClient, type BlahClient } from './client';
import { readSubmission } from './job-request';
import { readRequirements } from './requirements';
import { type BlahServer, createBlahServer } from './server';
import { escapeAnswer, escapeWord, splitWords } from './tokens';

const NOW = new Date('2026-11-22T23:30:00Z');
const VERSION = String.raw`$GahpVersion: 1.17.0 Mar 31 2008 INFN\ blahpd\ (poly,new_esc_format) $`;

/** Keeps what it is given; jobs are numbered from 17. */
function fakeSystem(change: Partial<JobSystem> = {}) {
  const requests: JobRequest[] = [];
  const readings = new Map<string, Partial<JobReading>>();
  const deeds: string[] = [];
  const system: JobSystem = {
    lrms: 'slurm',
    name: 'fake',
    submit: async (request) => {
      requests.push(request);
      const id = String(16 + requests.length);
      readings.set(id, { state: 'running' });
      return id;
    },
    findTagged: async (tag) => {
      const at = requests.findIndex((request) => request.tag === tag);
      return at === -1 ? undefined : String(17 + at);
    },
    read: async (ids) =>
      ids.map((id) => ({
        ...goneReading(id),
        ...readings.get(id),
      })),
    cancel: async (id) => void deeds.push(`cancel ${id}`),
    hold: async (id) => {
      throw new DriverError('refused', `Job ${id} runs.\nIt cannot be held.`);
    },
    release: async (id) => void deeds.push(`release ${id}`),
    nodes: async () => [],
    queues: async () => [],
    ...change,
  };
  return { system, requests, readings, deeds };
}

function conversation(system: JobSystem): { readonly server: BlahServer; readonly lines: () => string[] } {
  let out = '';
  const server = createBlahServer({ systems: { slurm: system }, write: (text) => (out += text), now: () => NOW });
  return {
    server,
    lines: () => {
      const found = out.split('\r\n').slice(0, -1);
      out = '';
      return found;
    },
  };
}

describe('words', () => {
  test('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1 }), (words) => {
        expect(splitWords(words.map(escapeWord).join(' '))).toEqual(words);
      }),
    );
  });

  test('of an answer are one line', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => {
        const written = escapeAnswer(text);
        expect(written).not.toMatch(/[\r\n\t]/);
        expect(splitWords(written)).toEqual([text.replaceAll('\t', ' ').replaceAll(/[\r\n]/g, '-')]);
      }),
    );
  });
});

describe('descriptions', () => {
  test('of a job become a request; what is not acted on is told', () => {
    const { lrms, request, ignored } = readSubmission(
      String.raw`[gridtype="slurm";Queue="atlas";Cmd="/bin/echo";Args="one 'two words' it''s";Env="A=1;B=x y";Iwd="/tmp";Out="o";RequestMemory=512;
      BatchRuntime=3600;GPUNumber=2;CERequirements="GridImage == \"slc4-atlas\" && NumJobs == 100 && Memory > 4"]`,
    );
    expect(lrms).toBe('slurm');
    expect(request).toMatchObject({
      command: '/bin/echo',
      queue: 'atlas',
      environment: { A: '1', B: 'x y' },
      workFolder: '/tmp',
      stdoutPath: '/tmp/o',
      memoryMiB: 512,
      wallSeconds: 3600,
      executionEnvironment: 'slc4-atlas',
    });
    expect(request.args).toEqual(['one', 'two words', 'its']);
    expect(ignored).toEqual(['gpunumber', 'CERequirements: numjobs', 'CERequirements: Memory > 4']);
  });

  test.each([
    ['[Cmd="/bin/true"]', 'Missing gridtype'],
    ['[gridtype="slurm"]', 'Missing Cmd'],
    ['[gridtype="condor";Cmd="/bin/true"]', 'gridtype condor is none of'],
    ['[gridtype="slurm";Cmd="/bin/true";Out="o"]', 'out has to be an absolute path, or Iwd one'],
    ['[gridtype="slurm";Cmd="/bin/true";RequestMemory="much"]', 'requestmemory has to be a whole number'],
    ['[gridtype="slurm";Cmd="/bin/true";Env="no name"]', 'no NAME=VALUE'],
    ['[gridtype="slurm";Cmd="/bin/true\nrm"]', 'control characters'],
    ['[gridtype="slurm"', 'a semicolon or a closing ]'],
    ['[a=1;A=2]', 'a only once'],
    ['[a="x]', 'a closing "'],
    ['[a=[a=[a=[a=[a=[a=[a=[a=[a=[a=1]]]]]]]]]]]', 'at most 8 levels'],
    ['', 'a description in brackets'],
  ])('that are wrong say what is wrong: %j', (text, words) => {
    expect(() => readSubmission(text)).toThrow(words);
  });

  test('of any kind are read or refused, and never take long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const description of [text, `[a=${text}]`, `[gridtype="slurm";Cmd="x";CERequirements="${text}"]`])
          try {
            readSubmission(description);
          } catch (error) {
            expect(error).toBeInstanceOf(ClassAdError);
          }
      }),
    );
  });

  test('are written so that they are read alike', () => {
    const text = 'a "quoted"\\ line\nand another';
    expect(
      parseClassAd(
        renderClassAd([
          ['A', text],
          ['B', 2],
        ]),
      ).get('a'),
    ).toEqual({ kind: 'text', text });
  });

  test('a requirement that asks twice, or not for equality, is kept as it is written', () => {
    expect(readRequirements('(A == 1 && B == "x && y") && A == 2 && (C == 1 || D == 2)')).toEqual({
      equal: new Map<string, unknown>([
        ['a', 1],
        ['b', 'x && y'],
      ]),
      notUnderstood: ['A == 2', 'C == 1 || D == 2'],
    });
  });
});

describe('the server', () => {
  test('holds the conversation that blahpd holds', async () => {
    const { system, readings } = fakeSystem();
    const { server, lines } = conversation(system);
    expect(lines()).toEqual([VERSION]);
    server.line(
      String.raw`BLAH_JOB_SUBMIT 1 [gridtype="slurm";Queue="atlas";Cmd="/bin/hostname";Iwd="/tmp";Out="/tmp/o";RequestMemory=512;CERequirements="GridImage\ ==\ \\"slc4-atlas\\""]`,
    );
    await server.settled();
    expect(lines()).toEqual(['S']);
    server.line('async_mode_on');
    expect(lines()).toEqual([String.raw`S Async\ mode\ on`]);
    server.line('BLAH_JOB_STATUS 2 slurm/20261122/17');
    server.line('BLAH_JOB_STATUS 3 slurm/20261122/17');
    await server.settled();
    // It tells once that there is something.
    expect(lines()).toEqual(['S', 'S', 'R']);
    readings.set('17', { state: 'failed', node: 'wn 1' });
    server.line('BLAH_JOB_STATUS 4 slurm/20261122/17');
    await server.settled();
    lines();
    server.line('RESULTS');
    expect(lines()).toEqual([
      'S 4',
      String.raw`1 0 No\ error slurm/20261122/17`,
      String.raw`2 0 No\ Error 2 [\ BatchJobId\ =\ "17";\ JobStatus\ =\ 2\ ]`,
      String.raw`3 0 No\ Error 2 [\ BatchJobId\ =\ "17";\ JobStatus\ =\ 2\ ]`,
      String.raw`4 0 No\ Error 4 [\ BatchJobId\ =\ "17";\ JobStatus\ =\ 4;\ WorkerNode\ =\ "wn\ 1";\ ExitCode\ =\ 1\ ]`,
    ]);
    server.line('BLAH_JOB_STATUS 5 slurm/20261122/17');
    await server.settled();
    expect(lines()).toEqual(['S', 'R']);
    expect(server.line('QUIT')).toBe(false);
  });

  test('a job that nobody knows is an error, and never completed', async () => {
    const { server, lines } = conversation(fakeSystem().system);
    server.line('BLAH_JOB_STATUS 1 slurm/20261122/99');
    await server.settled();
    server.line('RESULTS');
    expect(lines().at(-1)).toMatch(/^1 1 The\\ batch\\ system\\ does\\ not\\ know.* 0 N\/A$/);
  });

  test('wrong words and wrong jobs are answered, and a refusal stays one line', async () => {
    const { system, deeds } = fakeSystem();
    const { server, lines } = conversation(system);
    lines();
    server.line('');
    server.line('NONSENSE 1');
    server.line('BLAH_JOB_STATUS 1');
    server.line('QUIT now');
    expect(lines()).toEqual([
      String.raw`E Unknown\ command`,
      String.raw`E Unknown\ command`,
      String.raw`E expected\ 2\ parameters,\ 1\ found`,
      String.raw`E expected\ 0\ parameters,\ 1\ found`,
    ]);
    server.line('BLAH_JOB_CANCEL 1 17');
    server.line('BLAH_JOB_HOLD 2 slurm/20261122/17');
    server.line('BLAH_JOB_CANCEL 3 slurm/20261122/17');
    server.line('BLAH_JOB_RESUME 4 pbs/20261122/17');
    await server.settled();
    server.line('RESULTS');
    const found = lines().slice(5);
    expect(found[0]).toBe(String.raw`1 2 17\ is\ no\ job\ of\ this\ protocol`);
    expect(found).toContain(String.raw`2 1 Job\ 17\ runs.-It\ cannot\ be\ held.`);
    expect(found).toContain(String.raw`3 0 No\ error`);
    expect(found).toContain(String.raw`4 1 No\ batch\ system\ called\ pbs\ is\ driven\ here.`);
    expect(deeds).toEqual(['cancel 17']);
  });

  test('takes no more than it can answer', async () => {
    const ends: (() => void)[] = [];
    const { system } = fakeSystem({ cancel: async () => await new Promise<void>((resolve) => ends.push(resolve)) });
    const { server, lines } = conversation(system);
    lines();
    for (let id = 0; id < 501; id += 1) server.line(`BLAH_JOB_CANCEL ${id} slurm/20261122/17`);
    expect(lines().filter((line) => line.startsWith('F'))).toEqual([String.raw`F Threads\ limit\ reached`]);
    for (const end of ends) end();
  });
});

describe('the client', () => {
  /** Both sides, with the text between them cut into pieces. */
  async function pair(system: JobSystem, pieces = 3): Promise<BlahClient> {
    return await openBlahClient(({ feed }) => {
      const server = createBlahServer({
        systems: { slurm: system },
        now: () => NOW,
        write: (text) =>
          queueMicrotask(() => {
            for (let at = 0; at < text.length; at += pieces) feed(text.slice(at, at + pieces));
          }),
      });
      return { write: (text) => void server.line(text.replace(/\n$/, '')) };
    });
  }

  test('submits, asks and is told of each by itself, many at once', async () => {
    const { system, requests, readings } = fakeSystem();
    const client = await pair(system);
    expect(client.version).toBe(VERSION);
    const ends = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, index) => await client.request('BLAH_JOB_SUBMIT', [`[gridtype="slurm";Cmd="/bin/job ${index}"]`]),
      ),
    );
    expect(ends.map(({ code, data }) => `${code} ${data[0]}`)).toEqual(
      ends.map((_, index) => `0 slurm/20261122/${17 + index}`),
    );
    expect(requests.map(({ command }) => command)).toEqual(ends.map((_, index) => `/bin/job ${index}`));
    readings.set('17', { state: 'held' });
    const { data } = await client.request('BLAH_JOB_STATUS', ['slurm/20261122/17']);
    expect(parseClassAd(data[1] ?? '').get('jobstatus')).toEqual({ kind: 'number', value: 5 });
  });

  test('a command that the server has not, a late result and an ended server are told apart', async () => {
    const client = await pair(fakeSystem({ cancel: async () => await new Promise(() => undefined) }).system);
    await expect(client.request('BLAH_NONSENSE', [])).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(client.request('BLAH_JOB_CANCEL', ['slurm/20261122/17'], { deadlineMs: 20 })).rejects.toMatchObject({
      kind: 'timeout',
    });
    // Only that one: the next is answered.
    await expect(client.request('BLAH_JOB_RESUME', ['slurm/20261122/17'])).resolves.toMatchObject({ code: 0 });
    await expect(
      openBlahClient(({ ended }) => {
        queueMicrotask(() => ended('exit code 1'));
        return { write: () => undefined };
      }),
    ).rejects.toMatchObject({ kind: 'unreachable', message: 'The BLAH server has ended: exit code 1' });
    await expect(
      openBlahClient(({ feed }) => {
        queueMicrotask(() => feed('220 mail.example ESMTP\r\n'));
        return { write: () => undefined };
      }),
    ).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
