/** The site that a file asks for, of a file whose schema holds: what leads from one part to another is looked up here. Pure. */
import type { Role } from '@/lib/domain/domain';
import { type Addressed, checkAddresses } from './addresses';
import { Binder, Text } from './bind-references';
import {
  type CheckedSite,
  domainName,
  instancesOf,
  slugOf,
  type ImageSource,
  type WantedBatch,
  type WantedDomain,
  type WantedImage,
  type WantedNetwork,
} from './checked-site';
import { checkNames, checkQuotas } from './file-rules';
import { MOST_DOMAINS } from './limits';
import { type CountedNode, NodeTexts } from './node-texts';
import { orderNodes } from './order-nodes';
import { type Parting, partNodes, type PlacedNode } from './part-groups';
import type { Path } from './problem';
import { isPlain } from './references';
import type { Report, ResolvedNode } from './resolve-templates';
import type { FileImage, SiteFile } from './schema/site-file';
import { durationSeconds, sizeBytes, sizeKiB } from './schema/sizes';
import { signInNote, signInOf } from './ssh-keys';

/** @returns undefined where something was reported that nothing could be built on */
export function buildSite(
  file: SiteFile,
  resolved: ReadonlyMap<string, ResolvedNode>,
  report: Report,
): CheckedSite | undefined {
  let mistakes = 0;
  const told: Report = (...problem) => {
    mistakes += 1;
    report(...problem);
  };
  const nodes = countNodes(file, resolved, told);
  checkNames(file, resolved, told);
  if (nodes === undefined || mistakes > 0) return undefined;
  const slug = slugOf(file.metadata.name);
  checkInstances(nodes, told);
  const placed = nodes.map(placedNode);
  const waits = orderNodes(placed, file.lifecycle.start === 'ordered', told);
  const parts = partNodes(placed, slug, told);
  const texts = new NodeTexts(file, nodes, slug, told);
  const domains = nodes.flatMap(({ name, node, instances }) =>
    instances.map((instance) =>
      wantedDomain({
        file,
        slug,
        name,
        node,
        instance,
        parting: parts.of(instance),
        texts,
        after: afterOf(nodes, waits, name),
      }),
    ),
  );
  texts.bindImages();
  checkAddresses(addressesOf(file, resolved, domains), told);
  checkQuotas(file, domains, told);
  if (mistakes > 0) return undefined;
  return {
    name: file.metadata.name,
    description: file.metadata.description,
    vos: Object.keys(file.vos),
    queues: Object.fromEntries(Object.entries(file.vos).map(([name, { queue }]) => [name, queue])),
    batch: wantedBatch(file),
    lifecycle: file.lifecycle,
    hosts: file.hosts,
    networks: Object.fromEntries(
      Object.entries(file.networks ?? {}).map(([name, network]) => [name, wantedNetwork(slug, name, network)]),
    ),
    domains,
    notes: [...parts.notes, ...notesOf(file), ...signInNotes(nodes, domains)],
  };
}

/** The pool's figures are all that a count may refer to: what nodes have follows from how many there are. */
function countNodes(
  file: SiteFile,
  resolved: ReadonlyMap<string, ResolvedNode>,
  report: Report,
): readonly CountedNode[] | undefined {
  const binder = new Binder({ pool: file.pool }, new Map(), report);
  let all = 0;
  const nodes: CountedNode[] = [];
  for (const [name, node] of resolved) {
    const { count: written } = node.fields;
    const path = node.pathOf('count');
    const count = typeof written === 'string' ? boundCount(binder, written, path, report) : written;
    all += count ?? 1;
    if (all > MOST_DOMAINS) {
      report(path, `this makes more than ${MOST_DOMAINS} domains in all; make several sites`);
      return undefined;
    }
    nodes.push({ name, node, count, instances: instancesOf(name, count) });
  }
  return nodes;
}

function boundCount(binder: Binder, written: string, path: Path, report: Report): number {
  const text = binder.bind(new Text(written, path), 'count');
  const count = Number(text);
  if (text === written) return 1;
  if (Number.isInteger(count) && count >= 1 && count <= MOST_DOMAINS) return count;
  report(path, `comes to ${text}; it has to be a whole number from 1 to ${MOST_DOMAINS}`);
  return 1;
}

function checkInstances(nodes: readonly CountedNode[], report: Report): void {
  const taken = new Map<string, string>();
  for (const { name, instances } of nodes)
    for (const instance of instances) {
      const other = taken.get(slugOf(instance));
      if (other !== undefined)
        report(
          ['nodes', name],
          `its domain ${instance} would have the name of one of ${other}; names differ by more than capitals`,
          'name',
        );
      taken.set(slugOf(instance), name);
    }
}

const placedNode = ({ name, node, instances }: CountedNode): PlacedNode => ({
  name,
  instances,
  after: node.fields.after ?? [],
  path: node.pathOf('after'),
  spread: node.fields.place?.spread === 'host',
  affinity: node.fields.place?.affinity ?? [],
  antiAffinity: node.fields.place?.antiAffinity ?? [],
  placePath: node.pathOf('place'),
});

