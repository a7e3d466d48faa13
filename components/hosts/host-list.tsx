'use client';
import { useQuery } from '@tanstack/react-query';
import { Cpu, Plus } from 'lucide-react';
import { useState } from 'react';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { ClearFilters, NothingMatches } from '@/components/table/filter-states';
import { SearchInput } from '@/components/table/search-input';
import { parseAsAnyOf, parseAsTyped, useListFilter } from '@/components/table/use-list-filter';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { EmptyState } from '@/components/status/view-states';
import { hostsQuery } from '@/lib/client/queries/hosts';
import { sessionQuery } from '@/lib/client/queries/session';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { HOST_SORTS, type HostSummary } from '@/lib/contracts/hosts';
import { CLASS_LABELS, HOST_CLASSES, HOST_STATUSES } from '@/lib/domain/host';
import { pages } from '@/lib/utils/paths';
import { AddHostDialog } from './add-host-dialog';
import { HOST_COLUMNS, OPEN_HOST_COLUMNS } from './host-columns';
import { HostPhoneRow } from './host-phone-row';
import { STATUS_LABELS } from './host-words';
import { useHostActions } from './use-host-actions';

const PARSERS = { q: parseAsTyped, class: parseAsAnyOf(HOST_CLASSES), status: parseAsAnyOf(HOST_STATUSES) };
const CLASS_OPTIONS = HOST_CLASSES.map((value) => ({ value, label: CLASS_LABELS[value] }));
const STATUS_OPTIONS = HOST_STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] }));
const NOUN = { one: 'host', many: 'hosts' };
const rowName = (host: HostSummary) => host.name;
const rowHref = (host: HostSummary) => pages.host(host.id);
const phoneRow = (host: HostSummary) => <HostPhoneRow host={host} />;

/** All hosts: search, facets, table; adding, editing and removing them. */
export function HostList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter(PARSERS, HOST_SORTS);
  const [adding, setAdding] = useState(false);
  const refused = useScopeRefusal('hosts:write');
  const { itemsFor, dialogs } = useHostActions();
  const result = useQuery(hostsQuery(filter));
  const { data: session } = useQuery(sessionQuery());
  const whole = session === undefined || session.scopes.includes('hosts:read');
  const vos = session?.vos?.join(', ') ?? 'your VOs';
  const add = (
    <Button variant="primary" disabledReason={refused} onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add host
    </Button>
  );
  return (
    <>
      <PageHeader title="Hosts" actions={add} />
      {whole ? null : (
        <Banner className="mb-3">
          You see the hosts that hold domains of {vos}, and count only those domains. Load, memory, migrations and
          equipment of hosts are not shown to VO admins; an operator or a testbed manager sees them.
        </Banner>
      )}
      <DataTable<HostSummary>
        name="hosts"
        label="Hosts"
        noun={NOUN}
        columns={whole ? HOST_COLUMNS : OPEN_HOST_COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={itemsFor}
        filters={
          <>
            <SearchInput label="Search hosts" value={facets.q} onChange={(q) => setFacets({ q })} />
            <FacetFilter
              label="Class"
              options={CLASS_OPTIONS}
              chosen={facets.class}
              onChange={(next) => setFacets({ class: next })}
            />
            <FacetFilter
              label="Status"
              options={STATUS_OPTIONS}
              chosen={facets.status}
              onChange={(status) => setFacets({ status })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          narrowed ? (
            <NothingMatches noun={NOUN} onShowAll={() => setFacets(null)} />
          ) : (
            <EmptyState icon={Cpu} title="No hosts yet" action={add}>
              A host is a machine with a hypervisor that libvirt reaches. Its domains appear as soon as it has been
              read.
            </EmptyState>
          )
        }
      />
      {adding ? <AddHostDialog onClose={() => setAdding(false)} /> : null}
      {dialogs}
    </>
  );
}
