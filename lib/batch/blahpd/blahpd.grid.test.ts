/** The program in front of a real Slurm, driven by our client: the contract, hostile descriptions, and its end at each step. */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBlahJobs } from '@/lib/batch/blah/blah-jobs';
import type { BlahResult } from '@/lib/batch/blah/client';
import { type StartedBlahpd, startBlahpd } from '@/lib/batch/blah/start-blahpd';
import { escapeWord } from '@/lib/batch/blah/tokens';
import { describeJobs } from '@/lib/batch/contract/jobs-suite';
import { startTestSlurm, type TestSlurm } from '@/lib/batch/testing/start-test-slurm';
import { SLURM_FEATURE } from '@/tools/grid/slurm';
import { waitUntil } from '@/tools/shared/wait-until';

const PROGRAM = fileURLToPath(new URL('../../../bin/gridbox-blahpd.mjs', import.meta.url));
const EXECUTABLE = 0o755;
const WAIT = { deadlineMs: 60_000, everyMs: 100 };
const run = promisify(execFile);

let slurm: TestSlurm;
let settings: string;
/** While a file of this name lies here the submitting command waits: before it asks Slurm, or after. */
let gates: string;
const started: StartedBlahpd[] = [];

beforeAll(async () => {
  slurm = await startTestSlurm();
  const bin = join(slurm.root, 'bin');
  gates = join(slurm.root, 'gates');
  for (const each of [bin, gates]) mkdirSync(each);
  const sbatch = join(bin, 'sbatch');
  writeFileSync(
    sbatch,
    `#!/bin/sh
touch '${gates}/asked'
while [ -e '${gates}/before' ]; do sleep 0.05; done
/usr/bin/sbatch "$@"
code=$?
touch '${gates}/taken'
while [ -e '${gates}/after' ]; do sleep 0.05; done
exit $code
`,
  );
  chmodSync(sbatch, EXECUTABLE);
  settings = join(slurm.root, 'blahpd.yaml');
  const environment = { ...slurm.env, PATH: `${bin}:/usr/bin:/bin` };
  // JSON is YAML.
  writeFileSync(settings, JSON.stringify({ record: join(slurm.root, 'record'), systems: { slurm: { environment } } }));
}, 120_000);
afterAll(async () => {
  for (const each of started) await each.stop();
  await slurm?.stop();
}, 60_000);
afterEach(() => {
  for (const each of ['before', 'after', 'asked', 'taken']) rmSync(join(gates, each), { force: true });
});

const open = async (): Promise<StartedBlahpd> => {
  const blahpd = await startBlahpd({
    argv: [process.execPath, PROGRAM, '--settings', settings],
    environment: { PATH: process.env['PATH'] ?? '' },
  });
  started.push(blahpd);
  return blahpd;
};
/** Of what the client calls so. */
const unanswered = async (clientJobId: string): Promise<string> =>
  (await run(process.execPath, [PROGRAM, '--settings', settings, '--unanswered'])).stdout
    .split('\n')
    .filter((line) => line.includes(`ClientJobId ${JSON.stringify(clientJobId)}`))
    .join('\n');
const submit = async ({ client }: StartedBlahpd, description: string): Promise<BlahResult> =>
  await client.request('BLAH_JOB_SUBMIT', [description]);
const passed = async (gate: string) => await waitUntil(gate, () => existsSync(join(gates, gate)), WAIT);

describeJobs('Slurm, by BLAH in front of it', async () => ({
  system: createBlahJobs((await open()).client, 'slurm'),
  queue: slurm.queue,
  folder: slurm.folder,
  close: slurm.close,
  open: slurm.open,
  stop: () => Promise.resolve(),
  tellsNo: { tagged: 'the protocol has no command for it', layout: 'the protocol has no command for it' },
}));

