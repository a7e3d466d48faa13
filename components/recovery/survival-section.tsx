'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { ErrorState } from '@/components/status/view-states';
import { CLASS_LABELS } from '@/lib/domain/host';
import { Badge } from '@/components/ui/badge';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { survivalQuery } from '@/lib/client/queries/recovery';
import type { Survival } from '@/lib/contracts/recovery';
import { SECOND_PATH_SENTENCE } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';
import { FenceWords } from './fence-words';

/** The answer is of the hosts as they are now: asked again while the page is looked at. */
const ASK_AGAIN_MS = 15_000;

/** N+1 by class, and host by host what its loss would leave without a place. */
export function SurvivalSection() {
  const { data, error, refetch } = useQuery({ ...survivalQuery(), refetchInterval: ASK_AGAIN_MS });
  return (
    <section aria-label="What the testbed survives">
      <h2 className="mb-1 text-base font-semibold">What the testbed survives</h2>
      <p className="mb-2 text-sm text-muted">
        Each host that is up, lost in thought alone: would its domains with a restart priority find a place on the
        others, by what is free now?
        {` ${SECOND_PATH_SENTENCE}`}
      </p>
      {data === undefined ? null : <Unprotected of={data} />}
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-40" />
        ) : (
          <ErrorState error={error} what="what the testbed survives" onRetry={() => void refetch()} />
        )
      ) : data.classes.length === 0 ? (
        <p className="text-sm">No host is up.</p>
      ) : (
        <div className="grid gap-4">
          {data.classes.map((each) => (
            <ClassTable key={each.hostClass} of={each} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Those that nobody would start again, by name. */
function Unprotected({ of: { unprotected, unprotectedDomains: named } }: { readonly of: Survival }) {
  if (unprotected === 0) return null;
  return (
    <details className="mb-2 text-sm">
      <summary className="w-fit rounded-sm text-muted">
        {unprotected} running {unprotected === 1 ? 'domain has' : 'domains have'} no restart priority and would stay off
      </summary>
      <ul className="mt-1 grid gap-1 pl-4">
        {named.map(({ domainId, domainName, hostName }) => (
          <li key={domainId}>
            <InlineLink href={pages.domain(domainId)}>{domainName}</InlineLink>
            {hostName === null ? null : <span className="text-muted"> on {hostName}</span>}
          </li>
        ))}
        {named.length < unprotected ? <li className="text-muted">and {unprotected - named.length} more</li> : null}
      </ul>
    </details>
  );
}

function ClassTable({ of: { hostClass, survives, sentence, hosts } }: { readonly of: Survival['classes'][number] }) {
  const label = CLASS_LABELS[hostClass];
  const guarded = hosts.some(({ protectedDomains }) => protectedDomains > 0);
  return (
    <div>
      <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-sm">
        <Badge
          tone={guarded ? (survives ? 'running' : 'trouble') : 'neutral'}
          icon={guarded ? (survives ? CircleCheck : TriangleAlert) : undefined}
          plain
        >
          {label}
        </Badge>
        <span>{sentence}</span>
      </p>
      <Scrolled label={`${label}: host by host`}>
        <table className="w-full text-left text-sm">
          <thead>
            <tr className="text-xs text-muted">
              {['Host', 'Would be started again', 'Without a place', 'How it is switched off', 'Second path'].map(
                (name) => (
                  <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {hosts.map((host) => (
              <tr key={host.hostId} className="border-b border-line align-top last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
                  <TextLink href={pages.host(host.hostId)}>{host.hostName}</TextLink>
                </th>
                <td className="px-2 py-1 tabular-nums">{host.protectedDomains}</td>
                <td className="min-w-48 px-2 py-1">
                  {host.homeless.length === 0 ? (
                    'none'
                  ) : (
                    <details>
                      <summary className="rounded-sm text-trouble">
                        {host.homeless.length} of {host.protectedDomains}:{' '}
                        {host.homeless.map(({ domainName }) => domainName).join(', ')}
                      </summary>
                      <ul className="mt-1 grid gap-1 text-xs text-muted">
                        {host.homeless.map(({ domainName, why }) => (
                          <li key={domainName}>
                            {domainName}: {why}
                          </li>
                        ))}
                      </ul>
                    </details>
                  )}
                </td>
                <td className="px-2 py-1 whitespace-nowrap">
                  <FenceWords method={host.method} fencedAt={host.fencedAt} />
                </td>
                <td className="px-2 py-1 whitespace-nowrap">{host.hasSecondPath ? 'yes' : 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </div>
  );
}
