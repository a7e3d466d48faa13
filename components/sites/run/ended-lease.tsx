import { InlineLink } from '@/components/ui/text-link';
import type { Site } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';

/** Somebody loses what they were lent: who destroys a site reads whose that is. */
export function EndedLease({ lease }: Pick<Site, 'lease'>) {
  if (lease === null || lease.ended) return null;
  return (
    <p className="font-medium">
      <InlineLink href={pages.lease(lease.id)}>Lease {lease.number}</InlineLink> of {lease.vo}, asked for by{' '}
      {lease.askedByName}, ends with it.
    </p>
  );
}
