/** What every batch system's jobs keep to, whichever it is. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasEnded, type JobReading, type JobRequest } from '@/lib/domain/batch-job';
import type { JobSystem } from '@/lib/batch/jobs-port';

export interface JobsFixture {
  readonly system: JobSystem;
  readonly queue: string;
  /** Jobs may write here, and the test reads it. */
  readonly folder: string;
  /** No job begins any more. */
  readonly close: () => Promise<void>;
  readonly open: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** What it cannot tell, with the reason. */
  readonly tellsNo?:
    | { readonly exitCode?: string; readonly cancelled?: string; readonly tagged?: string; readonly layout?: string }
    | undefined;
}

const LOOK_EVERY_MS = 250;
const STEP_WITHIN_MS = 60_000;

/** What a shell, a spreadsheet of options or a batch system's own patterns would trip over. */
const HOSTILE = [
  `it's "quoted"`,
  '$(touch pwned) `touch pwned` ${HOME} $HOME',
  '; touch pwned & | > pwned < /etc/passwd',
  'two\nlines and a\ttab',
  'x\n#PBS -q nowhere\n#SBATCH --partition=nowhere\n#BSUB -q nowhere\n',
  'back\\slash \\n %j %A * ? [a-z] ~ ! # {1,2}',
  '--export=ALL',
  '',
  'ünï çødé 漢字',
];