describe('a description', () => {
  test('carries an execution environment, which has to be one that a node offers', async () => {
    const blahpd = await open();
    const asking = (image: string) =>
      `[gridtype="slurm";Queue="${slurm.queue}";Cmd="/bin/true";CERequirements="GridImage == \\"${image}\\" && NumJobs == 100"]`;
    expect(await submit(blahpd, asking(SLURM_FEATURE))).toMatchObject({ code: 0, words: 'No error' });
    expect(await submit(blahpd, asking('slc3'))).toMatchObject({ code: 8 });
  });

  test.each([
    ['a command in a queue', 'Queue="atlas; touch PWNED"'],
    ['an option in a queue', 'Queue="--wrap=touch PWNED"'],
    ['a command in a path', 'Out="/tmp/$(touch PWNED)"'],
    ['a command in an environment', 'CERequirements="GridImage == \\"$(touch PWNED)\\""'],
    ['a command in a name', 'JobName="`touch PWNED`"'],
    ['a command in a project', 'BatchProject="x|touch PWNED"'],
    ['the name of a variable', 'Env="X$(touch PWNED)=1"'],
    ['another line of the protocol', 'JobName="x\nQUIT\nBLAH_JOB_SUBMIT 99 [gridtype=\\"slurm\\"]\n"'],
  ])('with %s is refused, and nothing of it is run', async (_what, attribute) => {
    const blahpd = await open();
    const pwned = join(slurm.folder, 'pwned');
    const result = await submit(
      blahpd,
      `[gridtype="slurm";Cmd="/bin/true";Iwd="${slurm.folder}";${attribute.replace('PWNED', pwned)}]`,
    );
    expect(result.code).toBeGreaterThan(0);
    expect(existsSync(pwned)).toBe(false);
    // It goes on with the next.
    expect(await submit(blahpd, `[gridtype="slurm";Queue="${slurm.queue}";Cmd="/bin/true"]`)).toMatchObject({
      code: 0,
    });
  });
});

describe('a program that is killed', () => {
  let runs = 0;
  /** A job that leaves a line each time it runs. */
  const counting = () => {
    runs += 1;
    const file = join(slurm.folder, `ran-${runs}`);
    const clientJobId = `${runs}.0`;
    const description = `[gridtype="slurm";Queue="${slurm.queue}";ClientJobId="${clientJobId}";Cmd="/bin/sh";Args="-c 'echo ran >>${file}'"]`;
    const ranOnce = async ({ client }: StartedBlahpd, id: string) => {
      await waitUntil(
        'the job has ended',
        async () => (await client.request('BLAH_JOB_STATUS', [id])).data[0] === '4',
        WAIT,
      );
      expect(readFileSync(file, 'utf8')).toBe('ran\n');
      expect(await unanswered(clientJobId)).toBe('');
    };
    return { clientJobId, description, ranOnce };
  };
  const kill = async (blahpd: StartedBlahpd, asked: Promise<BlahResult>) => {
    process.kill(blahpd.pid, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({ kind: 'unreachable' });
  };

  test('before Slurm was asked finds the job that is taken late, and makes no other', async () => {
    const { clientJobId, description, ranOnce } = counting();
    writeFileSync(join(gates, 'before'), '');
    const first = await open();
    const asked = submit(first, description);
    await passed('asked');
    await kill(first, asked);

    const second = await open();
    expect(await unanswered(clientJobId)).toContain('not known whether there is a job');
    const early = await submit(second, description);
    expect(early).toMatchObject({ code: 1 });
    expect(early.words).toContain('ask again');
    rmSync(join(gates, 'before'));
    await passed('taken');
    const again = await submit(second, description);
    expect(again).toMatchObject({ code: 0 });
    await ranOnce(second, again.data[0] ?? '');
  });

  test('when Slurm had taken the job finds it, and makes no other', async () => {
    const { description, ranOnce } = counting();
    writeFileSync(join(gates, 'after'), '');
    const first = await open();
    const asked = submit(first, description);
    await passed('taken');
    await kill(first, asked);

    const second = await open();
    const again = await submit(second, description);
    expect(again).toMatchObject({ code: 0 });
    rmSync(join(gates, 'after'));
    await ranOnce(second, again.data[0] ?? '');
  });

  test('with the answer in its hand gives it to whoever asks again, once', async () => {
    const { clientJobId, description, ranOnce } = counting();
    // It is never asked for results.
    const first = spawn(process.execPath, [PROGRAM, '--settings', settings], { stdio: ['pipe', 'ignore', 'ignore'] });
    first.stdin.write(`BLAH_JOB_SUBMIT 1 ${escapeWord(description)}\n`);
    const line = await waitUntil(
      'it is written down',
      async () => /slurm\/\d{8}\/\d+/.exec(await unanswered(clientJobId))?.[0],
      WAIT,
    );
    const gone = new Promise((resolve) => first.once('close', resolve));
    first.kill('SIGKILL');
    await gone;

    const second = await open();
    const again = await submit(second, description);
    expect(again.data[0]).toBe(line);
    await ranOnce(second, line);
    // It was answered: the same again is another job.
    const other = await submit(second, description);
    expect(other).toMatchObject({ code: 0 });
    expect(other.data[0]).not.toBe(line);
  });
});
