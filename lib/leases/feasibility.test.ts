import { expect, test } from 'vitest';
import { CLEAN_UP_MS, PREPARE_AHEAD_MS } from '@/lib/domain/lease';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';
import { amountsOf, heldShape } from './amounts';
import { type Away, type Booking, judgeWish, type LeaseHost, type LeaseWish } from './feasibility';
import { keptSpan } from './places';
import { momentWords } from '@/lib/utils/utc-words';
import { alternativeWords, feasibilityWords, quotaWords } from './feasibility-words';

const NOW = Date.UTC(2026, 10, 29, 12);
const host = (name: string, change: Partial<LeaseHost> = {}): LeaseHost => ({
  name,
  hostClass: 'dempsey',
  architecture: 'x86_64',
  // Four domains of two GiB, with what the hypervisor takes beside each.
  limits: { vcpus: 8, memoryMiB: 4 * (2_048 + 18), diskGiB: 100 },
  ...change,
});
const TOLD = { now: true, namesHosts: true };
const BESIDE = "Each domain takes 18 MiB of its host's memory beside its own 2 GiB.";
const HOSTS = [host('dempsey-01'), host('dempsey-02')];
const SHAPE = { vcpus: 2, memoryMiB: 2_048, diskGiB: 10, ia64: false };
const wish = (change: Partial<LeaseWish> = {}): LeaseWish => ({
  vo: 'atlas',
  classes: ['dempsey'],
  architectures: ['x86_64'],
  hosts: [],
  ownNetwork: false,
  count: 4,
  shape: SHAPE,
  least: SHAPE,
  startsAtMs: NOW,
  endsAtMs: NOW + DAY_MS,
  nowMs: NOW,
  latestMs: NOW + 100 * DAY_MS,
  ...change,
});
const booking = (count: number, change: Partial<Booking> = {}): Booking => ({
  ...keptSpan({ fromMs: NOW - HOUR_MS, untilMs: NOW + 2 * DAY_MS }),
  amounts: amountsOf(count, heldShape(SHAPE)),
  promised: amountsOf(count, SHAPE),
  hostClass: 'dempsey',
  hosts: [],
  ownNetwork: false,
  vo: 'cms',
  ...change,
});
const world = (bookings: readonly Booking[] = [], hosts = HOSTS, quota = {}, away: readonly Away[] = []) => ({
  hosts,
  away,
  bookings,
  quota,
});

test('what fits says where; what does not, what is missing, and what fits instead', () => {
  expect(judgeWish(world(), wish())).toMatchObject({ hostClass: 'dempsey', alternatives: [] });
  const judged = judgeWish(world([booking(6)]), wish());
  expect(judged.hostClass).toBeUndefined();
  expect(feasibilityWords(judged, TOLD)).toBe(`Short by 4 vCPUs and 4 GiB of memory on Dempsey hosts. ${BESIDE}`);
  const start = NOW + 2 * DAY_MS + CLEAN_UP_MS + PREPARE_AHEAD_MS;
  expect(judged.alternatives).toEqual([
    { kind: 'later', hostClass: 'dempsey', startsAtMs: start, endsAtMs: start + DAY_MS },
    { kind: 'fewer', hostClass: 'dempsey', count: 2 },
  ]);
  expect(judged.alternatives.map(alternativeWords)).toEqual([
    `Fits on Dempsey hosts from ${momentWords(start)} to ${momentWords(start + DAY_MS)}.`,
    'At the wished time 2 domains fit on Dempsey hosts.',
  ]);
  // What is proposed is what is had.
  expect(judgeWish(world([booking(6)]), wish({ startsAtMs: start, endsAtMs: start + DAY_MS })).hostClass).toBe(
    'dempsey',
  );
  expect(judgeWish(world([booking(6)]), wish({ count: 2 })).hostClass).toBe('dempsey');
});

