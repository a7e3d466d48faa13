// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ReplayFindings, WhatIfDocument } from '@/lib/contracts/what-if';
import { WhatIfPlan } from '@/lib/contracts/plans';
import { PlacedGroups } from './placed-groups';
import { ReplayPart } from './replay-part';
import { WhatIfHosts } from './what-if-hosts';
import { WhatIfParts } from './what-if-parts';

afterEach(cleanup);

const ID = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbccc1';
const AT = '2026-11-28T12:00:00.000Z';

const findings = (change: object = {}) =>
  ReplayFindings.parse({
    since: AT,
    until: '2026-11-29T12:00:00.000Z',
    shortened: false,
    cutShortAt: null,
    changes: 812,
    sentence: 'All 143 starts find a place.',
    starts: 143,
    startsElsewhere: 0,
    beginning: 0,
    growths: 0,
    movesMade: 0,
    movesNotMade: 0,
    endsElsewhere: 0,
    partlyKnown: 0,
    withoutPlace: 0,
    asItWasWithoutPlace: 0,
    homeless: [],
    reasons: [],
    tightest: [],
    ...change,
  });

test('a past that finds room says no more than that', () => {
  render(<ReplayPart findings={findings()} />);
  const part = screen.getByRole('region', { name: 'The past again' });
  expect(part.textContent).toContain('All 143 starts find a place.');
  expect(part.textContent).toContain('812 changes were recorded, 143 starts among them.');
  expect(part.textContent).not.toMatch(/Without a place|on another host|known whole|bounds/);
});

test('one that does not names whom, when, why, and what the hosts of then make of it', () => {
  render(
    <ReplayPart
      findings={findings({
        shortened: true,
        cutShortAt: AT,
        startsElsewhere: 4,
        beginning: 2,
        movesMade: 1,
        movesNotMade: 2,
        endsElsewhere: 3,
        withoutPlace: 120,
        asItWasWithoutPlace: 1,
        homeless: [
          {
            at: AT,
            what: 'growth',
            domainId: ID,
            domainName: 'wn-07',
            memoryKiB: 1_048_576,
            hostName: 'dempsey-02',
            why: 'None of 3 hosts can take it.',
            foundAt: '2026-11-28T14:00:00.000Z',
          },
        ],
        reasons: [{ code: 'memory-short', words: 'memory short', domains: 120 }],
        tightest: [
          { hostClass: 'dempsey', at: AT, freeKiB: 524_288, asItWasAt: AT, asItWasFreeKiB: 1_048_576 },
          { hostClass: 'montecito', at: null, freeKiB: null, asItWasAt: AT, asItWasFreeKiB: 1_048_576 },
        ],
      })}
    />,
  );
  const part = screen.getByRole('region', { name: 'The past again' });
  for (const words of [
    'the testbed is not known whole for longer',
    'it ended at its bounds',
    '4 on another host than then',
    '2 domains had to be placed at the beginning.',
    'Of 3 moves of then one is made again; for the other 2 the host is not there, or has no room.',
    'At the end 3 domains run on another host than then.',
    '1 was without a place on the hosts as they were',
    'What they met: memory short (120). The first 1 of 120:',
    'it found one 2 h later',
    'None of 3 hosts can take it.',
  ])
    expect(part.textContent).toContain(words);
  expect(within(part).getByRole('listitem').textContent).toMatch(/wn-07 1 GiB was given more on dempsey-02/);
  expect(within(part).getByRole('row', { name: /^Dempsey 512 MiB .* 1 GiB/ })).toBeDefined();
  expect(within(part).getByRole('row', { name: /^Montecito no host is left/ })).toBeDefined();
  expect(within(part).getAllByRole('link')[0]?.getAttribute('href')).toBe(`/?at=${encodeURIComponent(AT)}`);
});

