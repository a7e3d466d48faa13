/** A resolved system as a site file: its components are walked through, and whatever has no place in it is told. */
import { type DraftNode, freeId, idOf, MOST_NODES, type SiteDraft, siteNameOf } from '../site-draft';
import { type FoundDomain, mapDomain, nameOf } from './map-domain';
import { constructOf, kindOf, type Mapping } from './mapping';
import { SYSTEM } from './resolve-types';
import { SmartfrogError } from './smartfrog-error';
import type { Tree } from './tree';

/** What children are put into, whatever it does with them. */
const GROUPS = ['Compound', 'Parallel', 'Sequence'];

/** @returns undefined where there is no domain in it: a site file has at least one node */
export function mapSite(mapping: Mapping, system: Tree): SiteDraft | undefined {
  const name = siteName(mapping, system);
  const lifecycle = lifecycleOf(mapping, system);
  const walk = new Walk(mapping, name);
  walk.into(system, undefined, []);
  const shared = { images: {}, networks: {}, domains: walk.domains };
  const nodes: Record<string, DraftNode> = {};
  for (const found of walk.domains.values()) nodes[found.id] = mapDomain(mapping, found, shared);
  mapping.tellRest(system);
  if (walk.domains.size === 0) return undefined;
  if (Object.keys(walk.hosts).length === 0)
    mapping.find(
      'missing',
      system.at,
      SYSTEM,
      'a site file names the hosts that its nodes may go to, and no sfProcessHost is here; add hosts',
    );
  return {
    apiVersion: 'gridsite/v1',
    kind: 'Site',
    metadata: { name, description: 'Imported from SmartFrog' },
    lifecycle,
    vos: {},
    images: shared.images,
    hosts: walk.hosts,
    networks: Object.keys(shared.networks).length === 0 ? undefined : shared.networks,
    nodes,
  };
}

function siteName(mapping: Mapping, system: Tree): string {
  const said = mapping.text(system, 'site', 'siteName');
  if (said !== undefined) {
    const name = siteNameOf(said.text);
    if (name !== said.text)
      mapping.find(
        'noted',
        said.slot.at,
        constructOf(said.slot, said.text),
        `the site is called ${name}: letters, digits and hyphens, 24 at most`,
      );
    return name;
  }
  mapping.find('assumed', system.at, SYSTEM, 'the site is called imported: no attribute site tells its name');
  return 'imported';
}

function lifecycleOf(mapping: Mapping, system: Tree): SiteDraft['lifecycle'] {
  const parallel = system.is('Parallel') || mapping.value(system, 'asynchCreateChild')?.value === true;
  const inTurn = mapping.value(system, 'sfSyncTerminate');
  if (inTurn?.value === true)
    mapping.find(
      'noted',
      inTurn.slot.at,
      constructOf(inTurn.slot, true),
      'SmartFrog ends children in the order in which they are defined; a site is ended in the reverse of its start',
    );
  const period = mapping.number(system, 'sfLivenessDelay');
  const misses = mapping.number(system, 'sfLivenessFactor');
  return {
    onFailure: 'rollback',
    start: parallel ? 'parallel' : 'ordered',
    stop: inTurn?.value === true ? 'reverse' : 'parallel',
    cleanup: 'verify',
    liveness:
      period === undefined && misses === undefined
        ? undefined
        : { period: period === undefined ? undefined : `${period.number}s`, misses: misses?.number },
  };
}

class Walk {
  readonly domains = new Map<Tree, FoundDomain>();
  readonly hosts: Record<string, SiteDraft['hosts'][string]> = {};
  readonly #mapping: Mapping;
  readonly #names = new Set<string>();
  /** With which the domains of a site are called anyway. */
  readonly #prefix: string;

  constructor(mapping: Mapping, site: string) {
    this.#mapping = mapping;
    this.#prefix = `${site.toLowerCase()}-`;
  }

  into(tree: Tree, above: string | undefined, after: readonly string[]): readonly string[] {
    this.#mapping.walk(tree);
    const host = this.#host(tree) ?? above;
    if (tree.is('XenDomain')) return [this.#domain(tree, host, after)];
    this.#tellGroup(tree);
    const all: string[] = [];
    let before = after;
    for (const child of tree.children()) {
      if (child.parent !== tree || child.is('StorageBackend') || child.is('Shell')) continue;
      const made = this.into(child, host, before);
      all.push(...made);
      if (tree.is('Sequence') && made.length > 0) before = made;
    }
    return all;
  }

  #domain(tree: Tree, host: string | undefined, after: readonly string[]): string {
    if (this.domains.size >= MOST_NODES)
      throw new SmartfrogError(
        `there are more than ${MOST_NODES} domains, which is as many as a site file may have`,
        tree.at,
        {
          fatal: true,
        },
      );
    const { name, at, slot } = nameOf(this.#mapping, tree);
    const short = name.toLowerCase().startsWith(this.#prefix) ? name.slice(this.#prefix.length) : name;
    const id = freeId(short === '' ? name : short, this.#names);
    this.#names.add(id);
    if (slot !== undefined && id !== name)
      this.#mapping.find(
        'noted',
        at,
        constructOf(slot, name),
        `the node is called ${id}, and its domain ${this.#prefix}${id.toLowerCase()}`,
      );
    this.domains.set(tree, { tree, id, host, after });
    return id;
  }

  /** A component that is neither group nor anything that is known is told of, and looked into all the same. */
  #tellGroup(tree: Tree): void {
    const said = tree.slots.get('sfClass');
    const own = said !== undefined && !said.bundled;
    if (own || !GROUPS.some((group) => tree.is(group)))
      this.#mapping.find(
        'not-understood',
        tree.at,
        `${tree.name} extends ${kindOf(tree)}`,
        own ? 'what its class does is not known; no classes are loaded' : 'what such a component does is not known',
      );
    if (tree.data)
      this.#mapping.find('noted', tree.at, `${tree.name} extends DATA ${kindOf(tree)}`, 'data is not deployed');
    if (tree.name === SYSTEM) return;
    for (const name of ['asynchCreateChild', 'sfSyncTerminate', 'sfLivenessDelay', 'sfLivenessFactor']) {
      const found = this.#mapping.value(tree, name);
      if (found !== undefined && !found.slot.bundled)
        this.#mapping.find(
          'not-understood',
          found.slot.at,
          constructOf(found.slot, found.value),
          'a site file has it for the whole site alone',
        );
    }
  }

  #host(tree: Tree): string | undefined {
    const said = this.#mapping.text(tree, 'sfProcessHost');
    if (said === undefined) return undefined;
    const construct = constructOf(said.slot, said.text);
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(said.text)) {
      this.#mapping.find('not-understood', said.slot.at, construct, 'this is no name of a host');
      return undefined;
    }
    const uri = `xen+ssh://${said.text}/`;
    const known = Object.entries(this.hosts).find(([, each]) => each.uri === uri);
    if (known !== undefined) return known[0];
    const id = freeId(idOf(said.text), new Set(Object.keys(this.hosts)));
    this.hosts[id] = { driver: 'xen', uri };
    this.#mapping.find('assumed', said.slot.at, construct, `Gridbox reaches it by ${uri}`);
    return id;
  }
}
