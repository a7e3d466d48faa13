'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes, SearchX } from 'lucide-react';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { EmptyState } from '@/components/status/view-states';
import { domainsQuery } from '@/lib/client/queries/domains';
import type { DomainSummary } from '@/lib/contracts/domains';
import { DOMAIN_STATES, ROLE_LABELS, ROLES } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { AppError } from '@/lib/domain/errors';
import { pages } from '@/lib/utils/paths';
import { useDomainActions } from './domain-actions';
import { DOMAIN_COLUMNS } from './domain-columns';
import { DomainPhoneRow } from './domain-phone-row';
import { QueryBox } from './query/query-box';
import { useBulkDomainActions } from './use-bulk-domain-actions';
import { useDomainFilter } from './use-domain-filter';
import { useKnownWords } from './use-known-words';

const STATE_OPTIONS = DOMAIN_STATES.map((value) => ({ value, label: STATE_LABELS[value] }));
const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_LABELS[value] }));
const rowName = (domain: DomainSummary) => domain.name;
const rowHref = (domain: DomainSummary) => pages.domain(domain.id);
const phoneRow = (domain: DomainSummary) => <DomainPhoneRow domain={domain} />;

/** All domains: search, facets, table, bulk actions. */
export function DomainList() {
  const { facets, setFacets, paging, filter, narrowed } = useDomainFilter();
  const result = useQuery(domainsQuery(filter));
  const known = useKnownWords(result.data);
  const bulkActions = useBulkDomainActions();
  const { itemsFor } = useDomainActions();
  const vos = [...new Set([...known.vos, ...facets.vo])].map((value) => ({ value, label: value }));
  const hosts = [{ value: '', label: 'Any host' }, ...[...known.hostIds].map(([value, label]) => ({ value, label }))];
  const queryFault = AppError.is(result.error, 'bad-request')
    ? result.error.fields.find((field) => field.field === 'q')?.message
    : undefined;

  return (
    <>
      <PageHeader title="Domains" />
      <DataTable<DomainSummary>
        name="domains"
        label="Domains"
        noun={{ one: 'domain', many: 'domains' }}
        columns={DOMAIN_COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={itemsFor}
        bulkActions={bulkActions}
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
            {narrowed ? (
              <Button variant="ghost" onClick={() => setFacets(null)}>
                Clear
              </Button>
            ) : null}
          </>
        }
        empty={
          narrowed ? (
            <EmptyState
              icon={SearchX}
              title="No domain matches"
              action={<Button onClick={() => setFacets(null)}>Show all domains</Button>}
            >
              Nothing that you may see fits this search.
            </EmptyState>
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
