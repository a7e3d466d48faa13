// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { CampaignCell, CampaignDetail } from '@/lib/contracts/campaigns';
import { CampaignComparison } from './campaign-comparison';
import { CampaignMatrix } from './campaign-matrix';

afterEach(cleanup);

const cell = (change: object) =>
  CampaignCell.parse({
    sequence: 0,
    name: 'bookworm',
    image: 'debian-ui 3',
    imageDigest: null,
    memoryMiB: 512,
    vcpus: 1,
    state: 'done',
    outcome: 'passed',
    words: null,
    domainId: '6de4f9e1-7c5c-42cb-89c2-fd640a0f3ed6',
    domainName: 'c1-bookworm',
    domainLeft: false,
    hostName: 'rig-1',
    simulated: false,
    operations: { create: null, run: null, delete: null },
    exitCode: 0,
    commandMs: 1_500,
    startedAt: null,
    endedAt: null,
    tests: { passed: 3, failed: 0, error: 0, skipped: 1 },
    artefacts: 0,
    cleanUp: { clean: true, items: [] },
    ...change,
  });

test('the matrix says in words how each environment stands, and opens one', async () => {
  const chosen: number[] = [];
  render(
    <CampaignMatrix
      cells={[
        cell({}),
        cell({
          sequence: 1,
          name: 'sim',
          state: 'running',
          outcome: null,
          words: null,
          simulated: true,
          exitCode: null,
          commandMs: null,
          tests: { passed: 0, failed: 0, error: 0, skipped: 0 },
          cleanUp: null,
        }),
        cell({
          sequence: 2,
          name: 'bad',
          outcome: 'failed',
          words: 'It ended with code 7.',
          exitCode: 7,
          tests: { passed: 1, failed: 1, error: 1, skipped: 0 },
          cleanUp: { clean: false, items: [] },
        }),
      ]}
      chosen={0}
      onChoose={(sequence) => chosen.push(sequence)}
    />,
  );
  const rows = within(screen.getByRole('region', { name: 'Environments and their results' })).getAllByRole('row');
  const texts = rows.map(({ textContent }) => textContent);
  expect(texts[1]).toContain('passed3 passed, 1 skipped0');
  expect(texts[1]).toContain('gone, and looked for again');
  expect(texts[2]).toContain('runs');
  expect(texts[2]).toContain('simulated');
  expect(texts[3]).toContain('failedIt ended with code 7.2 of 3 failed7');
  expect(texts[3]).toContain('not known to be gone');
  expect(screen.getByRole('button', { name: 'bookworm' }).getAttribute('aria-pressed')).toBe('true');
  await userEvent.click(screen.getByRole('button', { name: 'bad' }));
  expect(chosen).toEqual([2]);
});

const none = { total: 0, tests: [] };
const campaign = (comparison: unknown) =>
  CampaignDetail.parse({
    id: '6de4f9e1-7c5c-42cb-89c2-fd640a0f3ed6',
    number: 2,
    name: 'tests',
    definitionId: '6de4f9e1-7c5c-42cb-89c2-fd640a0f3ed6',
    version: 1,
    vo: null,
    state: 'finished',
    outcome: 'failed',
    cancelling: false,
    byName: 'Olga',
    reason: null,
    createdAt: '2026-11-29T15:00:00Z',
    endedAt: '2026-11-29T15:01:00Z',
    environments: [],
    tests: { passed: 0, failed: 0, error: 0, skipped: 0 },
    simulated: false,
    archive: null,
    command: ['true'],
    cells: [],
    comparison,
    can: { cancel: { allowed: true } },
  });

test('the comparison has its verdict first, and names the tests of environments that have changed', () => {
  const unchanged = {
    before: 'passed',
    after: 'passed',
    newlyPassing: none,
    stillFailing: none,
    added: none,
    gone: none,
  };
  render(
    <CampaignComparison
      campaign={campaign({
        with: { id: '6de4f9e1-7c5c-42cb-89c2-fd640a0f3ed7', number: 1, endedAt: null },
        verdict: '101 tests fail newly.',
        regressed: true,
        cells: [
          { ...unchanged, environment: 'same', newlyFailing: none, slower: none },
          {
            ...unchanged,
            environment: 'worse',
            after: 'failed',
            newlyFailing: { total: 101, tests: ['se: put'] },
            slower: { total: 1, tests: [{ test: 'io', beforeSeconds: 1, afterSeconds: 2.5, factor: 2.5 }] },
          },
        ],
      })}
    />,
  );
  const region = screen.getByRole('region', { name: 'Compared with the last campaign' });
  expect(within(region).getByText('101 tests fail newly.')).toBeTruthy();
  const [item, ...others] = within(within(region).getByRole('list', { name: 'What has changed' }))
    .getAllByRole('listitem')
    .filter(({ textContent }) => textContent.startsWith('worse') || textContent.startsWith('same'));
  expect(others).toEqual([]);
  expect(item?.textContent).toContain('Fail newly (101)se: putand 100 more');
  expect(item?.textContent).toContain('io: 1 s before, 2.5 s now, 2.5 times as long');
});

test('the first campaign of its name says that there is nothing to compare it with', () => {
  render(<CampaignComparison campaign={campaign(null)} />);
  expect(screen.getByText(/nothing to compare it with/)).toBeTruthy();
});
