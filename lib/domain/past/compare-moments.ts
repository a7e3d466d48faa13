/** What changed between two moments, in words. Pure. */
import { isActive, ROLE_LABELS } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { HYPERVISOR_NAMES } from '@/lib/domain/host';
import { formatKiB } from '@/lib/utils/units';
import type { PastDomain, PastHost, PastOf, PastRecord, TestbedThen } from './records';

/** In the order in which they are told: what somebody looks for first comes first. */
export const CHANGE_KINDS = [
  'host-added',
  'host-removed',
  'host-status',
  'host-changed',
  'moved',
  'started',
  'stopped',
  'state',
  'appeared',
  'removed',
  'missing',
  'found',
  'split-brain',
  'vo',
  'changed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Change {
  readonly subject: 'domain' | 'host';
  readonly id: string;
  readonly name: string;
  readonly kind: ChangeKind;
  /** What follows its name: `moved from rig-1 to rig-2`. */
  readonly words: string;
  /** When its last record before the later moment was written: not later than that did this come about. */
  readonly lastChangedAtMs: number;
}

/**
 * What is otherwise at `after` than at `before`. What came about in between and was undone again is not told. A reader who is bound to
 * VOs is told of the domains that were theirs at either moment (`sees`), and of the hosts that `seesHost` says.
 */
export function compareMoments(
  before: TestbedThen,
  after: TestbedThen,
  reader: { readonly sees: (vo: string | null) => boolean; readonly seesHost: (id: string) => boolean },
): Change[] {
  const changes = [
    ...compareEach('host', before.hosts, after.hosts, hostChanges).filter(({ id }) => reader.seesHost(id)),
    ...compareEach('domain', before.domains, after.domains, (was, is) =>
      domainChanges(seen(was, reader.sees), seen(is, reader.sees), {
        whole: { was, is },
        hostName: hostNamer(before, after),
      }),
    ),
  ];
  return changes.toSorted(
    (a, b) =>
      CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind) || byName(a.name, b.name) || (a.id < b.id ? -1 : 1),
  );
}

const byName = new Intl.Collator('en', { numeric: true }).compare;

type Told = Pick<Change, 'kind' | 'words'> & { readonly name: string };

function compareEach<Facts>(
  subject: Change['subject'],
  before: PastOf<Facts>,
  after: PastOf<Facts>,
  tell: (was: Facts | undefined, is: Facts | undefined) => readonly Told[],
): Change[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].flatMap((id) => {
    const last = after.get(id);
    // What was known before and has no record up to a later moment cannot be: records are only added.
    if (last === undefined || last.sequence === before.get(id)?.sequence) return [];
    return tell(factsOf(before.get(id)), factsOf(last)).map((told) => ({
      subject,
      id,
      ...told,
      lastChangedAtMs: last.atMs,
    }));
  });
}

const factsOf = <Facts>(record: PastRecord<Facts> | undefined): Facts | undefined =>
  record === undefined || record.gone ? undefined : record.facts;

const seen = (facts: PastDomain | undefined, sees: (vo: string | null) => boolean): PastDomain | undefined =>
  facts === undefined || !sees(facts.vo) ? undefined : facts;

function hostChanges(was: PastHost | undefined, is: PastHost | undefined): Told[] {
  if (was === undefined) {
    return is === undefined ? [] : [{ name: is.name, kind: 'host-added', words: `was added and is ${is.status}` }];
  }
  if (is === undefined) return [{ name: was.name, kind: 'host-removed', words: 'was removed' }];
  const told: Told[] = [];
  const tell = (kind: ChangeKind, words: string) => told.push({ name: is.name, kind, words });
  if (was.status !== is.status) {
    const why = is.statusReason === null ? '' : `: ${is.statusReason}`;
    tell('host-status', `went from ${was.status} to ${is.status}${why}`);
  }
  if (was.maintenance !== is.maintenance)
    tell('host-status', is.maintenance ? 'went into maintenance' : 'came out of maintenance');
  if (was.name !== is.name) tell('host-changed', `was called ${was.name} before`);
  const facts = [
    ['hypervisor', technology(was), technology(is)],
    ['memory', memory(was), memory(is)],
  ] as const;
  for (const [what, before, now] of facts) {
    if (before === now || now === undefined) continue;
    // What is read for the first time has not changed from anything.
    tell('host-changed', before === undefined ? `was read: ${what} ${now}` : `has ${what} ${now} instead of ${before}`);
  }
  return told;
}

