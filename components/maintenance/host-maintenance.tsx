'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { formatMoment, formatStretch } from '@/components/ui/format-age';
import { InlineLink } from '@/components/ui/text-link';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import { hostId as readHostId } from '@/lib/domain/ids';
import { MAINTENANCE_STANDING_WORDS } from '@/lib/domain/maintenance';
import { pages } from '@/lib/utils/paths';
import { earlyDrainWords, openAnswerWords } from './maintenance-words';

/**
 * What is announced of a host. Nothing where nothing is.
 * @param drain of the host, which empties it now or once it is approved: then it is said where that is too early
 */
export function HostMaintenance({
  hostId,
  drain,
}: {
  readonly hostId: string;
  readonly drain?: 'draft' | 'under-way' | undefined;
}) {
  const { data } = useQuery(maintenancesQuery({ host: readHostId(hostId), open: true }));
  return data?.items.map((maintenance) => {
    const early = drain === undefined ? undefined : earlyDrainWords(maintenance, drain, formatMoment);
    const open = openAnswerWords(maintenance, formatMoment);
    return (
      <Banner key={maintenance.id} kind={early === undefined ? 'info' : 'warning'} className="mb-3">
        <InlineLink href={pages.maintenance(maintenance.id)}>
          Maintenance {formatStretch(maintenance.startsAt, maintenance.endsAt)}
        </InlineLink>{' '}
        is {MAINTENANCE_STANDING_WORDS[maintenance.standing]}. {early ?? (open === undefined ? null : `${open}.`)}
      </Banner>
    );
  });
}