const afterOf = (
  nodes: readonly CountedNode[],
  waits: ReadonlyMap<string, readonly string[]>,
  name: string,
): readonly string[] =>
  (waits.get(name) ?? []).flatMap((other) => nodes.find((each) => each.name === other)?.instances ?? []);

function wantedDomain(of: {
  readonly file: SiteFile;
  readonly slug: string;
  readonly name: string;
  readonly node: ResolvedNode;
  readonly instance: string;
  readonly parting: Parting;
  readonly texts: NodeTexts;
  readonly after: readonly string[];
}): WantedDomain {
  const { file, slug, name, node, instance, parting, texts, after } = of;
  const { fields } = node;
  const { place = {}, software = {} } = fields;
  const host = fields.host ?? place.host;
  const text = (field: string): string => texts.get(`nodes.${instance}.${field}`);
  const each = <Value, Made>(
    record: Readonly<Record<string, Value>> | undefined,
    make: (value: Value, key: string) => Made,
  ) => Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, make(value, key)]));
  return {
    instance,
    node: name,
    name: domainName(slug, instance),
    // `checkNames` has refused a node without one, as without image and memory.
    role: fields.role as Role,
    vo: fields.vo,
    image: wantedImage(fields.image ?? '', file.images[fields.image ?? '']),
    vcpus: fields.vcpu ?? 1,
    memoryKiB: sizeKiB(fields.memory ?? ''),
    diskBytes: fields.disk === undefined ? undefined : sizeBytes(fields.disk),
    storage: fields.storage ?? 'local',
    network: fields.network,
    cpuModel: fields.cpuModel,
    migratable: fields.migratable ?? true,
    address: fields.address === undefined ? undefined : text('address'),
    place: {
      hosts: host === undefined ? Object.keys(file.hosts) : [host],
      labels: place.labels ?? {},
      hostClass: place.class,
      architecture: place.architecture,
      hypervisor: place.hypervisor,
      ...parting,
    },
    after,
    isolation: fields.isolation,
    software: {
      packages: software.packages ?? [],
      files: each(software.files, (_, path) => text(`software.files.${path}`)),
      vars: each(software.vars, (value, key) => (typeof value === 'string' ? text(`software.vars.${key}`) : value)),
      run: (software.run ?? []).map((words, index) => words.map((_, word) => text(`software.run.${index}.${word}`))),
    },
    health: fields.health ?? [],
    signIn: signInOf(file, fields),
  };
}

function wantedImage(name: string, image: FileImage | undefined): WantedImage {
  // `checkNames` has refused a node whose image the file does not name.
  const source: ImageSource =
    image === undefined
      ? { from: 'library', name, version: undefined }
      : 'library' in image
        ? { from: 'library', name: image.library, version: image.version }
        : { from: 'path', path: image.path, sha512: image.sha512 };
  const identity =
    source.from === 'library'
      ? `library ${source.name} ${source.version ?? 'newest'}`
      : `path ${source.path} ${source.sha512}`;
  return { name, identity, architecture: image?.arch, guestModes: image?.virt ?? [], source };
}

const wantedBatch = ({ batch }: SiteFile): WantedBatch | undefined =>
  batch === undefined
    ? undefined
    : {
        lrms: batch.lrms,
        queues: Object.entries(batch.queues ?? {}).map(([name, { maxWall }]) => ({
          name,
          maxWallSeconds: maxWall === undefined ? undefined : durationSeconds(maxWall),
        })),
      };

const wantedNetwork = (
  slug: string,
  name: string,
  network: NonNullable<SiteFile['networks']>[string],
): WantedNetwork => ({
  cidr: network.cidr,
  isolation: network.isolation ?? 'none',
  hostName: network.attach ?? `${slug}-${slugOf(name)}`,
  made: network.attach === undefined,
});

function addressesOf(
  file: SiteFile,
  resolved: ReadonlyMap<string, ResolvedNode>,
  domains: readonly WantedDomain[],
): readonly Addressed[] {
  return domains.flatMap(({ instance, node, address, network }) =>
    // What is bound while the site starts is checked then.
    address === undefined || !isPlain(address)
      ? []
      : [
          {
            instance,
            address,
            path: resolved.get(node)?.pathOf('address') ?? [],
            cidr: file.networks?.[network ?? '']?.cidr,
          },
        ],
  );
}

/** One for each node, however many domains it has. */
const signInNotes = (nodes: readonly CountedNode[], domains: readonly WantedDomain[]): readonly string[] =>
  nodes.flatMap(({ name }) => {
    const first = domains.find(({ node }) => node === name);
    const note = first?.signIn === undefined ? undefined : signInNote(name, first.signIn, first.software.files);
    return note === undefined ? [] : [note];
  });

function notesOf({ pool }: SiteFile): readonly string[] {
  if (pool === undefined) return [];
  return [
    `The pool is planned with the least that it may have, ${pool.min}; what comes and goes with the jobs is not planned.`,
  ];
}
