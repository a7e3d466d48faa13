import { formatStretch } from '@/components/ui/format-age';
import { TextLink } from '@/components/ui/text-link';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { pages } from '@/lib/utils/paths';

type Announced = LeaseDetail['maintenances'][number];

/** Of the hosts of a lease what falls into that time. */
export const maintenanceWithin = (
  maintenances: readonly Announced[],
  { startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string },
): readonly Announced[] =>
  maintenances.filter(
    (each) => Date.parse(each.startsAt) < Date.parse(endsAt) && Date.parse(each.endsAt) > Date.parse(startsAt),
  );

/** Each with its time, and where it is answered. */
export function LeaseMaintenance({ maintenances }: { readonly maintenances: readonly Announced[] }) {
  return maintenances.map(({ id, hostName, startsAt, endsAt }) => (
    <span key={id} className="block">
      <TextLink href={pages.maintenance(id)}>Maintenance of {hostName}</TextLink>, {formatStretch(startsAt, endsAt)},
      touches it
    </span>
  ));
}
