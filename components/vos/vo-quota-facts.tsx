import { QUOTA_COLUMNS, quotaCell } from '@/components/leases/quota-cells';
import { DescriptionList } from '@/components/ui/description-list';
import type { VoQuota } from '@/lib/contracts/environments';

/** What the leases of the VO take now, of what they may take, and what is left. */
export function VoQuotaFacts({ quota }: { readonly quota: VoQuota }) {
  return (
    <section aria-label="Quota">
      <h2 className="mb-2 text-base font-semibold">Quota</h2>
      <DescriptionList
        items={QUOTA_COLUMNS.map((column) => {
          const { taken, left } = quotaCell(quota, column);
          return { term: column.label, value: left === undefined ? taken : `${taken}, ${left}` };
        })}
      />
      <p className="mt-2 max-w-3xl text-xs text-muted">
        What leases take at this moment.{' '}
        {quota.setByName === null ? 'Nobody set a limit: what fits may be taken.' : `Set by ${quota.setByName}.`}
      </p>
    </section>
  );
}
