'use client';
import { useQuery } from '@tanstack/react-query';
import { DomainActionButtons } from '@/components/domains/domain-actions';
import { guestKernel, GuestUptime } from '@/components/domains/guest-facts';
import { OLD_READING_MS } from '@/components/status/seen-age';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { DescriptionList } from '@/components/ui/description-list';
import { Memory, Percent } from '@/components/ui/figures';
import { RoleTag } from '@/components/status/role-tag';
import { RealLabel } from '@/components/status/real-label';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { Skeleton } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/status/state-badge';
import { TextLink } from '@/components/ui/text-link';
import { ErrorState } from '@/components/status/view-states';
import { VoTag } from '@/components/ui/vo-tag';
import { domainQuery } from '@/lib/client/queries/domains';
import type { DomainDetail } from '@/lib/contracts/domains';
import { pages } from '@/lib/utils/paths';
import { RunningOperation } from './running-operation';
import { SidePanel } from './side-panel';

/** Facts of the chosen domain and what may be done to it. */
export function DomainPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery(domainQuery(id));
  return (
    <SidePanel label="Domain" title={query.data?.name ?? 'Domain'} onClose={onClose}>
      {query.isError ? (
        <ErrorState error={query.error} what="the domain" onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <output aria-label="Loading the domain" className="grid gap-2">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-5" />
          ))}
        </output>
      ) : (
        <Facts domain={query.data} />
      )}
    </SidePanel>
  );
}

function Facts({ domain }: { domain: DomainDetail }) {
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <StateBadge domain={domain} />
        {domain.simulated ? <SimulatedLabel /> : <RealLabel />}
        <Age at={domain.seenAt} prefix="seen" staleAfterMs={OLD_READING_MS} className="text-xs text-muted" />
      </div>
      {domain.splitBrain ? (
        <Banner kind="trouble">
          Two hosts claim this domain as running. Look at both, then resolve it under{' '}
          <TextLink href={pages.alarms()}>Alarms</TextLink>.
        </Banner>
      ) : null}
      <DomainActionButtons domain={domain} />
      {domain.operation === null ? null : <RunningOperation operation={domain.operation} name={domain.name} />}
      <DescriptionList
        items={[
          {
            term: 'Host',
            value:
              domain.hostId === null ? null : (
                <TextLink href={pages.host(domain.hostId)}>{domain.hostName ?? 'its host'}</TextLink>
              ),
          },
          {
            term: 'Roles',
            value:
              domain.roles.length === 0 ? null : (
                <span className="flex flex-wrap gap-1">
                  {domain.roles.map((role) => (
                    <RoleTag key={role} role={role} />
                  ))}
                </span>
              ),
          },
          { term: 'VO', value: <VoTag vo={domain.vo} /> },
          { term: 'Memory', value: <Memory kib={domain.memoryKiB} /> },
          {
            term: 'vCPU',
            value: (
              <>
                {domain.vcpus}, <Percent share={domain.cpuLoad} /> busy
              </>
            ),
          },
          { term: 'Guest up', value: <GuestUptime domain={domain} /> },
          guestKernel(domain),
          { term: 'Architecture', value: domain.architecture },
          { term: 'Home host', value: domain.homeHost },
          { term: 'Tags', value: domain.tags.join(', ') },
        ]}
      />
      <TextLink href={pages.domain(domain.id)} className="text-sm">
        All facts, charts and history
      </TextLink>
    </div>
  );
}
