'use client';
import { useQuery } from '@tanstack/react-query';
import { AnswerButtons } from '@/components/maintenance/answer-buttons';
import { AnswerWords } from '@/components/maintenance/answer-words';
import { MaintenanceBadge, VoStandingBadge } from '@/components/maintenance/maintenance-look';
import { ErrorState } from '@/components/status/view-states';
import { formatMoment, formatStretch } from '@/components/ui/format-age';
import { TextLink } from '@/components/ui/text-link';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { pages } from '@/lib/utils/paths';

/** What maintenance touches the domains and leases of a VO, when, and what it said to that. */
export function VoMaintenance({ vo }: { readonly vo: string }) {
  const result = useQuery(maintenancesQuery({ vo, open: true }));
  const { data, error } = result;
  return (
    <section aria-label="Maintenance">
      <h2 className="mb-2 text-base font-semibold">Maintenance</h2>
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Reading what is announced.</p>
        ) : (
          <ErrorState error={error} what="maintenance" onRetry={() => void result.refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className="text-sm text-muted">None that touches this VO is announced.</p>
      ) : (
        <ul aria-label="Announced maintenance" className="divide-y divide-line border-y border-line">
          {data.items.map((maintenance) => (
            <Item key={maintenance.id} vo={vo} maintenance={maintenance} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ vo, maintenance }: { readonly vo: string; readonly maintenance: Maintenance }) {
  const told = maintenance.vos.find((each) => each.vo === vo);
  const touched = [
    ...(told?.domains.map(({ name }) => name) ?? []),
    ...(told?.leases.map(({ number }) => `lease ${number}`) ?? []),
  ];
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 py-2 text-sm">
      <span className="grid min-w-0 gap-1">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <TextLink href={pages.maintenance(maintenance.id)}>Maintenance of {maintenance.hostName}</TextLink>
          <MaintenanceBadge standing={maintenance.standing} />
          <span>{formatStretch(maintenance.startsAt, maintenance.endsAt)}</span>
          {maintenance.startsAt === maintenance.announcedStartsAt ? null : (
            <span className="text-muted">announced for {formatMoment(maintenance.announcedStartsAt)}, put off</span>
          )}
        </span>
        <span className="text-muted">
          {maintenance.reason}
          {touched.length === 0 ? '. It touches nothing of this VO by now.' : `. Touches ${touched.join(', ')}.`}
        </span>
        {told === undefined ? null : (
          <span className="flex flex-wrap items-center gap-x-3">
            <span className="text-xs text-muted">
              <VoStandingBadge standing={told.standing} />
            </span>
            <AnswerWords maintenance={maintenance} told={told} />
          </span>
        )}
      </span>
      {told === undefined ? null : <AnswerButtons maintenance={maintenance} told={told} />}
    </li>
  );
}
