/**
 * Why a move is refused, must wait, or deserves a caution: the one catalogue that page, API and agent read.
 * A check produces `{ code, values }`; words, severity and remedy come from here, so that no two places say it differently.
 *
 * @example describeRefusal({ code: 'memory-short', values: { host: 'dempsey-02', needKiB: 1056768, haveKiB: 524288, shortKiB: 532480 } })
 * // { severity: 'refuse', sentence: 'dempsey-02 has 512 MiB free; the domain and what the hypervisor keeps for it need 1032 MiB, short by 520 MiB.', … }
 */
import { formatDuration } from '@/lib/utils/time';
import { formatBytes, formatKiB, formatRate, KIB_PER_GIB, KIB_PER_MIB } from '@/lib/utils/units';
import { STATE_LABELS } from './domain-actions';
import { familyOf } from './technologies/technologies';
import type { MoveEnd, RefusalCode, RefusalValues } from './refusal-values';

export type { RefusalCode, RefusalValues } from './refusal-values';

/** `refuse`: not now, not by waiting in line; `wait`: accepted and queued until it is true; `warn`: may go, with a caution. */
export type RefusalSeverity = 'refuse' | 'wait' | 'warn';

/** One reason, discriminated by its code. */
export type Refusal = {
  readonly [Code in RefusalCode]: { readonly code: Code; readonly values: RefusalValues[Code] };
}[RefusalCode];

/** A reason with its words, as the API sends it. */
export interface DescribedRefusal {
  readonly code: RefusalCode;
  readonly severity: RefusalSeverity;
  readonly sentence: string;
  /** What somebody can do about it, in the imperative. */
  readonly remedy: string;
  /** What must become true for another try to make sense without anybody acting on the domain; undefined where nothing will. */
  readonly retryWhen: string | undefined;
  readonly values: Refusal['values'];
}

interface Entry<Values> {
  readonly severity: RefusalSeverity;
  readonly sentence: (values: Values) => string;
  readonly remedy: (values: Values) => string;
  readonly retryWhen?: ((values: Values) => string) | undefined;
}

const list = (items: readonly string[]): string =>
  items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
const orList = (items: readonly string[]): string => items.join(' or ');
const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const endName = (end: MoveEnd): string => (end === 'source' ? 'source' : 'target');
/** Sizes of one sentence in one unit, so that they add up for its reader: what is short decides which. */
const memoryLike = ({ shortKiB }: RefusalValues['memory-short'], kib: number): string =>
  shortKiB < KIB_PER_GIB ? `${Math.round(kib / KIB_PER_MIB)} MiB` : formatKiB(kib);
const MODE_WORDS = {
  pv: 'paravirtual',
  pvh: 'PVH',
  hvm: 'fully virtualized',
  container: 'container',
  unknown: 'unknown',
} as const;
const HARDWARE_WORDS = { 'vt-x': 'VT-x', svm: 'AMD-V', vti: 'VTi', none: 'none', unknown: 'unknown' } as const;