export function describeJobs(name: string, make: () => Promise<JobsFixture>): void {
  describe(name, () => {
    let fixture: JobsFixture;
    let runs = 0;
    beforeAll(async () => {
      fixture = await make();
    }, 180_000);
    afterAll(async () => await fixture.stop());

    const request = (change: Partial<JobRequest>): JobRequest => ({
      command: '/bin/true',
      args: [],
      environment: {},
      queue: fixture.queue,
      ...change,
    });
    async function submit(change: Partial<JobRequest> = {}) {
      runs += 1;
      const stdoutPath = join(fixture.folder, `out-${runs}`);
      const id = await fixture.system.submit(request({ stdoutPath, workFolder: fixture.folder, ...change }));
      return { id, output: () => readFileSync(stdoutPath, 'utf8') };
    }
    const read = async (id: string): Promise<JobReading> => {
      const [reading] = await fixture.system.read([id]);
      if (reading === undefined) throw new Error('no reading');
      return reading;
    };
    async function until(id: string, holds: (reading: JobReading) => boolean): Promise<JobReading> {
      const endsAt = performance.now() + STEP_WITHIN_MS;
      for (;;) {
        const reading = await read(id);
        if (holds(reading)) return reading;
        if (performance.now() > endsAt) throw new Error(`still ${JSON.stringify(reading)}`);
        await sleep(LOOK_EVERY_MS);
      }
    }

    test('words and variables arrive as they were, and nothing of them is a command', async () => {
      const { id, output } = await submit({
        command: '/bin/sh',
        args: ['-c', String.raw`for w; do printf '<%s>' "$w"; done; printf '{%s}' "$WORDS"`, 'sh', ...HOSTILE],
        environment: { WORDS: HOSTILE.join('|') },
      });
      const ended = await until(id, ({ state }) => hasEnded(state));
      expect(ended).toMatchObject({ id, state: 'completed' });
      expect(output()).toBe(`${HOSTILE.map((word) => `<${word}>`).join('')}{${HOSTILE.join('|')}}`);
      expect(existsSync(join(fixture.folder, 'pwned'))).toBe(false);
      if (fixture.tellsNo?.exitCode === undefined) expect(ended.exitCode).toBe(0);
    });

    test('a job reads its input, runs in its folder, and a failure has its exit code', async () => {
      const { id, output } = await submit({ command: '/bin/sh', args: ['-c', 'pwd; exit 3'] });
      const ended = await until(id, ({ state }) => hasEnded(state));
      expect(output().trim()).toBe(fixture.folder);
      if (fixture.tellsNo?.exitCode === undefined) expect(ended).toMatchObject({ state: 'failed', exitCode: 3 });
    });

    test('one that runs is cancelled, and cancelling it again changes nothing', async () => {
      const { id } = await submit({ command: '/bin/sleep', args: ['300'] });
      await until(id, ({ state }) => state === 'running');
      await fixture.system.cancel(id);
      const ended = await until(id, ({ state }) => hasEnded(state));
      if (fixture.tellsNo?.cancelled === undefined) expect(ended.state).toBe('cancelled');
      await fixture.system.cancel(id);
    });

    test('one that waits is held, stays so when there is room, and runs once it is released', async () => {
      await fixture.close();
      const { id } = await submit({ command: '/bin/true' });
      await until(id, ({ state }) => state === 'queued');
      await fixture.system.hold(id);
      await until(id, ({ state }) => state === 'held');
      await fixture.open();
      const { id: other } = await submit({ command: '/bin/true' });
      await until(other, ({ state }) => hasEnded(state));
      expect((await read(id)).state).toBe('held');
      await fixture.system.release(id);
      expect((await until(id, ({ state }) => hasEnded(state))).state).toBe('completed');
    });

    test('a job is found by its tag, while it waits and once it has ended', async () => {
      if (fixture.tellsNo?.tagged !== undefined)
        return await expect(fixture.system.findTagged('gb')).rejects.toMatchObject({ kind: 'unsupported' });
      const tag = `gb${randomBytes(6).toString('hex')}`;
      expect(await fixture.system.findTagged(tag)).toBeUndefined();
      await fixture.close();
      const { id } = await submit({ tag });
      await submit({ tag: `${tag.slice(0, -1)}x` });
      expect(await fixture.system.findTagged(tag)).toBe(id);
      await fixture.open();
      await until(id, ({ state }) => hasEnded(state));
      expect(await fixture.system.findTagged(tag)).toBe(id);
    });

    test('its queues and its nodes are told, and a node where no job begins any more is closed', async () => {
      if (fixture.tellsNo?.layout !== undefined)
        return await expect(fixture.system.nodes()).rejects.toMatchObject({ kind: 'unsupported' });
      const queue = (await fixture.system.queues()).find(({ name }) => name === fixture.queue);
      expect(queue?.state).toBe('open');
      const states = async () => (await fixture.system.nodes()).map(({ state }) => state);
      const become = async (state: string) =>
        await expect.poll(states, { timeout: STEP_WITHIN_MS, interval: LOOK_EVERY_MS }).toContain(state);
      await become('open');
      expect((await fixture.system.nodes())[0]?.slots).toBeGreaterThan(0);
      await fixture.close();
      await become('closed');
      await fixture.open();
      await become('open');
    });

    test('a job that it does not know is gone, and never completed', async () => {
      expect(await read('987654')).toMatchObject({ id: '987654', state: 'gone' });
      await expect(fixture.system.cancel('987654')).rejects.toMatchObject({ kind: 'not-found' });
      await expect(fixture.system.cancel('17; touch pwned')).rejects.toMatchObject({ kind: 'not-found' });
    });

    test.each<[string, Partial<JobRequest>]>([
      ['a queue that is not there', { queue: 'no-such-queue' }],
      ['a queue that is an option', { queue: '--help' }],
      ['a name with a space', { name: 'two words' }],
      ['a path with a pattern', { stdoutPath: '/tmp/%j' }],
      ['a path that a shell would read', { stdoutPath: '/tmp/out&touch', stderrPath: '/tmp/(pwned)' }],
      ['a folder that a shell would read', { stderrPath: '/tmp/~|cat' }],
      ['a variable of the linker', { environment: { LD_PRELOAD: '/tmp/x.so' } }],
      ['a variable that is none', { environment: { 'A=B,C': '1' } }],
      ['an environment that is a list', { executionEnvironment: 'slc4&slc3' }],
      ['a zero byte', { args: ['a\0b'] }],
    ])('is not taken: %s', async (_what, change) => {
      await expect(fixture.system.submit(request(change))).rejects.toMatchObject({ kind: 'refused' });
    });
  });
}
