'use client';
import { useQuery } from '@tanstack/react-query';
import { RoleTag } from '@/components/status/role-tag';
import { ErrorState } from '@/components/status/view-states';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { probeSummaryQuery } from '@/lib/client/queries/probes';
import { ROLE_NAMES } from '@/lib/domain/domain';
import { DayShares } from './day-shares';
import { StandingBadge } from './probe-look';

/** Role by role: does the site have it now, and how much of each day did it. */
export function RoleSummary() {
  const { data, error, refetch } = useQuery(probeSummaryQuery());
  return (
    <section aria-label="Roles of the site">
      <h2 className="mb-1 text-base font-semibold">Roles of the site</h2>
      <p className="mb-2 max-w-prose text-sm text-muted">
        A role is up while one of its services passes every critical probe. A day’s share is of the time of which
        something is known, in UTC; native services and domains that are off count neither way.
      </p>
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-28" />
        ) : (
          <ErrorState error={error} what="the roles of the site" onRetry={() => void refetch()} />
        )
      ) : data.roles.length === 0 ? (
        <p className="text-sm">No domain is probed. Probes are set up on a domain’s own page, under Probes.</p>
      ) : (
        <Scrolled label="Roles of the site: availability">
          <table className="w-full text-left text-sm">
            <thead>
              <tr className="text-xs text-muted">
                {['Role', 'Now', 'Services', 'Availability, day by day'].map((name) => (
                  <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.roles.map(({ role, standing, up, down, unknown, days }) => (
                <tr key={role} className="border-b border-line last:border-b-0">
                  <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
                    <RoleTag role={role} /> <span className="text-muted">{ROLE_NAMES[role]}</span>
                  </th>
                  <td className="px-2 py-1">
                    <StandingBadge standing={standing} plain />
                  </td>
                  <td className="px-2 py-1 whitespace-nowrap">
                    {[[up, 'up'] as const, [down, 'down'] as const, [unknown, 'not known'] as const]
                      .filter(([count]) => count > 0)
                      .map(([count, word]) => `${count} ${word}`)
                      .join(', ')}
                  </td>
                  <td className="px-2 py-1">
                    <DayShares days={days} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}