test('another class, and a smaller shape, are found where they are enough', () => {
  const montecito = host('montecito-01', { hostClass: 'montecito', architecture: 'ia64' });
  expect(
    judgeWish(world([booking(8)], [...HOSTS, montecito]), wish({ classes: [], count: 1 })).hostClass,
  ).toBeUndefined();
  const either = wish({ classes: [], architectures: ['x86_64', 'ia64'], count: 1 });
  expect(judgeWish(world([booking(8)], [...HOSTS, montecito]), either).hostClass).toBe('montecito');
  const large = wish({ count: 4, shape: { ...SHAPE, memoryMiB: 4_200 } });
  const judged = judgeWish(world(), large);
  expect(judged.alternatives).toContainEqual({ kind: 'smaller', hostClass: 'dempsey', shape: SHAPE });
  expect(judged.alternatives.filter(({ kind }) => kind === 'later')).toEqual([]);
});

test('fewer that are smaller as well are found where neither alone fits', () => {
  const usual = { vcpus: 1, memoryMiB: 128, diskGiB: 0, ia64: false };
  const asked = wish({ count: 8, shape: { ...usual, vcpus: 4, memoryMiB: 4_096 }, least: usual });
  const quota = { domains: 6, memoryMiB: 2_048 };
  const judged = judgeWish(world([], HOSTS, quota), asked);
  expect(judged.alternatives).toEqual([{ kind: 'fewer-smaller', hostClass: 'dempsey', count: 6, shape: usual }]);
  expect(judged.alternatives.map(alternativeWords)).toEqual([
    'At the wished time 6 domains of 1 vCPU, 128 MiB of memory each fit on Dempsey hosts.',
  ]);
  // What is proposed is what is had, and one more is not.
  expect(judgeWish(world([], HOSTS, quota), { ...asked, shape: usual, count: 6 }).hostClass).toBe('dempsey');
  expect(judgeWish(world([], HOSTS, quota), { ...asked, shape: usual, count: 7 }).hostClass).toBeUndefined();
  // Where one of the two is enough that is proposed, and where not even one of the usual size fits nothing is.
  const enough = { domains: 8, memoryMiB: 2_048 };
  expect(judgeWish(world([], HOSTS, enough), asked).alternatives.map(({ kind }) => kind)).toEqual(['smaller']);
  expect(judgeWish(world([], HOSTS, { domains: 6 }), asked).alternatives.map(({ kind }) => kind)).toEqual(['fewer']);
  expect(judgeWish(world([], HOSTS, { memoryMiB: 127 }), asked).alternatives).toEqual([]);
  const one = judgeWish(world([], HOSTS, { domains: 1, memoryMiB: 2_048 }), asked);
  expect(one.alternatives.map(alternativeWords)).toEqual([
    'At the wished time 1 domain of 1 vCPU, 128 MiB of memory fits on Dempsey hosts.',
  ]);
});

test('each domain has to fit whole on a host, however much all hosts have together', () => {
  const judged = judgeWish(world(), wish({ count: 3, shape: { vcpus: 1, memoryMiB: 5_000, diskGiB: 0, ia64: false } }));
  expect(feasibilityWords(judged, TOLD)).toBe('Short by 1 domain on Dempsey hosts.');
  expect(judged.alternatives).toContainEqual({ kind: 'fewer', hostClass: 'dempsey', count: 2 });
});

test('an environment that is bound to some hosts gets no more than those have', () => {
  const bound = wish({ hosts: ['dempsey-01'], count: 4 });
  expect(judgeWish(world([booking(4)]), bound).hostClass).toBe('dempsey');
  expect(judgeWish(world([booking(1, { hosts: ['dempsey-01'] })]), bound).hostClass).toBeUndefined();
  expect(judgeWish(world([booking(1, { hosts: ['dempsey-02'] })]), bound).hostClass).toBe('dempsey');
  expect(judgeWish(world([booking(5)]), bound).hostClass).toBeUndefined();
});

const NO_BRIDGE = 'This host may make no bridge.';
const plain = (name: string): LeaseHost => host(name, { noNetworks: NO_BRIDGE });

