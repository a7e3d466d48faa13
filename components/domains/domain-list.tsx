'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { FacetFilter } from '@/components/table/facet-filter';
import { ClearFilters, NothingMatches } from '@/components/table/filter-states';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { EmptyState } from '@/components/status/view-states';
import { domainsQuery } from '@/lib/client/queries/domains';
import { DOMAIN_STATES, ROLE_LABELS, ROLES } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { AppError } from '@/lib/domain/errors';
import { pages } from '@/lib/utils/paths';
import { CreateDomainButton } from './create/create-domain-button';
import { DOMAIN_NOUN, DomainTable } from './domain-table';
import { QueryBox } from './query/query-box';
import { useDomainFilter } from './use-domain-filter';
import { useKnownWords } from './use-known-words';

const STATE_OPTIONS = DOMAIN_STATES.map((value) => ({ value, label: STATE_LABELS[value] }));
const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_LABELS[value] }));

/** All domains: search, facets, table, bulk actions. */
export function DomainList() {
  const { facets, setFacets, paging, filter, narrowed } = useDomainFilter();
  const result = useQuery(domainsQuery(filter));
  const known = useKnownWords(result.data);
  const vos = [...new Set([...known.vos, ...facets.vo])].map((value) => ({ value, label: value }));
  const hosts = [{ value: '', label: 'Any host' }, ...[...known.hostIds].map(([value, label]) => ({ value, label }))];
  const queryFault = AppError.is(result.error, 'bad-request')
    ? result.error.fields.find((field) => field.field === 'q')?.message
    : undefined;

  return (
    <>
      <PageHeader title="Domains" actions={<CreateDomainButton variant="primary" />} />
      <DomainTable
        name="domains"
        label="Domains"
        result={result}
        paging={paging}
        question={filter}
        filters={
          <>
            <QueryBox value={facets.q} onChange={(q) => setFacets({ q })} known={known} serverError={queryFault} />
            <FacetFilter
              label="State"
              options={STATE_OPTIONS}
              chosen={facets.state}
              onChange={(state) => setFacets({ state })}
            />
            <FacetFilter
              label="Role"
              options={ROLE_OPTIONS}
              chosen={facets.role}
              onChange={(role) => setFacets({ role })}
            />
            <FacetFilter label="VO" options={vos} chosen={facets.vo} onChange={(vo) => setFacets({ vo })} />
            <Select
              aria-label="Host"
              className="w-40"
              options={hosts}
              value={facets.host}
              onValueChange={(host) => setFacets({ host })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          narrowed ? (
            <NothingMatches noun={DOMAIN_NOUN} onShowAll={() => setFacets(null)} />
          ) : (
            <EmptyState
              icon={Boxes}
              title="No domains yet"
              action={<LinkButton href={pages.hosts()}>Add a host</LinkButton>}
            >
              Domains appear here as soon as a host that holds some has been read.
            </EmptyState>
          )
        }
      />
    </>
  );
}
