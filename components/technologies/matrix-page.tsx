'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { FacetFilter } from '@/components/table/facet-filter';
import { PHONE_QUERY, useMedia } from '@/components/table/use-media';
import { parseAsAnyOf } from '@/components/table/use-list-filter';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { ErrorState } from '@/components/status/view-states';
import { technologiesQuery } from '@/lib/client/queries/technologies';
import type { TechnologyMatrix } from '@/lib/contracts/technologies';
import { HYPERVISOR_NAMES } from '@/lib/domain/host';
import { ABILITIES } from '@/lib/domain/technologies/abilities';
import { EVIDENCE } from '@/lib/domain/technologies/build-matrix';
import { TECHNOLOGIES } from '@/lib/domain/technologies/technologies';
import { pages } from '@/lib/utils/paths';
import { EvidenceLabel } from './evidence-label';
import { MatrixGrid } from './matrix-grid';
import { MatrixList } from './matrix-list';
import { EVIDENCE_SENTENCES } from './matrix-words';

const FILTER = {
  technology: parseAsAnyOf(TECHNOLOGIES),
  ability: parseAsAnyOf(ABILITIES),
  /** The one technology a phone shows. */
  show: parseAsStringLiteral(TECHNOLOGIES),
  host: parseAsString,
};

/** What each technology can do, and how that is known. What is filtered, and the host looked at, are in the URL. */
export function MatrixPage() {
  const [filter, setFilter] = useQueryStates(FILTER, { history: 'replace' });
  const { data, error, refetch } = useQuery(technologiesQuery(filter.host));
  return (
    <>
      <PageHeader title="Capability matrix" meta="Technologies, what they can do, and how that is known" />
      {data === undefined && error === null ? (
        <output aria-label="Loading the matrix" className="block">
          <Skeleton className="h-96" />
        </output>
      ) : data === undefined ? (
        <>
          <ErrorState error={error} what="the capability matrix" onRetry={() => void refetch()} />
          {filter.host === null ? null : (
            // The host that was asked for may be gone; the matrix is not.
            <p className="text-center">
              <Button onClick={() => void setFilter({ host: null })}>Show all technologies</Button>
            </p>
          )}
        </>
      ) : (
        <Content matrix={data} filter={filter} onFilter={(change) => void setFilter(change)} />
      )}
    </>
  );
}

type Filter = ReturnType<typeof useQueryStates<typeof FILTER>>[0];

function Content({
  matrix,
  filter,
  onFilter,
}: {
  readonly matrix: TechnologyMatrix;
  readonly filter: Filter;
  readonly onFilter: (change: { [Key in keyof Filter]?: Filter[Key] | null }) => void;
}) {
  const isPhone = useMedia(PHONE_QUERY);
  const { host } = matrix;
  // A host that is looked at brings its own columns, until others are chosen.
  const wanted = filter.technology.length > 0 ? filter.technology : (host?.technologies ?? []);
  const chosen = matrix.technologies.filter(({ id }) => wanted.includes(id));
  const technologies = chosen.length === 0 ? matrix.technologies : chosen;
  const abilities = matrix.abilities.filter(({ id }) => filter.ability.length === 0 || filter.ability.includes(id));
  const shown = technologies.find(({ id }) => id === filter.show) ?? technologies[0];
  return (
    <>
      <p className="mb-3 max-w-5xl text-sm text-muted">
        What moves, keeps or opens is told as it can be had through libvirt, which is how Gridbox reaches hosts; where a
        product itself can do more, its cell says so. Nothing migrates between two technologies.
      </p>
      {host === null ? null : <HostBanner host={host} onLeave={() => onFilter({ host: null })} />}
      {matrix.hostsShown ? null : (
        <Banner kind="info" className="mb-3">
          Your role does not include hosts, so only what is documented is shown here.
        </Banner>
      )}
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="flex flex-wrap gap-2">
          {isPhone ? null : (
            <FacetFilter
              label="Technology"
              options={matrix.technologies.map(({ id, shortName }) => ({ value: id, label: shortName }))}
              chosen={filter.technology}
              onChange={(technology) => onFilter({ technology: technology.length === 0 ? null : technology })}
            />
          )}
          <FacetFilter
            label="Ability"
            options={matrix.abilities.map(({ id, title }) => ({ value: id, label: title }))}
            chosen={filter.ability}
            onChange={(ability) => onFilter({ ability: ability.length === 0 ? null : ability })}
          />
        </div>
        <ul aria-label="How it is known" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          {EVIDENCE.map((kind) => (
            <li key={kind} className="flex items-center gap-1.5">
              <EvidenceLabel kind={kind} />
              {EVIDENCE_SENTENCES[kind]}
            </li>
          ))}
        </ul>
      </div>
      {isPhone && shown !== undefined ? (
        <MatrixList
          matrix={matrix}
          technologies={technologies}
          abilities={abilities}
          shown={shown}
          onShow={(show) => onFilter({ show })}
        />
      ) : (
        <MatrixGrid matrix={matrix} technologies={technologies} abilities={abilities} />
      )}
      {matrix.outside.length === 0 ? null : (
        <p className="mt-3 text-sm text-muted">
          The matrix has no column for{' '}
          {matrix.outside.map((each, index) => (
            <span key={each.id}>
              {index === 0 ? '' : ', '}
              <TextLink href={pages.host(each.id)}>{each.name}</TextLink> ({HYPERVISOR_NAMES[each.hypervisor]})
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}

function HostBanner({
  host,
  onLeave,
}: {
  readonly host: NonNullable<TechnologyMatrix['host']>;
  readonly onLeave: () => void;
}) {
  const says = !host.known
    ? 'It was never read, so nothing is known of it.'
    : host.technologies.length === 0
      ? 'The matrix has no column for what it runs.'
      : 'Its technology, and what it says of itself, stand side by side.';
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span>
        Host <TextLink href={pages.host(host.id)}>{host.name}</TextLink>. <span className="text-muted">{says}</span>
      </span>
      <Button size="sm" onClick={onLeave}>
        Show all technologies
      </Button>
    </div>
  );
}
