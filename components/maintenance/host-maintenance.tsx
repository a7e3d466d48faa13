'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { formatStretch } from '@/components/ui/format-age';
import { InlineLink } from '@/components/ui/text-link';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import { hostId as readHostId } from '@/lib/domain/ids';
import { MAINTENANCE_STANDING_WORDS } from '@/lib/domain/maintenance';
import { momentText } from '@/lib/utils/moment';
import { pages } from '@/lib/utils/paths';
import { tooEarlyWords } from './maintenance-words';

/** What is announced of a host, and whether work that began now would begin before the time or the consents. Nothing where nothing is. */
export function HostMaintenance({ hostId }: { readonly hostId: string }) {
  const { data } = useQuery(maintenancesQuery({ host: readHostId(hostId), open: true }));
  return data?.items.map((maintenance) => {
    const tooEarly = tooEarlyWords(maintenance, (at) => momentText(Date.parse(at)));
    return (
      <Banner key={maintenance.id} kind={tooEarly === undefined ? 'info' : 'warning'} className="mb-3">
        <InlineLink href={pages.maintenance(maintenance.id)}>
          Maintenance {formatStretch(maintenance.startsAt, maintenance.endsAt)}
        </InlineLink>{' '}
        is {MAINTENANCE_STANDING_WORDS[maintenance.standing]}. {tooEarly}
      </Banner>
    );
  });
}
