'use client';
import { useQuery } from '@tanstack/react-query';
import { AnswerButtons } from '@/components/maintenance/answer-buttons';
import { MaintenanceBadge, VoStandingBadge } from '@/components/maintenance/maintenance-look';
import { ErrorState } from '@/components/status/view-states';
import { formatStretch } from '@/components/ui/format-age';
import { TextLink } from '@/components/ui/text-link';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { momentText } from '@/lib/utils/moment';
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
        </span>
        <span className="text-muted">
          {maintenance.reason}
          {touched.length === 0 ? '. Nothing of this VO is there now.' : `. Touches ${touched.join(', ')}.`}
        </span>
        <span className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          {told === undefined ? null : <VoStandingBadge standing={told.standing} />}
          <span>Answers until {momentText(Date.parse(maintenance.answersDueAt))}; silence counts as consent.</span>
        </span>
      </span>
      {told === undefined ? null : <AnswerButtons maintenance={maintenance} told={told} />}
    </li>
  );
}
