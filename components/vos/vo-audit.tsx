'use client';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { TableFooter } from '@/components/table/table-footer';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { PlainTable } from '@/components/ui/plain-table';
import { voAuditQuery } from '@/lib/client/queries/vos';

/** Who changed what of the VO, the newest first. */
export function VoAudit({ vo }: { readonly vo: string }) {
  const { paging, filter } = useListFilter({});
  const result = useQuery(voAuditQuery(vo, { page: filter.page, pageSize: filter.pageSize }));
  const { data, error } = result;
  if (data === undefined)
    return error === null ? (
      <p className="text-sm text-muted">Reading its audit.</p>
    ) : (
      <ErrorState error={error} what="the audit of this VO" onRetry={() => void result.refetch()} />
    );
  if (data.items.length === 0)
    return (
      <EmptyState icon={History} title="Nothing was changed yet">
        Every change of a domain, a lease or a limit of the VO stands here, with who made it.
      </EmptyState>
    );
  return (
    <>
      <PlainTable label="Audit of the VO" heads={['When', 'Who', 'Action', 'On', 'Reason']}>
        {data.items.map((entry) => (
          <tr key={entry.id} className="border-b border-line last:border-b-0">
            <td className="px-2 py-1 align-top text-xs">
              <Age at={entry.at} />
            </td>
            <th scope="row" className="px-2 py-1 align-top font-normal">
              {entry.actorName}
              {entry.via === 'session' ? null : <span className="text-xs text-muted"> by {entry.via}</span>}
            </th>
            <td className="px-2 py-1 align-top">{entry.words}</td>
            <td className="px-2 py-1 align-top">{entry.subjectName ?? entry.subjectType}</td>
            <td className="px-2 py-1 align-top">{entry.reason ?? <Dash />}</td>
          </tr>
        ))}
      </PlainTable>
      <TableFooter result={result} paging={paging} noun={{ one: 'entry', many: 'entries' }} />
    </>
  );
}
