'use client';
import { useQuery } from '@tanstack/react-query';
import { Cpu, Plus, SearchX } from 'lucide-react';
import { debounce, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { SearchInput } from '@/components/table/search-input';
import { usePaging } from '@/components/table/use-paging';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { EmptyState } from '@/components/status/view-states';
import { type HostFilter, hostsQuery } from '@/lib/client/queries/hosts';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { HOST_SORTS, type HostSummary } from '@/lib/contracts/hosts';
import { HOST_CLASSES, HOST_STATUSES } from '@/lib/domain/host';
import { pages } from '@/lib/utils/paths';
import { AddHostDialog } from './add-host-dialog';
import { HOST_COLUMNS } from './host-columns';
import { HostPhoneRow } from './host-phone-row';
import { CLASS_LABELS, STATUS_LABELS } from './host-words';
import { useHostActions } from './use-host-actions';

const PARSERS = {
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
  class: parseAsArrayOf(parseAsStringLiteral(HOST_CLASSES)).withDefault([]),
  status: parseAsArrayOf(parseAsStringLiteral(HOST_STATUSES)).withDefault([]),
};
const CLASS_OPTIONS = HOST_CLASSES.map((value) => ({ value, label: CLASS_LABELS[value] }));
const STATUS_OPTIONS = HOST_STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] }));
const rowName = (host: HostSummary) => host.name;
const rowHref = (host: HostSummary) => pages.host(host.id);
const phoneRow = (host: HostSummary) => <HostPhoneRow host={host} />;

/** All hosts: search, facets, table; adding, editing and removing them. */
export function HostList() {
  const paging = usePaging(HOST_SORTS);
  const [facets, setFacets] = useQueryStates(PARSERS, { history: 'replace' });
  const [adding, setAdding] = useState(false);
  const refused = useScopeRefusal('hosts:write');
  const { itemsFor, dialogs } = useHostActions();
  const filter = useMemo<HostFilter>(
    () => ({
      page: paging.page,
      pageSize: paging.pageSize,
      sort: paging.sort,
      order: paging.order,
      q: facets.q === '' ? undefined : facets.q,
      class: facets.class.length === 0 ? undefined : facets.class,
      status: facets.status.length === 0 ? undefined : facets.status,
    }),
    [paging, facets],
  );
  const result = useQuery(hostsQuery(filter));
  const narrowed = facets.q !== '' || facets.class.length > 0 || facets.status.length > 0;
  const change = (next: Parameters<typeof setFacets>[0]) => {
    paging.restart();
    void setFacets(next);
  };
  const add = (
    <Button variant="primary" disabledReason={refused} onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add host
    </Button>
  );
  return (
    <>
      <PageHeader title="Hosts" actions={add} />
      <DataTable<HostSummary>
        name="hosts"
        label="Hosts"
        noun={{ one: 'host', many: 'hosts' }}
        columns={HOST_COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={itemsFor}
        filters={
          <>
            <SearchInput label="Search hosts" value={facets.q} onChange={(q) => change({ q })} />
            <FacetFilter
              label="Class"
              options={CLASS_OPTIONS}
              chosen={facets.class}
              onChange={(next) => change({ class: next })}
            />
            <FacetFilter
              label="Status"
              options={STATUS_OPTIONS}
              chosen={facets.status}
              onChange={(status) => change({ status })}
            />
            {narrowed ? (
              <Button variant="ghost" onClick={() => change(null)}>
                Clear
              </Button>
            ) : null}
          </>
        }
        empty={
          narrowed ? (
            <EmptyState
              icon={SearchX}
              title="No host matches"
              action={<Button onClick={() => change(null)}>Show all hosts</Button>}
            >
              Nothing that you may see fits this search.
            </EmptyState>
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
