import { describe, expect, test } from 'vitest';
import { type IsolationInput, judgeIsolation, segmentKey } from './isolation';

const HOST = 'h1';
const NIC = { kind: 'network', source: 'atlas-net' };
const CLEAN: IsolationInput = {
  vo: 'atlas',
  definition: {
    disks: [
      { target: 'vda', kind: 'disk', source: '/pool/wn-vda.qcow2', readOnly: false },
      { target: 'vdb', kind: 'disk', source: '/pool/wn-context.img', readOnly: true },
      { target: 'sda', kind: 'cdrom', source: '/iso/x.iso', readOnly: true },
    ],
    nics: [NIC],
    securityLabels: [{ model: 'selinux', label: 'svirt_t:s0:c1,c2' }],
    emulated: false,
    guestMode: 'hvm',
  },
  image: { name: 'worker', version: 3, digest: 'ab', signature: 'verified', comparedAt: new Date(0) },
  made: [
    { kind: 'domain', path: '', state: 'made', ours: true },
    { kind: 'disk', path: '/pool/wn-vda.qcow2', state: 'made', ours: true },
  ],
  host: {
    name: 'rig-1',
    hardwareVirtualization: 'svm',
    securityModels: ['selinux'],
    networkFilters: [],
    networks: [{ name: 'atlas-net', kind: 'isolated' }],
  },
  neighbours: new Map(),
};
const definition = CLEAN.definition as NonNullable<IsolationInput['definition']>; // it is there, just above
const host = CLEAN.host as NonNullable<IsolationInput['host']>;
const image = CLEAN.image as NonNullable<IsolationInput['image']>;
const judge = (change: Partial<IsolationInput>) => judgeIsolation({ ...CLEAN, ...change }, HOST);
const fact = (change: Partial<IsolationInput>, name: string) => {
  const { clean, facts } = judge(change);
  return { clean, ...facts.find((each) => each.fact === name) };
};

test('a domain of whom all is known and good is clean', () => {
  const { clean, facts } = judge({});
  expect(clean).toBe(true);
  expect(facts.map(({ fact: name, verdict }) => [name, verdict])).toEqual([
    ['image', 'holds'],
    ['disks', 'holds'],
    ['removal', 'holds'],
    ['network', 'holds'],
    ['filter', 'stated'],
    ['label', 'stated'],
    ['hardware', 'stated'],
  ]);
});

describe('one fact that fails or is not known takes the badge away, and says why', () => {
  test.each<[string, Partial<IsolationInput>, string, string, string]>([
    ['no image', { image: undefined }, 'image', 'fails', 'not made of an image'],
    ['another key', { image: { ...image, signature: 'other-key' } }, 'image', 'fails', 'not signed by this site'],
    [
      'a host that gives no file back',
      { image: { ...image, comparedAt: null } },
      'image',
      'unknown',
      'gives no file back',
    ],
    [
      'no book of the comparison',
      { image: { ...image, comparedAt: undefined } },
      'image',
      'unknown',
      'not written down',
    ],
    [
      'somebody else’s disk',
      { made: CLEAN.made.filter(({ kind }) => kind === 'domain') },
      'disks',
      'fails',
      'did not make vda',
    ],
    [
      'a disk that would stay',
      { made: CLEAN.made.filter(({ kind }) => kind === 'domain') },
      'removal',
      'fails',
      'vda would stay',
    ],
    ['a domain that Gridbox did not make', { made: [] }, 'removal', 'fails', 'did not make it'],
    ['no VO', { vo: undefined }, 'network', 'fails', 'of no VO'],
    [
      'a domain of another VO beside it',
      { neighbours: new Map([[segmentKey(NIC, HOST), { others: 3, names: ['cms-wn-01'] }]]) },
      'network',
      'fails',
      'not that of its VO alone',
    ],
    [
      'a network that leads out',
      { host: { ...host, networks: [{ name: 'atlas-net', kind: 'nat' }] } },
      'network',
      'fails',
      'not that of its VO',
    ],
    [
      'a bridge',
      { definition: { ...definition, nics: [{ kind: 'bridge', source: 'xenbr0' }] } },
      'network',
      'unknown',
      'not known for certain',
    ],
    [
      'a filter whose rules the host does not tell',
      { definition: { ...definition, nics: [{ ...NIC, filter: 'clean-traffic' }] } },
      'filter',
      'unknown',
      'clean-traffic',
    ],
    [
      'labels that nobody tells of',
      { definition: { ...definition, securityLabels: undefined }, host: { ...host, securityModels: undefined } },
      'label',
      'unknown',
      'Neither',
    ],
    ['a host never read', { host: undefined }, 'hardware', 'unknown', 'does not tell'],
  ])('%s', (_what, change, name, verdict, words) => {
    expect(fact(change, name)).toMatchObject({ clean: false, verdict, words: expect.stringContaining(words) });
  });

  test('a definition never read: nothing of it is guessed', () => {
    const { clean, facts } = judge({ definition: undefined });
    expect(clean).toBe(false);
    expect(facts.filter(({ verdict }) => verdict === 'unknown').map(({ fact: name }) => name)).toEqual([
      'disks',
      'removal',
      'network',
      'filter',
      'label',
    ]);
  });
});

describe('what is only stated', () => {
  test('is told whichever way it is', () => {
    const bare = { ...definition, securityLabels: undefined };
    expect(fact({ definition: bare }, 'label')).toMatchObject({
      clean: true,
      words: 'None, although its host can label guests (selinux).',
    });
    expect(fact({ definition: bare, host: { ...host, securityModels: [] } }, 'label').words).toBe(
      'None: its host labels no guests.',
    );
    expect(fact({ host: { ...host, hardwareVirtualization: 'none' } }, 'hardware')).toMatchObject({
      clean: true,
      words: 'Processors of its host: none.',
    });
    expect(fact({ definition: { ...definition, emulated: true } }, 'hardware').words).toContain(
      'emulated, and does not use it',
    );
    const filtered = { ...definition, nics: [{ ...NIC, filter: 'clean-traffic' }] };
    const networkFilters = [{ name: 'clean-traffic', rules: ['drop out 500: everything'] }];
    expect(fact({ definition: filtered, host: { ...host, networkFilters } }, 'filter')).toMatchObject({
      clean: true,
      verdict: 'stated',
      details: ['clean-traffic', '  drop out 500: everything'],
    });
  });

  test('neighbours whom the reader does not see are counted, not named', () => {
    const neighbours = new Map([[segmentKey(NIC, HOST), { others: 3, names: ['cms-wn-01'] }]]);
    expect(fact({ neighbours }, 'network').details).toEqual([
      'network atlas-net: domains of other VOs are on it as well: cms-wn-01, 2 that you do not see',
    ]);
  });

  test('no network card is the best isolation; a multicast segment is one on all hosts', () => {
    expect(fact({ vo: undefined, definition: { ...definition, nics: [] } }, 'network').verdict).toBe('holds');
    const nic = { kind: 'mcast', source: '230.0.0.1:5' };
    expect(segmentKey(nic, 'a')).toBe(segmentKey(nic, 'b'));
    expect(fact({ definition: { ...definition, nics: [nic] } }, 'network').verdict).toBe('holds');
    expect(segmentKey(NIC, 'a')).not.toBe(segmentKey(NIC, 'b'));
  });
});
