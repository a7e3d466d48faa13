/** One XenDomain, with its storage, as a node of a site file. */
import { type DraftNode, freeId, idOf, roleIn, type SiteDraft } from '../site-draft';
import type { FilePlace } from '../site-import';
import { constructOf, type Mapping } from './mapping';
import { isAddress, networkOf } from './network-of';
import { Lazy, type Resolved, TOLD } from './resolve-links';
import { type Slot, Tree } from './tree';

/** A domain with the name that it gets, before anything else is known of it. */
export interface FoundDomain {
  readonly tree: Tree;
  readonly id: string;
  /** `sfProcessHost`, its own or that of what it lies in. */
  readonly host: string | undefined;
  /** Domains that have to be there first, by the component they lie in. */
  readonly after: readonly string[];
}

/** What the domains of a site have together. */
export interface Shared {
  readonly images: Record<string, SiteDraft['images'][string]>;
  readonly networks: Record<string, { readonly cidr: string }>;
  readonly domains: ReadonlyMap<Tree, FoundDomain>;
}

/** SmartDomains' excerpt has no names for these; other descriptions use them. */
const MEMORY = ['memory', 'memorySize', 'ram'];
const VCPUS = ['vcpus', 'vcpu', 'cpus'];

export function mapDomain(mapping: Mapping, { tree, id, host, after }: FoundDomain, shared: Shared): DraftNode {
  const image = imageOf(mapping, tree, shared);
  const address = addressOf(mapping, tree);
  const netmask = mapping.text(tree, 'netmask');
  const role = roleOf(mapping, tree, id);
  const vars = lazyVars(mapping, tree, shared);
  const node: DraftNode = {
    role,
    image: image?.id,
    vcpu: mapping.number(tree, ...VCPUS)?.number,
    memory: memoryOf(mapping, tree, id),
    disk: image?.disk,
    network: networkOf(mapping, shared.networks, address, netmask),
    host,
    address: address?.text,
    after: orNone([...new Set([...after, ...vars.after])]),
    software: Object.keys(vars.vars).length === 0 ? undefined : { vars: vars.vars },
  };
  tellUnplaced(mapping, tree);
  return node;
}

function addressOf(mapping: Mapping, tree: Tree): { readonly slot: Slot; readonly text: string } | undefined {
  const said = mapping.text(tree, 'ip');
  if (said === undefined || isAddress(said.text)) return said;
  mapping.find('not-understood', said.slot.at, constructOf(said.slot, said.text), 'this is no IPv4 address');
  return undefined;
}

const orNone = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

function roleOf(mapping: Mapping, tree: Tree, id: string): string | undefined {
  const said = mapping.text(tree, 'role');
  const named = roleIn(said?.text ?? id) ?? roleIn(tree.path());
  if (named === undefined)
    mapping.find(
      'missing',
      tree.at,
      id,
      'a node has a role, and neither the name nor an attribute tells this one’s; add role',
    );
  else if (said === undefined) mapping.find('assumed', tree.at, id, `role: ${named}, by its name`);
  return named;
}

function memoryOf(mapping: Mapping, tree: Tree, id: string): string | undefined {
  const found = mapping.value(tree, ...MEMORY);
  if (found === undefined || found.value === null) {
    mapping.find(
      'missing',
      tree.at,
      id,
      'a node has its memory, and the description has none; add memory, such as 512Mi',
    );
    return undefined;
  }
  const [, digits, unit = 'm'] =
    /^\s*([1-9][0-9]{0,6})\s*([mMgG])?(?:i?[bB])?\s*$/.exec(String(plain(found.value))) ?? [];
  if (digits !== undefined) {
    if (typeof found.value === 'number')
      mapping.find(
        'assumed',
        found.slot.at,
        constructOf(found.slot, found.value),
        'it is in MiB, as Xen’s own files have it',
      );
    return `${digits}${unit.toLowerCase() === 'g' ? 'Gi' : 'Mi'}`;
  }
  mapping.unfit(found.slot, found.value, 'a number of MiB');
  return undefined;
}

const plain = (value: Resolved): string | number | undefined =>
  typeof value === 'string' || typeof value === 'number' ? value : undefined;

