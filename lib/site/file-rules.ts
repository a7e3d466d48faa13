/** What a schema cannot say of a site file: names that have to be there, what a node cannot be without, quotas. Pure. */
import { formatBytes, formatKiB } from '@/lib/utils/units';
import type { WantedDomain } from './checked-site';
import type { Path } from './problem';
import type { Report, ResolvedNode } from './resolve-templates';
import type { SiteNode } from './schema/node';
import type { SiteFile } from './schema/site-file';
import { sizeBytes, sizeKiB } from './schema/sizes';

/** What each domain has to have, from its node or its templates. */
const NEEDED = ['role', 'image', 'memory'] as const satisfies readonly (keyof SiteNode)[];

export function checkNames(file: SiteFile, resolved: ReadonlyMap<string, ResolvedNode>, report: Report): void {
  const known = (
    path: Path,
    name: string | undefined,
    group: Readonly<Record<string, unknown>> | undefined,
    noun: string,
  ) => {
    if (name === undefined || Object.hasOwn(group ?? {}, name)) return;
    const names = Object.keys(group ?? {});
    report(
      path,
      `no ${noun} is called so; ${names.length === 0 ? `the file names no ${noun}` : `there is ${names.join(', ')}`}`,
    );
  };
  for (const [name, { fields, pathOf }] of resolved) {
    for (const field of NEEDED)
      if (fields[field] === undefined)
        report(['nodes', name, field], `${name} has none, and takes none from a template`);
    known(pathOf('vo'), fields.vo, file.vos, 'VO');
    known(pathOf('image'), fields.image, file.images, 'image');
    known(pathOf('network'), fields.network, file.networks, 'network');
    known(pathOf('host'), fields.host, file.hosts, 'host');
    known([...pathOf('place'), 'host'], fields.place?.host, file.hosts, 'host');
    if (fields.host !== undefined && fields.place?.host !== undefined && fields.host !== fields.place.host)
      report([...pathOf('place'), 'host'], `${name} has host: ${fields.host} already; write one of the two`);
    if (fields.count !== undefined && fields.address !== undefined && !fields.address.includes('{index}'))
      report(
        pathOf('address'),
        `all domains of ${name} would have it; write {index} where their number goes, as in 10.88.0.2{index}`,
      );
    checkLabels(file, name, fields, pathOf, report);
  }
  known(['publish', 'siteBdii'], file.publish?.siteBdii, file.nodes, 'node');
  known(['pool', 'image'], file.pool?.image, file.images, 'image');
  const queues = file.batch?.queues;
  for (const [name, vo] of Object.entries(file.vos))
    if (queues !== undefined) known(['vos', name, 'queue'], vo.queue, queues, 'queue of the batch system');
  if (Object.keys(file.hosts).length === 0) report(['hosts'], 'names no host; nothing can go anywhere', 'name');
  if (file.pool !== undefined && file.pool.min > file.pool.max)
    report(['pool', 'min'], `is more than the most, ${file.pool.max}`);
}

function checkLabels(
  file: SiteFile,
  name: string,
  fields: ResolvedNode['fields'],
  pathOf: ResolvedNode['pathOf'],
  report: Report,
): void {
  const wanted = Object.entries(fields.place?.labels ?? {});
  if (wanted.length === 0) return;
  const host = fields.host ?? fields.place?.host;
  const hosts = Object.entries(file.hosts).filter(([key]) => host === undefined || key === host);
  const labelled = hosts.some(([, { labels = {} }]) =>
    wanted.every(([label, value]) => Object.hasOwn(labels, label) && labels[label] === value),
  );
  if (!labelled)
    report(
      [...pathOf('place'), 'labels'],
      `no host that ${name} may go to has ${wanted.map(([label, value]) => `${label}: ${value}`).join(' and ')}`,
      'name',
    );
}

/** What the nodes of a VO take together, against what the file lets them. */
export function checkQuotas(file: SiteFile, domains: readonly WantedDomain[], report: Report): void {
  for (const [vo, { quota }] of Object.entries(file.vos)) {
    if (quota === undefined) continue;
    const own = domains.filter((domain) => domain.vo === vo);
    const sum = (of: (domain: WantedDomain) => number) => own.reduce((total, domain) => total + of(domain), 0);
    const checks = [
      { field: 'vcpu', take: sum(({ vcpus }) => vcpus), most: quota.vcpu, words: String },
      {
        field: 'memory',
        take: sum(({ memoryKiB }) => memoryKiB),
        most: optional(quota.memory, sizeKiB),
        words: formatKiB,
      },
      {
        field: 'disk',
        take: sum(({ diskBytes = 0 }) => diskBytes),
        most: optional(quota.disk, sizeBytes),
        words: formatBytes,
      },
      { field: 'vms', take: own.length, most: quota.vms, words: String },
    ];
    for (const { field, take, most, words } of checks)
      if (most !== undefined && take > most)
        report(['vos', vo, 'quota', field], `the nodes of ${vo} take ${words(take)} together`);
  }
}

const optional = (size: string | undefined, read: (size: string) => number): number | undefined =>
  size === undefined ? undefined : read(size);
