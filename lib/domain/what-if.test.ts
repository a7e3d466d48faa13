import { expect, test } from 'vitest';
import { supposedSentences, supposedWords } from './what-if';

const NOTHING = { hostsRemoved: [], domainsAdded: [], hostsAdded: [], replay: null };
const wns = (count: number) => ({
  likeDomainName: 'wn-03',
  count,
  memoryKiB: 1_048_576,
  vcpus: 2,
  roles: ['WN' as const],
});
const named = (...names: string[]) => names.map((hostName) => ({ hostName }));

test('a supposition in a line', () => {
  expect(
    supposedWords({
      hostsRemoved: named('dempsey-02'),
      domainsAdded: [wns(20)],
      hostsAdded: [{ likeHostName: 'dempsey-01', count: 1 }],
      replay: { since: '2006-05-01T00:00:00Z', until: '2006-05-08T00:00:00Z' },
    }),
  ).toBe('without dempsey-02, 1 more host like dempsey-01, 20 more domains like wn-03, 7 d of the past again');
  expect(supposedWords({ ...NOTHING, hostsRemoved: named('a', 'b', 'c', 'd') })).toBe('without a, b, c and d');
  expect(supposedWords({ ...NOTHING, hostsRemoved: named('a', 'b', 'c', 'd', 'e') })).toBe(
    'without a, b, c and 2 more',
  );
});

test('and in sentences', () => {
  expect(
    supposedSentences({
      hostsRemoved: named('dempsey-02', 'dempsey-03'),
      domainsAdded: [wns(20), { ...wns(1), roles: [] }],
      hostsAdded: [{ likeHostName: 'dempsey-01', count: 2 }],
      replay: { since: '2006-05-01T00:00:00Z', until: '2006-05-02T12:00:00Z' },
    }),
  ).toEqual([
    '2 hosts like dempsey-01 are added, empty.',
    'dempsey-02 and dempsey-03 are removed, one after the other.',
    '20 domains like wn-03 are added, each with 1 GiB of memory and 2 vCPU, as WN.',
    'One domain like wn-03 is added, with 1 GiB of memory and 2 vCPU.',
    'What happened in 1 d 12 h of the past happens again.',
  ]);
});
