import type { DiskFacts, NicFacts } from '@/lib/domain/domain';
import type { PlacementHost } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { NOTHING, type Check, type Move } from './check';

/** Has the target what the domain is attached to: storage, networks, a channel to hear it by? It changes when somebody builds. */
export const RESOURCE_CHECKS: readonly Check[] = [
  {
    name: 'disks shared',
    find: (move) => {
      // It is there now; that it cannot move to where it is has its own reason.
      if (move.source?.id === move.target.id) return NOTHING;
      const canCopy = canCopyDisks(move);
      if (canCopy && move.context.options.copyStorage === true) return NOTHING;
      const disks = localDisks(move).map(nameOf);
      return disks.length > 0 ? [{ code: 'disk-not-shared', values: { disks, canCopy } }] : NOTHING;
    },
  },
  { name: 'place for copied disks', find: findPlaceForDisks },
  { name: 'shared storage seen by the target', find: findMissingStorage },
  { name: 'networks', find: findMissingNetworks },
  {
    name: 'guest can be heard there',
    find: ({ target }) =>
      target.abilities !== undefined && target.abilities.guestChannels.length === 0
        ? [{ code: 'guest-not-heard-there', values: { host: target.name } }]
        : NOTHING,
  },
];

/** Is there room? It changes by itself, so it is told after everything that does not. */
export const CAPACITY_CHECKS: readonly Check[] = [
  {
    name: 'memory',
    find: ({ domain, source, target }) => {
      // The domain already sits in the memory of its own host.
      if (target.reading === undefined || source?.id === target.id) return NOTHING;
      const haveKiB = memoryAvailableKiB(target);
      if (haveKiB === undefined) return [{ code: 'memory-unknown', values: { host: target.name } }];
      const needKiB = memoryNeedKiB(domain);
      if (haveKiB >= needKiB) return NOTHING;
      const { name: host, memoryPromisedKiB = 0 } = target;
      const promised = memoryPromisedKiB === 0 ? {} : { promisedKiB: memoryPromisedKiB };
      return [{ code: 'memory-short', values: { host, needKiB, haveKiB, shortKiB: needKiB - haveKiB, ...promised } }];
    },
  },
];

const localDisks = ({ domain }: Move): readonly DiskFacts[] =>
  domain.disks.filter(
    (disk) => (disk.kind === 'disk' || disk.kind === 'lun') && disk.source !== undefined && !disk.shared,
  );
const nameOf = (disk: DiskFacts): string => `${disk.target} (${disk.source ?? ''})`;
const canCopyDisks = ({ source, target }: Move): boolean =>
  source?.abilities?.copyStorage === true && target.abilities?.copyStorage === true;

/** The target makes a copied disk in the pool that holds the directory of the same path. */
function findPlaceForDisks(move: Move): readonly Refusal[] {
  const { target, source, context } = move;
  if (context.options.copyStorage !== true || !canCopyDisks(move)) return NOTHING;
  if (target.reading === undefined || source?.id === target.id) return NOTHING;
  const needs = new Map<string, { bytes: number; disks: string[] }>();
  for (const disk of localDisks(move)) {
    const folder = disk.source?.slice(0, disk.source.lastIndexOf('/')) ?? '';
    const need = needs.get(folder) ?? { bytes: 0, disks: [] };
    needs.set(folder, { bytes: need.bytes + (disk.capacityBytes ?? 0), disks: [...need.disks, nameOf(disk)] });
  }
  const host = target.name;
  return [...needs].flatMap(([folder, { bytes, disks }]): Refusal[] => {
    const pool = target.reading?.storage.find((one) => one.path === folder);
    if (pool === undefined) return [{ code: 'disk-place-missing', values: { host, folder, disks } }];
    if (pool.freeBytes === undefined || pool.freeBytes >= bytes) return [];
    return [
      { code: 'disk-place-short', values: { host, pool: pool.name, needBytes: bytes, freeBytes: pool.freeBytes } },
    ];
  });
}

function findMissingStorage({ domain, source, target }: Move): readonly Refusal[] {
  if (source?.reading === undefined || target.reading === undefined || source.id === target.id) return NOTHING;
  const pools = source.reading.storage.filter((pool) => pool.shared && pool.path !== undefined);
  const used = pools.filter((pool) =>
    domain.disks.some((disk) => disk.shared && disk.source?.startsWith(`${pool.path ?? ''}/`)),
  );
  const seen = target.reading.storage;
  const storage = used
    .filter((pool) => !seen.some((other) => other.shared && other.path === pool.path))
    .map((pool) => `${pool.name} (${pool.path ?? ''})`);
  return storage.length === 0 ? NOTHING : [{ code: 'storage-missing', values: { host: target.name, storage } }];
}

/** Segments made by the domain itself (`user`, `mcast`) need nothing of the host. */
const needsHostNetwork = (nic: NicFacts): boolean =>
  nic.source !== undefined && (nic.kind === 'bridge' || nic.kind === 'network');

function findMissingNetworks({ domain, source, target }: Move): readonly Refusal[] {
  if (target.reading === undefined || source?.id === target.id) return NOTHING;
  const offered = target.reading.networks;
  const missing = new Set<string>();
  const inactive = new Set<string>();
  const unknown = new Set<string>();
  for (const nic of domain.nics) {
    if (!needsHostNetwork(nic) || nic.source === undefined) continue;
    const found = offered.find((network) => network.name === nic.source);
    const words = `${nic.kind} ${nic.source}`;
    if (found !== undefined) {
      if (!found.active) inactive.add(words);
    } else if (nic.kind === 'bridge' && !offered.some((network) => network.kind === 'bridge')) {
      // Some drivers list networks only; a bridge that is not listed there may well exist.
      unknown.add(words);
    } else {
      missing.add(words);
    }
  }
  return [...networkRefusals(target, missing, inactive, unknown)];
}

function* networkRefusals(
  target: PlacementHost,
  missing: ReadonlySet<string>,
  inactive: ReadonlySet<string>,
  unknown: ReadonlySet<string>,
): Generator<Refusal> {
  const host = target.name;
  if (missing.size > 0) yield { code: 'network-missing', values: { host, networks: [...missing] } };
  if (inactive.size > 0) yield { code: 'network-inactive', values: { host, networks: [...inactive] } };
  if (unknown.size > 0) yield { code: 'network-unknown', values: { host, networks: [...unknown] } };
}
