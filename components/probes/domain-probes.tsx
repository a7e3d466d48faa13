'use client';
import { useQuery } from '@tanstack/react-query';
import { HeartPulse } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { probeTargetQuery, probeTargetsQuery } from '@/lib/client/queries/probes';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { DomainIdSchema } from '@/lib/contracts/common';
import type { DomainDetail } from '@/lib/contracts/domains';
import { TargetDialog } from './target-dialog';
import { TargetView } from './target-view';

/** How the services of one domain answer; or the way to have them asked. */
export function DomainProbes({ domain }: { readonly domain: Pick<DomainDetail, 'id' | 'name' | 'roles'> }) {
  const found = useQuery(probeTargetsQuery({ domain: DomainIdSchema.parse(domain.id) }));
  const id = found.data?.items[0]?.id;
  if (found.data === undefined)
    return found.error === null ? (
      <Skeleton className="h-48" />
    ) : (
      <ErrorState error={found.error} what="its probes" onRetry={() => void found.refetch()} />
    );
  return id === undefined ? <SetUp domain={domain} /> : <Target key={id} id={id} />;
}

function Target({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(probeTargetQuery(id));
  if (data !== undefined) return <TargetView target={data} />;
  return error === null ? (
    <Skeleton className="h-48" />
  ) : (
    <ErrorState error={error} what="its probes" onRetry={() => void refetch()} />
  );
}

function SetUp({ domain }: { readonly domain: Pick<DomainDetail, 'id' | 'name' | 'roles'> }) {
  const [open, setOpen] = useState(false);
  const refused = useScopeRefusal('probes:write');
  return (
    <>
      <EmptyState
        icon={HeartPulse}
        title="Its services are not probed"
        action={
          <Button variant="primary" disabledReason={refused} onClick={() => setOpen(true)}>
            Set up probes
          </Button>
        }
      >
        Probes ask the services of its roles as their users do: a job through a CE, a file to an SE and back, a query to
        a BDII.
      </EmptyState>
      {open ? <TargetDialog domain={domain} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