test('a host that can make no network is out for what has a network of its own, and the verdict says why', () => {
  const hosts = [plain('dempsey-01'), host('dempsey-02')];
  const own = wish({ ownNetwork: true });
  expect(judgeWish(world([], hosts), own).hostClass).toBe('dempsey');
  const many = judgeWish(world([], hosts), { ...own, count: 5 });
  expect(feasibilityWords(many, TOLD)).toMatch(
    /^Short by .* A network of the lease alone cannot be made on dempsey-01: This host may make no bridge\.$/,
  );
  expect(many.alternatives).toEqual([{ kind: 'fewer', hostClass: 'dempsey', count: 4 }]);
  expect(judgeWish(world([], hosts), wish({ count: 8 })).hostClass).toBe('dempsey');

  // Where no host can make it no room is missing, in whichever class, and nothing fits later.
  const none = HOSTS.map(({ name }) => plain(name));
  for (const classes of [[], ['dempsey']] as const) {
    const judged = judgeWish(world([], none), { ...own, classes });
    expect(judged).toMatchObject({ hostClass: undefined, shortages: [], alternatives: [] });
    expect(feasibilityWords(judged, TOLD)).toBe(
      `No host of the testbed can have it. A network of the lease alone cannot be made on dempsey-01 and dempsey-02: ${NO_BRIDGE}`,
    );
    expect(feasibilityWords(judged, { ...TOLD, namesHosts: false })).toMatch(
      / on 2 hosts: This host may make no bridge\.$/,
    );
  }
  // It is told of hosts that it may use alone, and not once something fits.
  expect(judgeWish(world([], hosts), { ...own, hosts: ['dempsey-02'] }).networkless).toEqual([]);
  expect(feasibilityWords(judgeWish(world([], hosts), own), TOLD)).not.toContain('bridge');
});

test('what has a network of its own competes for the hosts that can make one with all that can be nowhere else', () => {
  const hosts = [plain('dempsey-01'), host('dempsey-02')];
  const fits = (taken: Booking, more: Partial<LeaseWish> = {}) =>
    judgeWish(world([taken], hosts), wish({ ownNetwork: true, count: 1, ...more })).hostClass === 'dempsey';
  // Four are all that the one host has; what needs no network may be on the other.
  expect(fits(booking(4, { ownNetwork: true }))).toBe(false);
  expect(fits(booking(4))).toBe(true);
  expect(fits(booking(4, { hosts: ['dempsey-02'] }))).toBe(false);
  expect(fits(booking(4, { hosts: ['dempsey-01'] }))).toBe(true);
  // It is named with both, and can make its network on one of them.
  expect(fits(booking(4, { hosts: ['dempsey-01', 'dempsey-02'], ownNetwork: true }))).toBe(false);
  expect(fits(booking(4, { hosts: ['dempsey-01', 'dempsey-02'], ownNetwork: true }), { hosts: ['dempsey-02'] })).toBe(
    false,
  );
  expect(fits(booking(4, { hosts: ['dempsey-01', 'dempsey-02'] }))).toBe(true);
  expect(fits(booking(5))).toBe(true);
  expect(fits(booking(8))).toBe(false);
});

test('a verdict speaks of the hosts alone that it may use', () => {
  const rig = host('rig-2', { hostClass: 'other', limits: { vcpus: 1, memoryMiB: 130, diskGiB: 1 } });
  const away = [{ hostName: 'rig-2', fromMs: NOW + HOUR_MS, untilMs: NOW + 2 * HOUR_MS }];
  const shape = { vcpus: 1, memoryMiB: 128, diskGiB: 0, ia64: false };
  const only = wish({ classes: [], hosts: ['rig-2'], count: 1, shape, least: shape });
  const judged = judgeWish(world([], [...HOSTS, rig], {}, away), only);
  expect(feasibilityWords(judged, TOLD)).toBe(
    `For a part of that time rig-2 is away for maintenance: from ${momentWords(NOW + HOUR_MS)} to ${momentWords(NOW + 2 * HOUR_MS)}. ` +
      "Short by 1 vCPU and 130 MiB of memory on hosts of class Other. Each domain takes 2 MiB of its host's memory beside its own 128 MiB.",
  );
  expect(feasibilityWords(judged, { ...TOLD, namesHosts: false })).toMatch(
    /^For a part of that time a host is away for maintenance: from /,
  );
  expect(feasibilityWords(judgeWish(world([], [...HOSTS, rig]), only), TOLD)).toBe('Fits now on hosts of class Other.');
});

