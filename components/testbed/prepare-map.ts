/** From the testbed's one answer to what the map draws. Pure. */
import type { TestbedTile } from '@/lib/contracts/domains';
import type { PastTestbed } from '@/lib/contracts/past';
import { HOST_CLASSES } from '@/lib/domain/host';

/** More hosts than this fold to one line each: a screen shows about as many racks as can be compared. */
export const RACKS_MAX = 60;
/** More than this fold to the heat strip: lines would be a list, and there is a page for lists. */
export const LINES_MAX = 400;
export type MapScale = 'racks' | 'lines' | 'strip';

/** What the map draws of a host: live hosts have it, and hosts of the past. */
export type MapHost = Omit<PastTestbed['hosts'][number], 'measuredAt'>;
/** The testbed of now or of a moment. */
export interface MapSource {
  readonly hosts: readonly MapHost[];
  readonly domains: readonly TestbedTile[];
}

export interface MapTile {
  readonly domain: TestbedTile;
  /** `arriving`: drawn on the target while the domain is still on its way. */
  readonly role: 'home' | 'arriving';
}
export interface MapRack {
  readonly host: MapHost;
  readonly tiles: readonly MapTile[];
}
export interface MapGroup {
  readonly id: string;
  readonly hostClass: MapHost['class'];
  readonly simulated: boolean;
  /** Architectures of its hosts, for the heading. */
  readonly architectures: readonly string[];
  readonly racks: readonly MapRack[];
}
export interface MapModel {
  readonly scale: MapScale;
  readonly groups: readonly MapGroup[];
  /** Domains that no host reports: they keep a place to be seen and acted on. */
  readonly homeless: readonly TestbedTile[];
  readonly moving: number;
  readonly domains: number;
  /** Place of each name among all: comparing names by their numbers is dear, and they seldom change. */
  readonly ranks: NameRanks;
}
type NameRanks = ReadonlyMap<string, { readonly name: string; readonly rank: number }>;

const byName = new Intl.Collator('en', { numeric: true }).compare;

export const scaleOf = (hosts: number): MapScale =>
  hosts <= RACKS_MAX ? 'racks' : hosts <= LINES_MAX ? 'lines' : 'strip';

/** A migration that copies now; one that waits in the queue has not left yet. */
export const isMoving = (domain: TestbedTile): boolean =>
  domain.operation?.kind === 'migrate-domain' && domain.operation.state === 'running';

/**
 * Groups hosts by class, real before simulated, and puts each domain on its host, by name so that nothing jumps when a
 * state changes. With `previous`, racks that show the same keep their identity.
 */
export function prepareMap(testbed: MapSource, previous?: MapModel): MapModel {
  const tiles = new Map<string, MapTile[]>(testbed.hosts.map((host) => [host.id, []]));
  const known = new Map(
    previous?.groups.flatMap((group) => group.racks.map((rack) => [rack.host.id as string, rack] as const)),
  );
  const ranks = rankNames(testbed.domains, previous?.ranks);
  const rankOf = (domain: TestbedTile): number => ranks.get(domain.id)?.rank ?? 0;
  const homeless: TestbedTile[] = [];
  let moving = 0;
  for (const domain of testbed.domains) {
    const home = domain.hostId === null ? undefined : tiles.get(domain.hostId);
    if (home === undefined) homeless.push(domain);
    else home.push({ domain, role: 'home' });
    if (!isMoving(domain)) continue;
    moving += 1;
    const target = domain.operation?.targetHostId;
    if (target !== null && target !== undefined && target !== domain.hostId) {
      tiles.get(target)?.push({ domain, role: 'arriving' });
    }
  }
  const groups = new Map<string, { hostClass: MapHost['class']; simulated: boolean; racks: MapRack[] }>();
  for (const host of testbed.hosts) {
    const id = `${host.class}${host.simulated ? '-simulated' : ''}`;
    let group = groups.get(id);
    if (group === undefined) groups.set(id, (group = { hostClass: host.class, simulated: host.simulated, racks: [] }));
    group.racks.push(
      keepRack(
        known.get(host.id),
        host,
        (tiles.get(host.id) ?? []).sort((a, b) => rankOf(a.domain) - rankOf(b.domain)),
      ),
    );
  }
  return {
    scale: scaleOf(testbed.hosts.length),
    groups: [...groups]
      .map(([id, group]) => ({
        id,
        hostClass: group.hostClass,
        simulated: group.simulated,
        architectures: [...new Set(group.racks.flatMap(({ host }) => host.architecture ?? []))].sort(),
        racks: group.racks.sort((a, b) => byName(a.host.name, b.host.name)),
      }))
      .sort((a, b) => Number(a.simulated) - Number(b.simulated) || classRank(a.hostClass) - classRank(b.hostClass)),
    homeless: homeless.sort((a, b) => rankOf(a) - rankOf(b)),
    moving,
    domains: testbed.domains.length,
    ranks,
  };
}

const classRank = (hostClass: MapHost['class']): number => HOST_CLASSES.indexOf(hostClass);

/** The old ranks as long as they know every domain by its present name; gaps left by removed ones do no harm. */
function rankNames(domains: readonly TestbedTile[], old: NameRanks | undefined): NameRanks {
  if (old !== undefined && domains.every((domain) => old.get(domain.id)?.name === domain.name)) return old;
  const sorted = domains.toSorted((a, b) => byName(a.name, b.name));
  return new Map(sorted.map((domain, rank) => [domain.id, { name: domain.name, rank }]));
}

/** The rack as it was, when it would show the same: what draws it is then left alone. */
function keepRack(old: MapRack | undefined, host: MapHost, tiles: readonly MapTile[]): MapRack {
  if (old === undefined || old.host !== host || old.tiles.length !== tiles.length) return { host, tiles };
  const same = tiles.every((tile, index) => {
    const was = old.tiles[index];
    return was !== undefined && was.domain === tile.domain && was.role === tile.role;
  });
  return same ? old : { host, tiles };
}

/** `prepareMap` that remembers what it made last, for one map on one screen. */
export function createMapPreparer(): (testbed: MapSource) => MapModel {
  let previous: MapModel | undefined;
  return (testbed) => (previous = prepareMap(testbed, previous));
}

/** Keeps what matches the words: a host with its tiles when its name does, else the tiles whose name, VO or role does. */
export function filterMap(model: MapModel, words: string): MapModel {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return model;
  const has = (domain: TestbedTile): boolean =>
    domain.name.toLowerCase().includes(wanted) ||
    domain.vo === wanted ||
    domain.roles.some((role) => role.toLowerCase() === wanted);
  return {
    ...model,
    groups: model.groups
      .map((group) => ({
        ...group,
        racks: group.racks.flatMap((rack) => {
          if (rack.host.name.toLowerCase().includes(wanted)) return [rack];
          const tiles = rack.tiles.filter((tile) => has(tile.domain));
          return tiles.length === 0 ? [] : [{ host: rack.host, tiles }];
        }),
      }))
      .filter((group) => group.racks.length > 0),
    homeless: model.homeless.filter(has),
  };
}

/** Share of a host's memory in use, 0..1; undefined where the driver does not say. */
export function memoryShare(host: MapHost): number | undefined {
  if (host.memoryTotalKiB === null || host.memoryFreeKiB === null || host.memoryTotalKiB === 0) return undefined;
  return Math.min(1, Math.max(0, 1 - host.memoryFreeKiB / host.memoryTotalKiB));
}
