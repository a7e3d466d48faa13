'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { ErrorState } from '@/components/status/view-states';
import { CLASS_LABELS } from '@/lib/domain/host';
import { Badge } from '@/components/ui/badge';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { survivalQuery } from '@/lib/client/queries/recovery';
import type { Survival } from '@/lib/contracts/recovery';
import { FENCE_METHOD_WORDS } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';

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
        {data === undefined || data.unprotected === 0
          ? ''
          : ` ${data.unprotected} running ${data.unprotected === 1 ? 'domain has' : 'domains have'} no restart priority and would stay off.`}
      </p>
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
              {['Host', 'Would be started again', 'Without a place', 'Switched off', 'Second path'].map((name) => (
                <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                  {name}
                </th>
              ))}
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
                <td className="px-2 py-1 whitespace-nowrap">{FENCE_METHOD_WORDS[host.method]}</td>
                <td className="px-2 py-1 whitespace-nowrap">{host.hasSecondPath ? 'yes' : 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </div>
  );
}
