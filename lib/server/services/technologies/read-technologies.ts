import type { z } from 'zod';
import type { TechnologiesQuery, TechnologyMatrix } from '@/lib/contracts/technologies';
import { hasScope } from '@/lib/domain/access';
import { ABILITIES, ABILITY_WORDS } from '@/lib/domain/technologies/abilities';
import { buildMatrix, type MatrixCell } from '@/lib/domain/technologies/build-matrix';
import type { Claim } from '@/lib/domain/technologies/claim';
import { describeHost, offers } from '@/lib/domain/technologies/host-findings';
import { SOURCES } from '@/lib/domain/technologies/sources';
import { TECHNOLOGIES, technologiesOf, TECHNOLOGY_WORDS } from '@/lib/domain/technologies/technologies';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { type KnownHost, loadMatrixHosts } from './matrix-hosts';

type Answer = z.input<typeof TechnologyMatrix>;

/** So many hosts of a group are named; a testbed of 1,250 would drown the rest. */
const HOSTS_NAMED_MAX = 8;

/**
 * What each technology can do and how that is known. Hosts are for those who may see hosts; to others only documents speak.
 * @throws AppError `forbidden` and `not-found` where one host is asked for that the caller may not see or that is not there.
 */
export async function readTechnologies(options: {
  readonly context: ServiceContext;
  readonly query: TechnologiesQuery;
}): Promise<Answer> {
  const { context, query } = options;
  const { actor } = context;
  requireScope(actor, 'domains:read');
  if (query.host !== undefined) requireScope(actor, 'hosts:read');
  const hostsShown = hasScope(actor, 'hosts:read');
  const hosts = hostsShown ? await loadMatrixHosts(context.db) : [];
  const read = hosts.filter((host) => host.known);
  return {
    at: context.now().toISOString(),
    abilities: ABILITIES.map((id) => ({ id, ...ABILITY_WORDS[id] })),
    technologies: TECHNOLOGIES.map((id) => {
      const { name, shortName, about } = TECHNOLOGY_WORDS[id];
      const running = read.filter((host) => offers(host, id));
      const simulatedHosts = running.filter((host) => host.simulated).length;
      return { id, name, shortName, about, realHosts: running.length - simulatedHosts, simulatedHosts };
    }),
    cells: buildMatrix(read).map(cellBody),
    hostsShown,
    outside: read
      .filter((host) => technologiesOf(host).length === 0)
      .slice(0, HOSTS_NAMED_MAX)
      .map(({ id, name, hypervisor }) => ({ id, name, hypervisor })),
    host: query.host === undefined ? null : hostBody(hosts, query.host),
  };
}

/** Words and kind; the parts of a list are for comparing only. */
const claimBody = ({ verdict, words }: Claim) => ({ verdict, words });

function cellBody(cell: MatrixCell<KnownHost>): Answer['cells'][number] {
  const { technology, ability, claim, evidence, documented, findings, differs, contradicts } = cell;
  return {
    technology,
    ability,
    claim: claimBody(claim),
    evidence: [...evidence],
    documented: {
      claim: claimBody(documented.claim),
      note: documented.note,
      sources: documented.sources.map((id) => {
        const source = SOURCES[id];
        return { title: source.title, url: 'url' in source ? source.url : null };
      }),
    },
    findings: findings.map((group) => ({
      basis: group.basis,
      claim: claimBody(group.claim),
      hostCount: group.hosts.length,
      hosts: group.hosts.slice(0, HOSTS_NAMED_MAX).map(({ id, name, status, seenAt }) => ({
        id,
        name,
        status,
        seenAt: seenAt?.toISOString() ?? null,
      })),
    })),
    differs,
    contradicts,
  };
}

function hostBody(hosts: readonly KnownHost[], id: string): Answer['host'] {
  const host = hosts.find((each) => each.id === id);
  if (host === undefined) throw notFound('host');
  return {
    id: host.id,
    name: host.name,
    simulated: host.simulated,
    known: host.known,
    technologies: host.known ? [...technologiesOf(host)] : [],
    findings: describeHost(host).map(({ ability, basis, claim }) => ({ ability, basis, claim: claimBody(claim) })),
  };
}