/** The image that its storage starts from, and the size of its disk. */
function imageOf(
  mapping: Mapping,
  tree: Tree,
  { images }: Shared,
): { readonly id: string; readonly disk: string | undefined } | undefined {
  const storage = storageOf(mapping, tree);
  if (storage === undefined) {
    mapping.find(
      'missing',
      tree.at,
      tree.path(),
      'a node starts from an image, and no storage with a baseImage is found; add image',
    );
    return undefined;
  }
  const base = mapping.text(storage, 'baseImage');
  const size = mapping.number(storage, 'size', 'diskSize');
  if (size !== undefined) mapping.find('assumed', size.slot.at, constructOf(size.slot, size.number), 'it is in MiB');
  tellUnplaced(mapping, storage);
  const disk = size === undefined ? undefined : `${size.number}Mi`;
  if (base === undefined) {
    mapping.find(
      'missing',
      storage.at,
      storage.path(),
      'a node starts from an image, and this storage has no baseImage',
    );
    return undefined;
  }
  const known = Object.entries(images).find(([, { path }]) => path === base.text);
  if (known !== undefined) return { id: known[0], disk };
  const name =
    base.text
      .split('/')
      .at(-1)
      ?.replace(/\.(img|qcow2|raw|tar\.gz|tgz)$/i, '') ?? '';
  const id = freeId(name === '' ? 'image' : name, new Set(Object.keys(images)));
  images[id] = { path: base.text, sha512: `\${file:images/${id}.sha512}`, arch: 'x86_64', virt: ['pv'] };
  mapping.find(
    'assumed',
    base.slot.at,
    constructOf(base.slot, base.text),
    `arch: x86_64, and its SHA-512 in the file images/${id}.sha512 beside the site file`,
  );
  return { id, disk };
}

function storageOf(mapping: Mapping, tree: Tree): Tree | undefined {
  const found = mapping.value(tree, 'storageBackend');
  if (found === undefined) return undefined;
  const { slot, value } = found;
  const led = value instanceof Lazy ? mapping.links.followLazily(value) : undefined;
  const storage = led === undefined ? value : mapping.links.resolve(led.slot, led.owner);
  if (storage instanceof Tree && storage.is('StorageBackend')) {
    mapping.walk(storage);
    return storage;
  }
  mapping.unfit(slot, value, 'a LoopbackStorageBackend or LVMStorageBackend');
  return undefined;
}

/** Of one domain. The rest are told as what is not understood. */
const MOST_VARIABLES = 64;

/** What it takes from other domains when they run becomes a variable, and they are started first. */
function lazyVars(
  mapping: Mapping,
  tree: Tree,
  { domains }: Shared,
): { readonly vars: Readonly<Record<string, string>>; readonly after: readonly string[] } {
  const vars: Record<string, string> = {};
  const taken = new Set<string>();
  const after: string[] = [];
  for (const [name, slot] of tree.slots) {
    if (name === 'storageBackend' || slot.value instanceof Tree) continue;
    const value = mapping.links.resolve(slot, tree);
    const led = value instanceof Lazy ? mapping.links.followLazily(value) : undefined;
    const fact = led === undefined ? undefined : LAZY_FACTS[led.slot.name];
    const other = led === undefined ? undefined : domains.get(led.owner);
    if (fact === undefined || other === undefined || other.tree === tree || taken.size >= MOST_VARIABLES) continue;
    mapping.slot(tree, name);
    const id = freeId(name, taken);
    taken.add(id);
    vars[id] = `\${lazy:nodes.${other.id}.${fact}}`;
    after.push(other.id);
    mapping.find(
      'noted',
      slot.at,
      constructOf(slot, value),
      `a variable of its software, and ${other.id} is started first`,
    );
  }
  return { vars, after };
}

/** What is known of a domain while a site starts, by SmartDomains' names. */
const LAZY_FACTS: Partial<Record<string, 'address' | 'name'>> = { ip: 'address', hostname: 'name' };

/** Attributes that are known, and for which a site file has no place. */
const UNPLACED: Record<string, string> = {
  kernel: 'a site file takes the kernel from the image',
  ramdisk: 'a site file takes the initial RAM disk from the image',
  gateway: 'a site file has no gateway: hosts’ networks have theirs',
  domainName: 'a site file has no DNS domain',
  shell: 'Gridbox needs no shell of the host for it',
};

function tellUnplaced(mapping: Mapping, tree: Tree): void {
  for (const [name, why] of Object.entries(UNPLACED)) {
    const found = mapping.value(tree, name);
    if (found !== undefined && !found.slot.bundled && found.value !== null && found.value !== TOLD)
      mapping.find('not-understood', found.slot.at, constructOf(found.slot, found.value), why);
  }
}

/** How the description calls a domain. @returns a name for the site file, and where it stands */
export function nameOf(
  mapping: Mapping,
  tree: Tree,
): { readonly name: string; readonly at: FilePlace; readonly slot: Slot | undefined } {
  const hostname = mapping.text(tree, 'hostname');
  if (hostname !== undefined) return { name: hostname.text, at: hostname.slot.at, slot: hostname.slot };
  const [, ...path] = tree.path().split(':');
  return { name: idOf(path.join('-')), at: tree.at, slot: undefined };
}