test('what a host does not tell is not missing, and without hosts nothing fits', () => {
  const silent = HOSTS.map((each) => ({ ...each, limits: { vcpus: 8, memoryMiB: 4 * (2_048 + 18) } }));
  expect(judgeWish(world([], silent), wish({ shape: { ...SHAPE, diskGiB: 9_999 } })).hostClass).toBe('dempsey');
  const judged = judgeWish(world([], []), wish());
  expect(feasibilityWords(judged, TOLD)).toMatch(
    /^Short by 8 vCPUs, 8\.1 GiB of memory and 40 GiB of disk on Dempsey hosts\. Each domain takes 18 MiB of its host's memory beside its own 2 GiB\.$/,
  );
  expect(feasibilityWords(judgeWish(world([], []), wish({ classes: [] })), TOLD)).toBe(
    'No host of the testbed can have it.',
  );
});

test('a quota binds the VO alone, over all classes and only while its leases last', () => {
  const quota = { domains: 5, vcpus: 100 };
  const own = booking(2, { vo: 'atlas', hostClass: 'montecito' });
  const judged = judgeWish(world([own], HOSTS, quota), wish());
  expect(feasibilityWords(judged, TOLD)).toBe('The VO is over its quota by 1 domain.');
  expect(quotaWords(judged.quotaLeft)).toBe('Of the quota of the VO 96 vCPUs, 3 domains are left in that time.');
  expect(quotaWords({ domains: 1 })).toBe('Of the quota of the VO 1 domain is left in that time.');
  expect(judged.alternatives.map(({ kind }) => kind)).toEqual(['later', 'fewer']);
  expect(judgeWish(world([{ ...own, vo: 'cms' }], HOSTS, quota), wish()).hostClass).toBe('dempsey');
  const after = wish({ startsAtMs: NOW + 3 * DAY_MS, endsAtMs: NOW + 4 * DAY_MS });
  expect(judgeWish(world([own], HOSTS, quota), after).hostClass).toBe('dempsey');
});

test('a share of IA-64 binds what is for Itanium alone, and is named', () => {
  const quota = { vcpus: 100, ia64Vcpus: 6 };
  const hosts = [...HOSTS, host('montecito-01', { hostClass: 'montecito', architecture: 'ia64' })];
  const itanium = { ...SHAPE, ia64: true };
  const own = booking(1, { vo: 'atlas', hostClass: 'montecito', promised: amountsOf(1, itanium) });
  const onItanium = wish({ classes: ['montecito'], architectures: ['ia64'], shape: itanium, least: itanium, count: 3 });
  const judged = judgeWish(world([own], hosts, quota), onItanium);
  expect(feasibilityWords(judged, TOLD)).toBe('The VO is over its quota by 2 IA-64 vCPUs.');
  expect(quotaWords(judged.quotaLeft)).toBe('Of the quota of the VO 98 vCPUs, 4 IA-64 vCPUs are left in that time.');
  expect(judged.alternatives).toContainEqual({ kind: 'fewer', hostClass: 'montecito', count: 2 });
  expect(judgeWish(world([own], hosts, quota), { ...onItanium, count: 2 }).hostClass).toBe('montecito');
  // What runs elsewhere takes nothing of it.
  expect(judgeWish(world([own], hosts, { ia64Vcpus: 0 }), wish()).hostClass).toBe('dempsey');
});