const technology = (host: PastHost): string | undefined =>
  host.hypervisor === null
    ? undefined
    : [HYPERVISOR_NAMES[host.hypervisor], host.hypervisorVersion].filter((part) => part !== null).join(' ');

const memory = (host: PastHost): string | undefined =>
  host.memoryTotalKiB === null ? undefined : formatKiB(host.memoryTotalKiB);

type HostName = (id: string | null) => string;

/** The name a host had at the later moment, or at the earlier where it was gone by then. */
const hostNamer =
  (before: TestbedThen, after: TestbedThen): HostName =>
  (id) => {
    if (id === null) return 'no host';
    return (after.hosts.get(id) ?? before.hosts.get(id))?.facts.name ?? 'a host that is not known';
  };

function domainChanges(
  was: PastDomain | undefined,
  is: PastDomain | undefined,
  {
    whole,
    hostName,
  }: {
    /** What there was whoever may see it: a domain that changed its VO was there all the time. */
    readonly whole: { readonly was: PastDomain | undefined; readonly is: PastDomain | undefined };
    readonly hostName: HostName;
  },
): Told[] {
  if (was === undefined) {
    if (is === undefined) return [];
    const appeared = `appeared on ${hostName(is.hostId)}, ${STATE_LABELS[is.state]}`;
    return whole.was === undefined
      ? [{ name: is.name, kind: 'appeared', words: appeared }]
      : [{ name: is.name, kind: 'vo', words: `came to ${voName(is.vo)}` }];
  }
  if (is === undefined) {
    const removed = `was removed; it was ${STATE_LABELS[was.state]} on ${hostName(was.hostId)}`;
    return whole.is === undefined
      ? [{ name: was.name, kind: 'removed', words: removed }]
      : [{ name: was.name, kind: 'vo', words: `no longer belongs to ${voName(was.vo)}` }];
  }
  const told = [...placeChanges(was, is, hostName), ...stateChanges(was, is), ...factChanges(was, is)];
  return told.map(([kind, words]) => ({ name: is.name, kind, words }));
}

type Words = readonly [ChangeKind, string];

function placeChanges(was: PastDomain, is: PastDomain, hostName: HostName): Words[] {
  const told: Words[] = [];
  if (was.hostId !== is.hostId) told.push(['moved', `moved from ${hostName(was.hostId)} to ${hostName(is.hostId)}`]);
  if (was.missingSince === null && is.missingSince !== null)
    told.push(['missing', `is missing: no host reports it; ${hostName(is.hostId)} had it last`]);
  if (was.missingSince !== null && is.missingSince === null)
    told.push(['found', `was found again on ${hostName(is.hostId)}`]);
  if (was.splitBrain !== is.splitBrain)
    told.push(['split-brain', is.splitBrain ? 'runs twice: two hosts claim it' : 'no longer runs twice']);
  return told;
}

function stateChanges(was: PastDomain, is: PastDomain): Words[] {
  if (was.state === is.state) return [];
  const states = `${STATE_LABELS[was.state]}, then ${STATE_LABELS[is.state]}`;
  if (!isActive(was.state) && isActive(is.state)) return [['started', `started: ${states}`]];
  if (isActive(was.state) && !isActive(is.state)) return [['stopped', `stopped: ${states}`]];
  return [['state', `went from ${STATE_LABELS[was.state]} to ${STATE_LABELS[is.state]}`]];
}

function factChanges(was: PastDomain, is: PastDomain): Words[] {
  const told: Words[] = [];
  if (was.vo !== is.vo) told.push(['vo', `belongs to ${voName(is.vo)} instead of ${voName(was.vo)}`]);
  if (was.name !== is.name) told.push(['changed', `was called ${was.name} before`]);
  if (was.memoryKiB !== is.memoryKiB)
    told.push(['changed', `has ${formatKiB(is.memoryKiB)} of memory instead of ${formatKiB(was.memoryKiB)}`]);
  if (was.vcpus !== is.vcpus) told.push(['changed', `has ${is.vcpus} vCPU instead of ${was.vcpus}`]);
  const [wasRoles, isRoles] = [rolesOf(was), rolesOf(is)];
  if (wasRoles !== isRoles) told.push(['changed', `is ${isRoles} instead of ${wasRoles}`]);
  return told;
}

const voName = (vo: string | null): string => (vo === null ? 'no VO' : `VO ${vo}`);
const rolesOf = (domain: PastDomain): string =>
  domain.roles.length === 0
    ? 'without a role'
    : domain.roles
        .map((role) => ROLE_LABELS[role])
        .toSorted()
        .join(' ');
