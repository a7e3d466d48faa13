'use client';
import { useQuery } from '@tanstack/react-query';
import { ComparisonTable } from '@/components/probes/comparison-table';
import { ErrorState } from '@/components/status/view-states';
import { Badge } from '@/components/ui/badge';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { siteProbeComparisonQuery } from '@/lib/client/queries/probes';
import type { ProbeTargetSummary } from '@/lib/contracts/probes';
import type { Site } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';

/** The probes of a site's domains beside those of native services: do its tests pass as well as those of native nodes? */
export function SiteBesideNative({ site }: { readonly site: Pick<Site, 'id' | 'name'> }) {
  const { data, error, refetch } = useQuery(siteProbeComparisonQuery(site.id));
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-48" />
    ) : (
      <ErrorState error={error} what="the comparison" onRetry={() => void refetch()} />
    );
  return (
    <section aria-label="Beside native services" className="grid gap-3">
      <p className="max-w-prose text-sm text-muted">
        The same probes of native services and of this site’s domains: the confirmed verdict of each, the worst where
        several are asked, and the median latency of a day. Native services are added under{' '}
        <InlineLink href={pages.probes()}>Probes</InlineLink>; small stand-ins are compared with small stand-ins alone.
      </p>
      <dl className="grid gap-1 text-sm">
        <Services name="Native" of={data.a} />
        <Services name="This site" of={data.b} />
      </dl>
      <ComparisonTable of={data} names={['Native', 'This site']} />
    </section>
  );
}

function Services({ name, of }: { readonly name: string; readonly of: readonly ProbeTargetSummary[] }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <dt className="w-20 text-muted">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-3">
        {of.length === 0
          ? 'none'
          : of.map((target) => (
              <span key={target.id} className="inline-flex items-baseline gap-1">
                <TextLink href={pages.probe(target.id)} className="inline-block py-1">
                  {target.name}
                </TextLink>
                {target.tiny ? <Badge plain>tiny</Badge> : null}
              </span>
            ))}
      </dd>
    </div>
  );
}