test('a host that is maintained is away for that time, and what fits is found beside it or after it', () => {
  const [from, until] = [NOW + 12 * HOUR_MS, NOW + 30 * HOUR_MS];
  const away = [{ hostName: 'dempsey-01', fromMs: from, untilMs: until }];
  const times = `from ${momentWords(from)} to ${momentWords(until)}`;
  const judged = judgeWish(world([], HOSTS, {}, away), wish({ count: 6 }));
  expect(feasibilityWords(judged, TOLD)).toBe(
    `For a part of that time dempsey-01 is away for maintenance: ${times}. Short by 4 vCPUs and 4 GiB of memory on Dempsey hosts. ${BESIDE}`,
  );
  const start = until + PREPARE_AHEAD_MS;
  expect(judged.alternatives).toEqual([
    { kind: 'later', hostClass: 'dempsey', startsAtMs: start, endsAtMs: start + DAY_MS },
    { kind: 'shorter', hostClass: 'dempsey', startsAtMs: NOW, endsAtMs: from - CLEAN_UP_MS },
    { kind: 'fewer', hostClass: 'dempsey', count: 4 },
  ]);
  expect(judged.alternatives.map(alternativeWords)[1]).toBe(
    `Until ${momentWords(from - CLEAN_UP_MS)} it fits on Dempsey hosts.`,
  );
  // What is proposed is what is had; nobody is sent away with minutes, or with what others have then.
  expect(judgeWish(world([], HOSTS, {}, away), wish({ count: 6, endsAtMs: from - CLEAN_UP_MS })).hostClass).toBe(
    'dempsey',
  );
  const soon = [{ hostName: 'dempsey-01', fromMs: NOW + HOUR_MS, untilMs: until }];
  for (const judgedAgain of [
    judgeWish(world([], HOSTS, {}, soon), wish({ count: 6 })),
    judgeWish(world([booking(4)], HOSTS, {}, away), wish({ count: 6 })),
  ])
    expect(judgedAgain.alternatives.map(({ kind }) => kind)).not.toContain('shorter');
  expect(
    judgeWish(world([], HOSTS, {}, away), wish({ count: 6, startsAtMs: start, endsAtMs: start + DAY_MS })).hostClass,
  ).toBe('dempsey');
  // What ends before it, and what the other host has alone, is not in its way.
  expect(judgeWish(world([], HOSTS, {}, away), wish({ count: 8, endsAtMs: NOW + 6 * HOUR_MS })).hostClass).toBe(
    'dempsey',
  );
  expect(judgeWish(world([], HOSTS, {}, away), wish({ count: 4 })).hostClass).toBe('dempsey');
  expect(judgeWish(world([], HOSTS, {}, away), wish({ count: 1, hosts: ['dempsey-01'] })).hostClass).toBeUndefined();
});

test('later is when each domain fits whole on a host that is there, however much all have together', () => {
  const small = host('dempsey-03', { limits: { vcpus: 64, memoryMiB: 3_000, diskGiB: 500 } });
  const hosts = [...HOSTS, small, { ...small, name: 'dempsey-04' }];
  const away = [
    { hostName: 'dempsey-01', fromMs: NOW, untilMs: NOW + 40 * HOUR_MS },
    { hostName: 'dempsey-02', fromMs: NOW, untilMs: NOW + 60 * HOUR_MS },
  ];
  // The small ones have enough in all for one of these, and neither has room for it.
  const large = { vcpus: 1, memoryMiB: 5_000, diskGiB: 0, ia64: false };
  const judged = judgeWish(world([], hosts, {}, away), wish({ count: 1, shape: large, least: large }));
  const [first, second] = away.map(({ untilMs }) => `from ${momentWords(NOW)} to ${momentWords(untilMs)}`);
  expect(feasibilityWords(judged, TOLD)).toBe(
    `For a part of that time 2 hosts are away for maintenance: dempsey-01 ${first ?? ''}, and dempsey-02 ${second ?? ''}. Short by 1 domain on Dempsey hosts.`,
  );
  expect(feasibilityWords(judged, { ...TOLD, namesHosts: false })).toBe(
    `For a part of that time 2 hosts are away for maintenance: ${first ?? ''}, and ${second ?? ''}. Short by 1 domain on Dempsey hosts.`,
  );
  const start = NOW + 40 * HOUR_MS + PREPARE_AHEAD_MS;
  expect(judged.alternatives).toContainEqual({
    kind: 'later',
    hostClass: 'dempsey',
    startsAtMs: start,
    endsAtMs: start + DAY_MS,
  });
});
