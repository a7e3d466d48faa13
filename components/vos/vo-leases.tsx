import { CalendarClock } from 'lucide-react';
import { LeaseBadge, termsOf, timeWords } from '@/components/leases/lease-look';
import { EmptyState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { PlainTable } from '@/components/ui/plain-table';
import { TextLink } from '@/components/ui/text-link';
import type { VoLease } from '@/lib/contracts/vos';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { environmentWords, imageWords } from './freshness-words';

/** Leases that wait or keep a place, and how old what they were made of is. */
export function VoLeases({ leases, leftOut }: { readonly leases: readonly VoLease[]; readonly leftOut: number }) {
  return (
    <section aria-label="Environments and leases">
      <h2 className="mb-2 text-base font-semibold">Environments and leases</h2>
      {leases.length === 0 ? (
        <EmptyState icon={CalendarClock} title="No lease waits or keeps a place">
          Those that have ended are on the page of all leases.
        </EmptyState>
      ) : (
        <PlainTable label="Leases of the VO" heads={['Lease', 'State', 'Environment', 'Image', 'Size', 'Time']}>
          {leases.map((lease) => (
            <Row key={lease.id} lease={lease} />
          ))}
        </PlainTable>
      )}
      {leftOut === 0 ? null : <p className="mt-2 text-xs text-muted">{leftOut} older ones are not shown.</p>}
    </section>
  );
}

function Row({ lease }: { readonly lease: VoLease }) {
  const terms = termsOf(lease);
  const { image } = lease.freshness;
  const behind = imageWords(lease);
  const cell = 'px-2 py-1 align-top';
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className={`${cell} font-normal whitespace-nowrap`}>
        <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>
      </th>
      <td className={cell}>
        <LeaseBadge lease={lease} plain />
        {lease.words === null ? null : <span className="block max-w-72 text-xs text-muted">{lease.words}</span>}
      </td>
      <td className={cell}>{environmentWords(lease)}</td>
      <td className={cell}>
        {image.version === null ? image.name : `${image.name} ${image.version}`}
        {image.builtAt === null ? null : (
          <>
            , <Age at={image.builtAt} prefix="built" />
          </>
        )}
        {lease.startFrom === null ? null : (
          <span className="block text-xs text-muted">started from {lease.startFrom.name}, not a signed image</span>
        )}
        {behind === undefined ? null : <span className="block text-xs text-muted">{behind}</span>}
      </td>
      <td className={`${cell} tabular-nums`}>{sizeWords(terms)}</td>
      <td className={cell}>{timeWords(terms)}</td>
    </tr>
  );
}
