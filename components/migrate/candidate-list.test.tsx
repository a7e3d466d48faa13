// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Candidate } from '@/lib/contracts/migrations';
import { CandidateChoice } from './candidate-list';

afterEach(cleanup);

const caution = (code: string, sentence: string) => ({
  code,
  severity: 'warn',
  sentence,
  remedy: 'Choose another.',
  values: {},
});
const candidate = (number: number, refusals: readonly object[]) =>
  Candidate.parse({
    hostId: `3f0c1a52-7d5e-4c9b-8f63-00000000000${number}`,
    hostName: `d${number}`,
    simulated: true,
    verdict: 'ready-with-warnings',
    refusals,
    memoryFreeKiB: null,
    memoryFreeAfterKiB: null,
    cpuLoad: null,
    prediction: null,
    options: {
      cancel: true,
      progress: true,
      bandwidthCap: true,
      downtimeCap: true,
      autoConverge: true,
      postCopy: true,
      copyStorage: true,
      live: true,
    },
    recommended: number === 1,
  });

test('that a group is parted is told unasked, where nothing else stands against the host', () => {
  const split = caution('affinity-split', 'Group site is kept together, and se-01 runs on d9.');
  const flags = caution('cpu-flags-unknown', 'CPU flags are not known.');
  render(
    <CandidateChoice
      candidates={[candidate(1, [split]), candidate(2, [flags]), candidate(3, [split, flags])]}
      value={undefined}
      onChange={() => undefined}
      onColdMove={() => undefined}
    />,
  );
  const open = screen.getAllByText(/^\d cautions?$/).map((summary) => summary.closest('details')?.open);
  expect(open).toEqual([true, false, false]);
});