test('an answer that took the place of another says so, and its question can be changed', () => {
  const document = {
    lookedAt: AT,
    supposition: ['One host like d1 is added, empty.'],
    answer: 'the added host leaves 8 GiB free',
    removed: [],
    added: [],
    hosts: [],
    unchangedHosts: 3,
    spread: { before: 1.91, after: 8.06 },
    survival: [
      {
        hostClass: 'dempsey',
        before: 'does not survive the loss of d1: up to 1 domain finds no place',
        survivesBefore: false,
        after: 'survives the loss of any 1 of 4 hosts',
        survivesAfter: true,
      },
    ],
    replay: null,
    notLookedAt: [],
  };
  const plan = WhatIfPlan.parse({
    id: ID,
    kind: 'what-if',
    origin: 'person',
    hostId: null,
    hostName: null,
    hostClass: null,
    state: 'answered',
    halted: null,
    total: 0,
    done: 0,
    blocked: [],
    leftRunning: [],
    spread: null,
    supposed: 'one more host like d1',
    answer: document.answer,
    leftMs: null,
    waitsFor: null,
    madeByName: 'Olga',
    approvedByName: null,
    reason: null,
    createdAt: AT,
    endedAt: null,
    version: 1,
    atOnce: 1,
    plannedAt: AT,
    approvedAt: null,
    wish: { hostsRemoved: [], domainsAdded: [], hostsAdded: [], replay: null },
    document,
    progress: [],
    difference: [],
  });
  const { rerender } = render(<WhatIfParts plan={plan} />);
  expect(screen.queryByText(/asked again/)).toBeNull();
  expect(screen.getByRole('link', { name: 'Change the question' }).getAttribute('href')).toBe(
    `/plans/what-if?from=${ID}`,
  );
  const balance = screen.getByRole('region', { name: 'Balance and the loss of a host' }).textContent;
  expect(balance).toMatch(/Now\s*does not survive.*Then\s*better: survives/);
  const again = { ...plan, plannedAt: '2026-11-29T12:00:00.000Z' };
  rerender(<WhatIfParts plan={again} />);
  expect(screen.getByText(/the earlier one is kept no more\. It was the same\./)).toBeTruthy();
  rerender(<WhatIfParts plan={{ ...again, difference: ['The spread ends at 2.00 instead of 8.06.'] }} />);
  expect(screen.getByText('The spread ends at 2.00 instead of 8.06.')).toBeTruthy();
});

test('added domains stand with the host that takes them, and those without a place with the reasons counted', () => {
  const placed = (name: string, hostName: string | null) => ({
    name,
    hostId: hostName === null ? null : ID,
    hostName,
    why: hostName === null ? 'None of 4 hosts can take it.' : `${hostName}: 2 GiB free afterwards.`,
  });
  const [group] = WhatIfDocument.shape.added.parse([
    {
      likeDomainId: ID,
      likeDomainName: 'wn-03',
      placed: [placed('wn-03 +1', 'd1'), placed('wn-03 +2', 'd2'), placed('wn-03 +3', 'd1'), placed('wn-03 +4', null)],
      looked: 4,
      reasons: [{ code: 'memory-short', words: 'memory short', hosts: 4 }],
    },
  ]);
  render(<PlacedGroups groups={group === undefined ? [] : [group]} />);
  const part = screen.getByRole('region', { name: 'Domains that are added' });
  expect(part.textContent).toContain('3 of 4 like wn-03 find a place.');
  expect(part.textContent).toContain('d1 takes 2: wn-03 +1, wn-03 +3');
  expect(part.textContent).toContain('1 without a place wn-03 +4');
  expect(part.textContent).toContain('Of 4 hosts: memory short (4).');
});

test('a host that is added has no page, and one that is removed nothing afterwards', () => {
  const host = (hostName: string, before: object | null, after: object | null) => ({
    hostId: after === null ? ID : ID.replace('c1', 'c2'),
    hostName,
    hostClass: 'dempsey',
    simulated: false,
    memoryTotalKiB: 8_388_608,
    before,
    after,
  });
  const use = { memoryFreeKiB: 1_048_576, domains: 2 };
  const hosts = WhatIfDocument.shape.hosts.parse([host('d1', use, null), host('d1 +1', null, use)]);
  const document = WhatIfDocument.parse({
    lookedAt: AT,
    supposition: [],
    answer: '',
    removed: [],
    added: [],
    hosts,
    unchangedHosts: 1,
    spread: { before: 0, after: 0 },
    survival: [],
    replay: null,
    notLookedAt: [],
  });
  render(<WhatIfHosts document={document} />);
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['d1']);
  expect(screen.getByRole('row', { name: /^d1 removed Dempsey 1 GiB – 2 –/ })).toBeDefined();
  expect(screen.getByRole('row', { name: /^d1 \+1 added Dempsey – 1 GiB – 2/ })).toBeDefined();
  expect(screen.getByText('One other host stays as it is.')).toBeDefined();
});