export const REFUSALS: { readonly [Code in RefusalCode]: Entry<RefusalValues[Code]> } = {
  'domain-missing': {
    severity: 'refuse',
    sentence: (v) => `No host reports ${v.domain} any more, so there is nothing to move.`,
    remedy: () => 'Find out on its last host what became of it, or define it again.',
    retryWhen: (v) => `a host reports ${v.domain} again`,
  },
  'split-brain': {
    severity: 'refuse',
    sentence: (v) =>
      v.hosts.length > 1
        ? `${list(v.hosts)} all claim ${v.domain} as running; moving it could lose the good copy.`
        : `More than one host claimed ${v.domain} as running and the alarm is not resolved; moving it could lose the good copy.`,
    remedy: () => 'Decide which copy is the true one, force the other off, then resolve the split-brain alarm.',
    retryWhen: () => 'the split-brain alarm is resolved',
  },
  'domain-state': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.domain} is ${STATE_LABELS[v.state]}; it must be ${v.wanted.map((s) => STATE_LABELS[s]).join(' or ')} to be moved.`,
    remedy: (v) =>
      v.state === 'off' || v.state === 'crashed'
        ? 'Start it first.'
        : 'Wait until its state has settled, or resume it.',
    retryWhen: (v) => `${v.domain} is ${v.wanted.map((s) => STATE_LABELS[s]).join(' or ')}`,
  },
  'operation-in-progress': {
    severity: 'refuse',
    sentence: (v) => `Another operation holds ${v.domain}: ${v.operation}.`,
    remedy: () => 'Let it end, or cancel it.',
    retryWhen: () => 'that operation has ended',
  },
  'same-host': {
    severity: 'refuse',
    sentence: (v) => `${v.domain} is on ${v.host} already.`,
    remedy: () => 'Choose another host.',
  },
  'host-down': {
    severity: 'refuse',
    sentence: (v) =>
      `The ${endName(v.end)} host ${v.host} does not answer${v.downForMs === undefined ? '' : ` (for ${formatDuration(v.downForMs)})`}${v.reason === undefined ? '' : `: ${v.reason}`}.`,
    remedy: (v) => `Bring ${v.host} or the way to it back${v.end === 'target' ? ', or choose another host' : ''}.`,
    retryWhen: (v) => `${v.host} answers again`,
  },
  'host-disabled': {
    severity: 'refuse',
    sentence: (v) => `The ${endName(v.end)} host ${v.host} is disabled; Gridbox leaves it alone.`,
    remedy: (v) => `Enable ${v.host}${v.end === 'target' ? ', or choose another host' : ''}.`,
    retryWhen: (v) => `${v.host} is enabled and has been read`,
  },
  'host-not-read': {
    severity: 'refuse',
    sentence: (v) => `The ${endName(v.end)} host ${v.host} has not been read yet, so nothing is known of it.`,
    remedy: () => 'Wait for its first reading.',
    retryWhen: (v) => `${v.host} has been read`,
  },
  'host-in-maintenance': {
    severity: 'refuse',
    sentence: (v) => `${v.host} is in maintenance and takes no domains.`,
    remedy: (v) => `End the maintenance of ${v.host}, or choose another host.`,
    retryWhen: (v) => `the maintenance of ${v.host} has ended`,
  },
  'stale-inventory': {
    severity: 'wait',
    sentence: (v) =>
      `The ${endName(v.end)} host ${v.host} was last read ${formatDuration(v.ageMs)} ago; what is known is older than ${formatDuration(v.limitMs)}.`,
    remedy: () => 'Wait for the next reading; if none comes, look at the agent and the host.',
    retryWhen: (v) => `${v.host} has been read again`,
  },
  'driver-mismatch': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.source} is reached by the ${v.sourceDriver} driver and ${v.target} by the ${v.targetDriver} driver; nothing moves between the two.`,
    remedy: (v) => `Choose a host of the ${v.sourceDriver} driver.`,
  },
  'hypervisor-mismatch': {
    severity: 'refuse',
    sentence: (v) =>
      familyOf(v.have) === familyOf(v.need)
        ? `${v.target} runs ${v.haveName} without ${v.needName}; the domain on ${v.source} needs ${v.needName}.`
        : `${v.source} runs ${v.needName} and ${v.target} runs ${v.haveName}; a domain does not migrate between two technologies.`,
    remedy: (v) =>
      `Choose a host that runs ${v.needName}.${v.coldMove ? ` Or move it cold to ${v.target}: it is shut down, its disks are converted, and the old copy is kept until you confirm.` : ''}`,
  },
  'hypervisor-older': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.target} runs ${v.hypervisor} ${v.have}, older than ${v.need} on ${v.source}; a domain does not move back to an older ${v.hypervisor}.`,
    remedy: (v) => `Choose a host with ${v.hypervisor} ${v.need} or newer, or bring ${v.target} up to it.`,
    retryWhen: (v) => `${v.target} runs ${v.hypervisor} ${v.need} or newer`,
  },
  'hypervisor-older-untested': {
    severity: 'warn',
    sentence: (v) => `${v.target} runs ${v.hypervisor} ${v.have}, older than ${v.need} on ${v.source}.`,
    remedy: (v) => `Prefer a host with ${v.hypervisor} ${v.need} or newer.`,
  },
  'architecture-mismatch': {
    severity: 'refuse',
    sentence: (v) => `${v.host} is ${v.have}; the domain needs ${v.need}.`,
    remedy: (v) => `Choose an ${v.need} host; a running domain cannot change its architecture.`,
  },
  'migration-unsupported': {
    severity: 'refuse',
    sentence: (v) => `The ${endName(v.end)} host ${v.host} cannot take part in a migration: ${v.reason}`,
    remedy: () => 'Shut the domain down and define it on the other host.',
  },
  'live-migration-unsupported': {
    severity: 'refuse',
    sentence: (v) => `${v.hypervisor} on the ${endName(v.end)} host ${v.host} cannot migrate a running domain live.`,
    remedy: () => 'Shut the domain down and define it on the other host, or choose a pair of hosts that can.',
  },
  'ia64-live-migration': {
    severity: 'refuse',
    sentence: (v) => `${v.hypervisor} on the ${endName(v.end)} host ${v.host} does not offer live migration on IA-64.`,
    remedy: () =>
      'Shut the domain down and define it on the other host, or choose Itanium hosts that advertise live migration.',
  },
  'paravirtual-live': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.domain} is paravirtual and ${v.host} has a hypervisor without shadow paging: stop-and-copy, or PVH.`,
    remedy: () => 'Move it by stop and copy: it stands still while its memory is copied. Or give it a PVH definition.',
  },
  'paravirtual-live-untried': {
    severity: 'warn',
    sentence: (v) =>
      `${v.domain} is paravirtual, and whether the hypervisor of ${v.host} has the shadow paging that a live move of it needs is not known before one is tried.`,
    remedy: () =>
      'Where it has none the move fails within seconds and the domain stays; it then moves by stop and copy.',
  },
  'hvm-live-migration-xen': {
    severity: 'refuse',
    sentence: (v) =>
      `The ${endName(v.end)} host ${v.host} runs Xen ${v.have}; fully virtualized domains move live from Xen ${v.need} on.`,
    remedy: (v) =>
      `Bring ${v.host} to Xen ${v.need} or newer, or shut the domain down and define it on the other host.`,
    retryWhen: (v) => `${v.host} runs Xen ${v.need} or newer`,
  },
  'guest-mode-unsupported': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} does not run ${MODE_WORDS[v.mode]} guests${v.offered.length === 0 ? '' : `, only ${list(v.offered.map((mode) => MODE_WORDS[mode]))}`}.`,
    remedy: (v) => `Choose a host that runs ${MODE_WORDS[v.mode]} guests.`,
  },
  'hardware-virtualization-missing': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} offers no ${v.need.map((kind) => HARDWARE_WORDS[kind]).join(' or ')}, which an unmodified guest needs.`,
    remedy: (v) => `Switch it on in the firmware of ${v.host} if the CPU has it, or choose another host.`,
    retryWhen: (v) => `${v.host} offers ${v.need.map((kind) => HARDWARE_WORDS[kind]).join(' or ')}`,
  },
  'machine-type-missing': {
    severity: 'refuse',
    sentence: (v) => `${v.host} does not offer the machine type ${v.machine} the domain was started with.`,
    remedy: () => 'Choose a host that offers it, or change the machine type while the domain is off.',
  },
  'paravirtual-kernel': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} runs Xen ${v.hypervisorVersion}, which dropped paravirtual 2.4 kernels; the guest runs ${v.kernel}.`,
    remedy: () => 'Give the guest a 2.6 Xen kernel (its userland can stay), or choose a Xen 2.0 host.',
  },
  'fpswa-missing': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.domain} relies on Itanium floating-point software assistance (FPSWA), which ${v.host} does not forward to guests.`,
    remedy: (v) => `Choose a host with FPSWA, or clear the mark on ${v.domain} if its software does not use it.`,
  },
  'cpu-flags-missing': {
    severity: 'refuse',
    sentence: (v) =>
      `The CPU of ${v.host} lacks ${plural(v.missing.length, 'flag')} the domain was promised: ${list(v.missing)}.`,
    remedy: () => 'Choose a host that has them, or give the domain a plainer CPU model while it is off.',
  },
  'cpu-flags-unknown': {
    severity: 'warn',
    sentence: (v) => `${v.host} does not report its CPU flags, so those of the domain could not be compared.`,
    remedy: () => 'Compare the two CPUs before moving.',
  },
  'memory-short': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} has ${memoryLike(v, v.haveKiB)} free${v.promisedKiB === undefined ? '' : ' beyond what is promised to others before'}; the domain and what the hypervisor keeps for it need ${memoryLike(v, v.needKiB)}, short by ${memoryLike(v, v.shortKiB)}.`,
    remedy: (v) => `Free ${formatKiB(v.shortKiB)} on ${v.host}, shrink the domain, or choose another host.`,
    retryWhen: (v) => `${v.host} has ${formatKiB(v.needKiB)} free`,
  },
  'memory-unknown': {
    severity: 'warn',
    sentence: (v) => `${v.host} does not report its free memory.`,
    remedy: () => 'Look at the host before moving.',
  },
  'disk-not-shared': {
    severity: 'refuse',
    sentence: (v) =>
      `${list(v.disks)} ${v.disks.length === 1 ? 'is' : 'are'} on storage that only the source host sees.`,
    remedy: (v) =>
      `Move ${v.disks.length === 1 ? 'it' : 'them'} to shared storage first${v.canCopy ? `, or copy ${v.disks.length === 1 ? 'it' : 'them'} along with the move` : ''}.`,
  },
  'disk-place-missing': {
    severity: 'refuse',
    sentence: (v) => `${v.host} has no storage pool at ${v.folder}, where ${list(v.disks)} would be copied to.`,
    remedy: (v) => `Define and start a pool for ${v.folder} on ${v.host}, or choose another host.`,
    retryWhen: (v) => `${v.host} reports a storage pool at ${v.folder}`,
  },
  'disk-place-short': {
    severity: 'refuse',
    sentence: (v) =>
      `Storage pool ${v.pool} of ${v.host} has ${formatBytes(v.freeBytes)} free; the disks take up to ${formatBytes(v.needBytes)}.`,
    remedy: (v) => `Free space in ${v.pool}, or choose another host.`,
    retryWhen: (v) => `${v.pool} of ${v.host} has ${formatBytes(v.needBytes)} free`,
  },
  'disk-pool-missing': {
    severity: 'refuse',
    sentence: (v) => `${v.host} reports no storage pool of plain files, so there is no place for the disks.`,
    remedy: (v) => `Define and start such a pool on ${v.host}, or name a folder for the disks.`,
    retryWhen: (v) => `${v.host} reports a storage pool of plain files`,
  },
  'layer-unsupported': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} runs Xen, whose own back end reads raw files: a disk cannot be a layer on an image there.`,
    remedy: () => 'Copy the image instead, or choose another host.',
  },
  'segment-unsupported': {
    severity: 'refuse',
    sentence: (v) => `${v.host} runs no QEMU that could join the segment ${list(v.segments)} of its guests.`,
    remedy: () => 'Choose a host with QEMU or KVM, or a network that the host reports.',
  },
  'creation-unsupported': {
    severity: 'refuse',
    sentence: (v) => `${v.host} runs ${v.hypervisorName}; Gridbox makes domains under Xen, KVM and QEMU.`,
    remedy: (v) => `Create it with the tools of ${v.hypervisorName}; Gridbox shows it then. Or choose another host.`,
  },
  'storage-missing': {
    severity: 'refuse',
    sentence: (v) => `${v.host} does not see the shared storage ${list(v.storage)}.`,
    remedy: (v) => `Attach it to ${v.host} under the same path, or choose another host.`,
    retryWhen: (v) => `${v.host} reports ${list(v.storage)}`,
  },
  'iso-attached': {
    severity: 'refuse',
    sentence: (v) => `${list(v.devices)} ${v.devices.length === 1 ? 'holds' : 'hold'} an image from the source host.`,
    remedy: () => 'Eject it.',
    retryWhen: () => 'the drive is empty',
  },
  'has-snapshots': {
    severity: 'refuse',
    sentence: (v) => `${v.domain} has snapshots, which stay behind when it moves.`,
    remedy: () => 'Delete its snapshots.',
    retryWhen: () => 'it has no snapshots',
  },
  'network-missing': {
    severity: 'refuse',
    sentence: (v) => `${v.host} has no ${list(v.networks)}, to which the domain is attached.`,
    remedy: (v) => `Create ${list(v.networks)} on ${v.host}, or choose another host.`,
    retryWhen: (v) => `${v.host} reports ${list(v.networks)}`,
  },
  'network-inactive': {
    severity: 'refuse',
    sentence: (v) => `${list(v.networks)} on ${v.host} ${v.networks.length === 1 ? 'is' : 'are'} not active.`,
    remedy: (v) => `Start ${list(v.networks)} on ${v.host}.`,
    retryWhen: (v) => `${list(v.networks)} on ${v.host} ${v.networks.length === 1 ? 'is' : 'are'} active`,
  },
  'network-unknown': {
    severity: 'warn',
    sentence: (v) => `${v.host} does not list its bridges, so ${list(v.networks)} could not be looked up.`,
    remedy: (v) => `Make sure that ${list(v.networks)} exists on ${v.host}.`,
  },
  'passthrough-device': {
    severity: 'refuse',
    sentence: (v) => `The domain holds ${plural(v.devices.length, 'device')} of its host: ${list(v.devices)}.`,
    remedy: () => 'Detach the device first.',
    retryWhen: () => 'no device of the host is attached',
  },
  'guest-not-heard-there': {
    severity: 'warn',
    sentence: (v) =>
      `${v.host} offers no channel on which the guest can be heard, so the move would end as “moved, guest not heard from”.`,
    remedy: () => 'Choose a host with a guest channel, or look at the guest yourself afterwards.',
  },
  'anti-affinity': {
    severity: 'refuse',
    sentence: (v) => `${list(v.peers)} on ${v.host} must stay apart from this domain (group ${v.group}).`,
    remedy: (v) => `Choose another host, or move ${list(v.peers)} first.`,
    retryWhen: (v) => `${list(v.peers)} left ${v.host}`,
  },
  affinity: {
    severity: 'refuse',
    sentence: (v) =>
      `Group ${v.group} is kept together, and ${list(v.peers)} ${v.peers.length === 1 ? 'runs' : 'run'} on ${list(v.at)}, not on ${v.host}.`,
    remedy: (v) => `Choose ${orList(v.at)}, or take the domain out of the group.`,
    retryWhen: (v) => `${list(v.peers)} ${v.peers.length === 1 ? 'is' : 'are'} on ${v.host}`,
  },
  'affinity-split': {
    severity: 'warn',
    sentence: (v) =>
      `Group ${v.group} is kept together, and ${list(v.peers)} ${v.peers.length === 1 ? 'runs' : 'run'} on ${list(v.at)}: on ${v.host} this domain is apart from ${v.peers.length === 1 ? 'it' : 'them'}.`,
    remedy: (v) => `Choose ${orList(v.at)}, or move ${list(v.peers)} to ${v.host} as well.`,
  },
  'quota-exceeded': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.vo} may use ${formatKiB(v.limitKiB)} on ${v.hostClass} hosts and uses ${formatKiB(v.usedKiB)}; this domain adds ${formatKiB(v.needKiB)}.`,
    remedy: (v) => `Free memory of ${v.vo} there, or ask for a larger quota.`,
    retryWhen: (v) => `${v.vo} uses at most ${formatKiB(Math.max(0, v.limitKiB - v.needKiB))} there`,
  },
  'n-plus-one-headroom': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.host} must keep ${formatKiB(v.reserveKiB)} free for the failure of a peer; ${formatKiB(v.leftKiB)} would be left.`,
    remedy: () => 'Choose a host with more room, or lower the reserve.',
    retryWhen: (v) => `${v.host} has ${formatKiB(v.reserveKiB - v.leftKiB)} more free`,
  },
  'benchmark-running': {
    severity: 'refuse',
    sentence: (v) =>
      `The benchmark ${v.benchmark} is running on the ${endName(v.end)} host ${v.host}; a move would spoil its result.`,
    remedy: () => 'Wait for its end, or cancel the benchmark.',
    retryWhen: (v) => `${v.benchmark} has ended`,
  },
  'last-head-of-queue': {
    severity: 'refuse',
    sentence: (v) =>
      `${v.domain} is the last head of ${v.queues.length === 1 ? 'queue' : 'queues'} ${list(v.queues)}; while it moves, nobody takes jobs.`,
    remedy: () => 'Bring up a second Computing Element for the queue first.',
    retryWhen: (v) => `another Computing Element serves ${list(v.queues)}`,
  },
  'running-jobs': {
    severity: 'refuse',
    sentence: (v) => `${plural(v.jobs, 'batch job')} ${v.jobs === 1 ? 'is' : 'are'} running on ${v.domain}.`,
    remedy: () => 'Close its batch slot and wait for the jobs to end.',
    retryWhen: () => 'no job is running on it',
  },
  'migrations-not-allowed': {
    severity: 'refuse',
    sentence: (v) => `The limits of ${v.host} allow no migration ${v.end === 'source' ? 'out' : 'in'}.`,
    remedy: (v) => `Raise its limit of migrations ${v.end === 'source' ? 'out' : 'in'} above 0.`,
  },
  'migration-queue-full': {
    severity: 'wait',
    sentence: (v) =>
      `${v.host} has ${plural(v.running, 'migration')} ${v.end === 'source' ? 'leaving' : 'arriving'}, its limit is ${v.limit}; this one would wait its turn.`,
    remedy: () => 'Wait, or choose another host.',
    retryWhen: (v) => `a migration ${v.end === 'source' ? 'from' : 'to'} ${v.host} has ended`,
  },
  'will-not-converge': {
    severity: 'warn',
    sentence: (v) =>
      `The guest writes ${formatRate(v.dirtyBytesPerSecond)} and the link carries ${formatRate(v.bandwidthBytesPerSecond)}; copying is not expected to catch up.`,
    remedy: () =>
      'Switch auto-converge or post-copy on where the pair can, allow a longer downtime, or move it when it is quieter.',
  },
};

/** Severity, words and remedy of a reason. */
export function describeRefusal(refusal: Refusal): DescribedRefusal {
  // The code of a refusal selects the entry for exactly its values; TypeScript cannot correlate the two unions.
  const entry = REFUSALS[refusal.code] as Entry<Refusal['values']>;
  return {
    code: refusal.code,
    severity: entry.severity,
    sentence: entry.sentence(refusal.values),
    remedy: entry.remedy(refusal.values),
    retryWhen: entry.retryWhen?.(refusal.values),
    values: refusal.values,
  };
}

export const severityOf = (refusal: Refusal): RefusalSeverity => REFUSALS[refusal.code].severity;
