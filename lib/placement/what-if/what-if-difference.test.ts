import { expect, test } from 'vitest';
import { whatIfDifference } from './what-if-difference';

type Document = Parameters<typeof whatIfDifference>[0];
const item = (targetHostName: string): Document['removed'][number]['drain']['items'][number] => ({
  domainId: 'd',
  domainName: 'wn-02',
  strategy: 'migrate',
  live: true,
  copyStorage: false,
  targetHostId: targetHostName,
  targetHostName,
  blockers: [],
});
const document = (change: Partial<Document> = {}): Document => ({
  answer: 'all find a place',
  removed: [{ hostId: 'h', drain: { items: [item('dempsey-02')] } }],
  added: [
    {
      likeDomainName: 'wn-03',
      placed: [
        { name: 'wn-03 +1', hostName: 'dempsey-03' },
        { name: 'wn-03 +2', hostName: 'dempsey-04' },
      ],
    },
  ],
  spread: { before: 0.1, after: 0.2 },
  survival: [{ hostClass: 'dempsey', after: 'survives the loss of any 1 of 3 hosts' }],
  replay: { sentence: 'All 143 starts find a place.' },
  ...change,
});

test('the same answer is no difference', () => {
  expect(whatIfDifference(document(), document())).toEqual([]);
});

test('what the world has changed is said part by part', () => {
  const after = document({
    answer: '1 of 2 finds a place',
    removed: [{ hostId: 'h', drain: { items: [item('dempsey-03')] } }],
    added: [
      {
        likeDomainName: 'wn-03',
        placed: [
          { name: 'wn-03 +1', hostName: 'dempsey-04' },
          { name: 'wn-03 +2', hostName: null },
        ],
      },
    ],
    spread: { before: 0.1, after: 0.3 },
    survival: [{ hostClass: 'dempsey', after: null }],
    replay: { sentence: '1 of 143 starts finds no place.' },
  });
  expect(whatIfDifference(document(), after)).toEqual([
    'wn-02 goes to dempsey-03 instead of dempsey-02.',
    '1 domain like wn-03 finds a place instead of 2.',
    'Afterwards Dempsey has no host that is up; before it was said that it survives the loss of any 1 of 3 hosts.',
    'The spread ends at 0.30 instead of 0.20.',
    'Of the past: 1 of 143 starts finds no place. Before: All 143 starts find a place.',
    'The answer was: all find a place.',
  ]);
});

test('as many as before on other hosts is a difference too', () => {
  const [group] = document().added;
  const placed = group?.placed.map((each) => ({ ...each, hostName: 'dempsey-09' })) ?? [];
  expect(whatIfDifference(document(), document({ added: [{ likeDomainName: 'wn-03', placed }] }))).toEqual([
    '2 of the domains like wn-03 go to another host than before.',
  ]);
});
