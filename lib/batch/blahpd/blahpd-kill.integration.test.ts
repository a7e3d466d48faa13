/** The same as in front of a real Slurm, in front of LSF's stand-in: CONTRACT, and where no Slurm can be started. */
import { afterAll, beforeAll } from 'vitest';
import { type FakeLsf, makeFakeLsf } from '@/lib/batch/lsf/testing/make-fake-lsf';
import { type GatedBlahpd, makeGatedBlahpd } from './testing/gated-blahpd';
import { describeKills } from './testing/kill-suite';

let lsf: FakeLsf;
let gated: GatedBlahpd;
beforeAll(() => {
  lsf = makeFakeLsf();
  const { queue, folder, root, environment } = lsf;
  gated = makeGatedBlahpd({ lrms: 'lsf', queue, folder, root, command: 'bsub', environment });
});
afterAll(async () => {
  await gated?.stop();
  lsf?.stop();
});

describeKills('LSF’s stand-in', () => gated);
