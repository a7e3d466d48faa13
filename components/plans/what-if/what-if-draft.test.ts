import { expect, test } from 'vitest';
import { AskWhatIf, WhatIfWish } from '@/lib/contracts/what-if';
import { DAY_MS } from '@/lib/utils/time';
import { askOf, draftField, draftOf, emptyDraft, UNNAMED, type WhatIfDraft } from './what-if-draft';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const ID = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbccc1';
const named = (text: string) => ({ text, id: ID });
const wns = { key: 1, like: named('wn-03'), count: '20', memoryMiB: '', vcpus: '' };
const draft = (change: Partial<WhatIfDraft>): WhatIfDraft => ({ ...emptyDraft, ...change });
const bodyOf = (change: Partial<WhatIfDraft>) => {
  const asked = askOf(draft(change), NOW);
  if ('errors' in asked) throw new Error(JSON.stringify(asked.errors));
  return AskWhatIf.parse(asked.body);
};
const errorsOf = (change: Partial<WhatIfDraft>) => {
  const asked = askOf(draft(change), NOW);
  return 'errors' in asked ? asked.errors : {};
};

test('what is written is asked, and rows that are empty are not', () => {
  const body = bodyOf({
    hostsRemoved: [
      { key: 1, like: UNNAMED },
      { key: 2, like: named('dempsey-02') },
    ],
    domainsAdded: [wns, { ...wns, key: 2, count: '2', memoryMiB: '512', vcpus: '2' }],
    replay: 'week',
    reason: ' repair ',
  });
  expect(body).toEqual({
    hostsRemoved: [ID],
    domainsAdded: [
      { likeDomainId: ID, count: 20 },
      { likeDomainId: ID, count: 2, memoryKiB: 524_288, vcpus: 2 },
    ],
    hostsAdded: [],
    replay: { since: new Date(NOW - 7 * DAY_MS).toISOString() },
    reason: 'repair',
  });
});

test('what cannot be asked is said at its field', () => {
  expect(errorsOf({})).toEqual({ 'hostsRemoved.0': expect.stringContaining('Suppose something') });
  expect(errorsOf({ hostsRemoved: [{ key: 1, like: { text: 'nowhere', id: undefined } }] })).toEqual({
    'hostsRemoved.0': 'There is no host of that name.',
  });
  expect(errorsOf({ domainsAdded: [{ ...wns, count: '201' }] })).toEqual({
    'domainsAdded.0.count': 'A whole number from 1 to 200.',
  });
  expect(errorsOf({ domainsAdded: [{ ...wns, like: UNNAMED, memoryMiB: '1.5' }] })).toEqual({
    'domainsAdded.0.likeDomainId': 'Name the domain.',
    'domainsAdded.0.memoryKiB': 'A whole number of MiB from 16 to 16777216.',
  });
  expect(errorsOf({ replay: 'span', since: '2026-11-02 00:00', until: '2026-11-01 00:00' })).toEqual({
    'replay.since': 'It begins before it ends.',
  });
  expect(errorsOf({ replay: 'span' })).toEqual({
    'replay.since': 'Say when it begins, as in 2026-11-29 14:30.',
    'replay.until': 'Say when it ends, as in 2026-11-29 14:30.',
  });
  expect(errorsOf({ replay: 'span', since: '2026-09-01 00:00', until: '2026-11-01 00:00' })).toEqual({
    'replay.since': 'At most 31 days are played again.',
  });
  expect(errorsOf({ replay: 'span', since: '2026-11-02 00:00', until: '2030-11-01 00:00' })).toEqual({
    'replay.until': 'This is still to come.',
  });
  expect(errorsOf({ domainsAdded: [{ ...wns, memoryMiB: '17179869184', vcpus: '5000' }] })).toEqual({
    'domainsAdded.0.memoryKiB': 'A whole number of MiB from 16 to 16777216.',
    'domainsAdded.0.vcpus': 'A whole number from 1 to 4096.',
  });
  const twice = [1, 2].map((key) => ({ key, like: named('dempsey-02') }));
  expect(errorsOf({ hostsRemoved: twice })).toEqual({ 'hostsRemoved.1': 'This host is named above already.' });
});

test('a question that was asked is begun again as it was, and asks the same', () => {
  const body = bodyOf(
    draftOf(
      WhatIfWish.parse({
        hostsRemoved: [{ hostId: ID, hostName: 'dempsey-02' }],
        domainsAdded: [
          { likeDomainId: ID, likeDomainName: 'wn-03', count: 20, memoryKiB: 524_288, vcpus: 2, roles: ['CE'] },
        ],
        hostsAdded: [],
        replay: { since: '2026-11-28T12:00:00.000Z', until: '2026-11-29T11:00:05.000Z' },
      }),
      'repair',
    ),
  );
  expect(body).toEqual({
    hostsRemoved: [ID],
    domainsAdded: [{ likeDomainId: ID, count: 20, memoryKiB: 524_288, vcpus: 2, roles: ['CE'] }],
    hostsAdded: [],
    replay: { since: '2026-11-28T12:00:00.000Z', until: '2026-11-29T11:00:05.000Z' },
    reason: 'repair',
  });
  const blank = WhatIfWish.parse({ hostsRemoved: [], domainsAdded: [], hostsAdded: [], replay: null });
  expect(draftOf(blank, null)).toEqual(emptyDraft);
});

test('a complaint of the server finds the row that it is about', () => {
  const rows = { hostsRemoved: [1], domainsAdded: [0, 2], hostsAdded: [] };
  expect(draftField('hostsRemoved.0', rows)).toBe('hostsRemoved.1');
  expect(draftField('domainsAdded.1.likeDomainId', rows)).toBe('domainsAdded.2.likeDomainId');
  expect(draftField('domainsAdded', rows)).toBe('domainsAdded.0.count');
  expect(draftField('replay.since', rows)).toBe('replay.since');
});
