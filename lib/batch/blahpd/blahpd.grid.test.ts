/** The program in front of a real Slurm, driven by our client: the contract, hostile descriptions, and its end at each step. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBlahJobs } from '@/lib/batch/blah/blah-jobs';
import { describeJobs } from '@/lib/batch/contract/jobs-suite';
import { startTestSlurm, type TestSlurm } from '@/lib/batch/testing/start-test-slurm';
import { SLURM_FEATURE } from '@/tools/grid/slurm';
import { type GatedBlahpd, makeGatedBlahpd } from './testing/gated-blahpd';
import { describeKills } from './testing/kill-suite';

let slurm: TestSlurm;
let gated: GatedBlahpd;
beforeAll(async () => {
  slurm = await startTestSlurm();
  const { queue, folder, root, place } = slurm;
  gated = makeGatedBlahpd({ lrms: 'slurm', queue, folder, root, command: 'sbatch', environment: place.environment });
}, 120_000);
afterAll(async () => {
  await gated?.stop();
  await slurm?.stop();
}, 60_000);

describeJobs('Slurm, by BLAH in front of it', async () => ({
  system: createBlahJobs((await gated.open()).client, 'slurm'),
  queue: slurm.queue,
  folder: slurm.folder,
  close: slurm.close,
  open: slurm.open,
  stop: () => Promise.resolve(),
  tellsNo: { tagged: 'the protocol has no command for it', layout: 'the protocol has no command for it' },
}));

describe('a description', () => {
  test('carries an execution environment, which has to be one that a node offers', async () => {
    const blahpd = await gated.open();
    const asking = (image: string) =>
      `[gridtype="slurm";Queue="${slurm.queue}";Cmd="/bin/true";CERequirements="GridImage == \\"${image}\\" && NumJobs == 100"]`;
    expect(await gated.submit(blahpd, asking(SLURM_FEATURE))).toMatchObject({ code: 0, words: 'No error' });
    expect(await gated.submit(blahpd, asking('slc3'))).toMatchObject({ code: 8 });
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
    const blahpd = await gated.open();
    const pwned = join(slurm.folder, 'pwned');
    const result = await gated.submit(
      blahpd,
      `[gridtype="slurm";Cmd="/bin/true";Iwd="${slurm.folder}";${attribute.replace('PWNED', pwned)}]`,
    );
    expect(result.code).toBeGreaterThan(0);
    expect(existsSync(pwned)).toBe(false);
    // It goes on with the next.
    expect(await gated.submit(blahpd, `[gridtype="slurm";Queue="${slurm.queue}";Cmd="/bin/true"]`)).toMatchObject({
      code: 0,
    });
  });
});

describeKills('Slurm', () => gated);
