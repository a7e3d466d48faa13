/** May a domain that does not exist yet be made on a host, and on which best? Pure; the page, the API and the agent ask here. */
import type { Hypervisor } from '@/lib/domain/host';
import { HYPERVISOR_NAMES } from '@/lib/domain/host';
import type { DomainId } from '@/lib/domain/ids';
import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Refusal, RefusalCode } from '@/lib/domain/refusals';
import { checkMove, sortRefusals } from '../check-move';
import { makeCandidate } from '../make-candidate';
import { diskBytes, diskFolder, modeAt, type SettledWish } from './settle-wish';

/** Of the checks of a move, those that concern the host it goes to and the guest; nothing is moved. */
const CREATE_CODES: readonly RefusalCode[] = [
  'host-down',
  'host-disabled',
  'host-not-read',
  'stale-inventory',
  'host-in-maintenance',
  'architecture-mismatch',
  'guest-mode-unsupported',
  'hardware-virtualization-missing',
  'paravirtual-kernel',
  'fpswa-missing',
  'network-missing',
  'network-inactive',
  'anti-affinity',
  'affinity-split',
  'quota-exceeded',
  'benchmark-running',
];
/** Only of a domain that is started at once: one that is off takes none. */
const MEMORY_CODES: readonly RefusalCode[] = ['memory-short', 'memory-unknown', 'n-plus-one-headroom'];

/** Under what libvirt's definitions are written; a simulated host takes one whatever it stands for. */
const MAKEABLE_UNDER: readonly Hypervisor[] = ['xen', 'kvm', 'qemu', 'test'];

type CreateContext = Omit<PlacementContext, 'options'>;

/** Every reason against making it on `target`, those that refuse first; empty where there is none. */
export function checkCreate(wish: SettledWish, id: DomainId, target: PlacementHost, context: CreateContext): Refusal[] {
  const codes = wish.start ? [...CREATE_CODES, ...MEMORY_CODES] : CREATE_CODES;
  const found = checkMove(asDomain(wish, id, target), undefined, target, { ...context, options: { live: false } });
  return sortRefusals([
    ...found.filter(({ code }) => codes.includes(code)),
    ...technologyOf(target),
    ...disksOn(wish, target),
    ...segmentsOn(wish, target),
  ]);
}

/** The domain against every host, in the order of `hosts`. */
export function checkAllForCreate(
  wish: SettledWish,
  id: DomainId,
  hosts: readonly PlacementHost[],
  context: CreateContext,
): PlacementCandidate[] {
  return hosts.map((target) =>
    makeCandidate({
      domain: asDomain(wish, id, target),
      source: undefined,
      target,
      refusals: checkCreate(wish, id, target, context),
      takesMemory: wish.start,
      prediction: undefined,
    }),
  );
}

/** The domain as it would be on this host. */
function asDomain(wish: SettledWish, id: DomainId, target: PlacementHost): PlacementDomain {
  const { reading } = target;
  return {
    id,
    name: wish.name,
    state: 'off',
    missing: false,
    vcpus: wish.vcpus,
    memoryKiB: wish.memoryKiB,
    maxMemoryKiB: wish.maxMemoryKiB,
    architecture: wish.architecture ?? reading?.architecture ?? 'unknown',
    guestMode: reading === undefined ? 'unknown' : modeAt(wish, reading),
    emulated: reading?.hypervisor === 'qemu',
    kernel: wish.boot.from === 'kernel' ? wish.boot.kernel : undefined,
    cpuFlags: [],
    disks: [],
    nics: wish.nics.map(({ kind, source }) => ({ kind: kind === 'named' ? 'network' : kind, source })),
    passthrough: [],
    hasSnapshots: false,
    metadata: wish.metadata,
  };
}

function technologyOf(target: PlacementHost): readonly Refusal[] {
  const hypervisor = target.reading?.hypervisor;
  if (hypervisor === undefined || target.driver === 'simulated' || MAKEABLE_UNDER.includes(hypervisor)) return [];
  return [
    { code: 'creation-unsupported', values: { host: target.name, hypervisorName: HYPERVISOR_NAMES[hypervisor] } },
  ];
}

/** A segment is made by QEMU itself, under KVM too. */
function segmentsOn({ nics }: SettledWish, { reading, name: host }: PlacementHost): readonly Refusal[] {
  const segments = nics.flatMap(({ kind, source }) => (kind === 'mcast' ? [source] : []));
  const { hypervisor } = reading ?? {};
  if (segments.length === 0 || hypervisor === undefined || hypervisor === 'qemu' || hypervisor === 'kvm') return [];
  return [{ code: 'segment-unsupported', values: { host, segments } }];
}

function disksOn({ disks, boot, folder }: SettledWish, target: PlacementHost): readonly Refusal[] {
  const { reading, name: host } = target;
  if (reading === undefined || (disks.length === 0 && boot.from !== 'library')) return [];
  const found: Refusal[] = [];
  const isXen = reading.hypervisor === 'xen';
  if (isXen && disks.some((disk) => disk.from === 'layer')) found.push({ code: 'layer-unsupported', values: { host } });
  const place = diskFolder(folder, reading.storage);
  if (place === undefined) return [...found, { code: 'disk-pool-missing', values: { host } }];
  const pool = reading.storage.find((one) => one.path === place);
  const needBytes = diskBytes(disks);
  if (pool?.freeBytes !== undefined && pool.freeBytes < needBytes)
    found.push({ code: 'disk-place-short', values: { host, pool: pool.name, needBytes, freeBytes: pool.freeBytes } });
  return found;
}
