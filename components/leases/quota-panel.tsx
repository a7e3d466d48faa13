'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { PlainTable } from '@/components/ui/plain-table';
import { VoTag } from '@/components/ui/vo-tag';
import { quotasQuery } from '@/lib/client/queries/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { VoQuota } from '@/lib/contracts/environments';
import { QUOTA_COLUMNS, quotaCell } from './quota-cells';
import { QuotaDialog, RemoveQuotaDialog } from './quota-dialog';

/** What the leases of each VO take now, of what they may take. */
export function QuotaPanel() {
  const { data } = useQuery(quotasQuery());
  const refused = useScopeRefusal('leases:approve');
  /** `new`: of a VO that is chosen in the dialog. */
  const [edited, setEdited] = useState<VoQuota | 'new'>();
  const [removed, setRemoved] = useState<string>();
  const items = data?.items ?? [];
  return (
    <section aria-label="Quotas" className="mt-8 max-w-3xl">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Quotas</h2>
        <Button disabledReason={refused} onClick={() => setEdited('new')}>
          Set a quota
        </Button>
      </div>
      {items.length === 0 ? (
        <p className="text-sm text-muted">
          {data === undefined ? 'Being read.' : 'No VO has a lease or a quota: what fits may be taken.'}
        </p>
      ) : (
        <PlainTable
          label="Quotas of VOs"
          heads={['VO', ...QUOTA_COLUMNS.map(({ label }) => label)]}
          changes={refused === undefined}
        >
          {items.map((quota) => (
            <tr key={quota.vo} className="border-b border-line last:border-b-0">
              <th scope="row" className="px-2 py-1 font-normal">
                <VoTag vo={quota.vo} />
              </th>
              {QUOTA_COLUMNS.map((column) => {
                const { taken, left } = quotaCell(quota, column);
                return (
                  <td key={column.name} className="px-2 py-1 align-top whitespace-nowrap tabular-nums">
                    {taken}
                    {left === undefined ? null : <span className="block text-xs text-muted">{left}</span>}
                  </td>
                );
              })}
              {refused === undefined ? (
                <td className="px-2 py-1 text-right">
                  <span className="inline-flex gap-1">
                    <Button aria-label={`Set the quota of ${quota.vo}`} onClick={() => setEdited(quota)}>
                      Set
                    </Button>
                    {quota.setAt === null ? null : (
                      <Button aria-label={`Remove the quota of ${quota.vo}`} onClick={() => setRemoved(quota.vo)}>
                        Remove
                      </Button>
                    )}
                  </span>
                </td>
              ) : null}
            </tr>
          ))}
        </PlainTable>
      )}
      {edited === undefined ? null : (
        <QuotaDialog
          quota={edited === 'new' ? undefined : edited}
          known={data?.known ?? []}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed === undefined ? null : <RemoveQuotaDialog vo={removed} onClose={() => setRemoved(undefined)} />}
    </section>
  );
}
