'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { SubjectAlarms } from '@/components/alarms/subject-alarms';
import { MetricCharts } from '@/components/charts/metric-charts';
import { SubjectEvents, SubjectOperations } from '@/components/operations/subject-history';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { Skeleton } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/status/state-badge';
import { Tabs } from '@/components/ui/tabs';
import { TextLink } from '@/components/ui/text-link';
import { ErrorState, errorSentence } from '@/components/status/view-states';
import { domainQuery } from '@/lib/client/queries/domains';
import type { DomainDetail as Domain } from '@/lib/contracts/domains';
import { domainId } from '@/lib/domain/ids';
import { pages } from '@/lib/utils/paths';
import { DomainActionButtons, useDomainActions } from '../domain-actions';
import { Candidates } from './candidates';
import { DomainDefinition } from './domain-definition';
import { DomainFacts } from './domain-facts';
import { EditDomainForm } from './edit-domain-form';
import { ResizeDomainForm } from './resize-domain-form';

const TABS = ['overview', 'move', 'history', 'definition', 'edit'] as const;

/** One domain: what it is, how it does, where it may go, what happened to it. */
export function DomainDetail({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = useQuery(domainQuery(id));
  if (isPending) return <DetailSkeleton />;
  if (data === undefined) return <ErrorState asPage error={error} what="this domain" onRetry={() => void refetch()} />;
  return (
    <>
      {error === null ? null : (
        <Banner
          kind="warning"
          live
          className="mb-3"
          action={
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          {errorSentence(error)} What is shown was read before.
        </Banner>
      )}
      <Content domain={data} />
    </>
  );
}

function Content({ domain }: { readonly domain: Domain }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('overview'));
  const { migrate } = useDomainActions();
  const subject = { domain: domainId(domain.id) };
  return (
    <>
      <PageHeader
        title={domain.name}
        meta={
          <>
            <StateBadge domain={domain} />
            {domain.simulated ? <SimulatedLabel /> : null}
            {domain.hostId === null ? null : (
              <span>
                on <TextLink href={pages.host(domain.hostId)}>{domain.hostName}</TextLink>
              </span>
            )}
            <Age at={domain.seenAt} prefix="seen" staleAfterMs={30_000} />
          </>
        }
        actions={<DomainActionButtons domain={domain} />}
      />
      <SubjectAlarms domainId={domain.id} />
      <Standing domain={domain} />
      <Tabs
        label={`About ${domain.name}`}
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            panel: (
              <div className="grid gap-6">
                <DomainFacts domain={domain} />
                <MetricCharts
                  key={domain.id}
                  subject="domain"
                  id={domain.id}
                  name={domain.name}
                  memoryKiB={domain.memoryKiB}
                />
              </div>
            ),
          },
          {
            value: 'move',
            label: 'What may move where',
            panel: <Candidates domain={domain} onMigrate={(target) => migrate(domain, target)} />,
          },
          {
            value: 'history',
            label: 'Operations and events',
            panel: (
              <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
                <SubjectOperations subject={subject} />
                <SubjectEvents subject={subject} />
              </div>
            ),
          },
          { value: 'definition', label: 'Definition', panel: <DomainDefinition domain={domain} /> },
          {
            value: 'edit',
            label: 'Edit',
            panel: (
              // Keyed by identity only: a live refetch never resets a half-filled form.
              <div className="grid gap-8 lg:grid-cols-2">
                <EditDomainForm key={`edit ${domain.id}`} domain={domain} />
                <ResizeDomainForm key={`resize ${domain.id}`} domain={domain} />
              </div>
            ),
          },
        ]}
      />
    </>
  );
}

/** What stands out about it now: under way, stale, missing. */
function Standing({ domain }: { readonly domain: Domain }) {
  if (domain.missingSince !== null) {
    return (
      <Banner kind="trouble" className="mb-3">
        No host has reported this domain <Age at={domain.missingSince} prefix="since" />. What is shown is what was last
        read.
      </Banner>
    );
  }
  return (
    <>
      {domain.stale ? (
        <Banner kind="warning" className="mb-3">
          {domain.hostName ?? 'Its host'} does not answer; these values are of <Age at={domain.seenAt} />.
        </Banner>
      ) : null}
      {domain.operation === null ? null : (
        <Banner className="mb-3">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <TextLink
              href={
                domain.operation.kind === 'migrate-domain'
                  ? pages.migration(domain.operation.id)
                  : pages.operation(domain.operation.id)
              }
            >
              {domain.operation.kind === 'migrate-domain' ? 'A migration' : 'An operation'} is {domain.operation.state}
            </TextLink>
            {domain.operation.stage === null ? null : <span className="text-muted">{domain.operation.stage}</span>}
            {domain.operation.state === 'running' ? (
              <Progress value={domain.operation.progress} label="Operation under way" className="w-40" />
            ) : null}
          </span>
        </Banner>
      )}
    </>
  );
}

/** In the shape of what comes: header, tabs, facts, charts. */
export function DetailSkeleton() {
  return (
    <div aria-busy="true">
      <output className="sr-only">Loading</output>
      <Skeleton className="mb-4 h-7 w-64" />
      <Skeleton className="mb-4 h-9 w-full" />
      <div className="grid gap-6 lg:grid-cols-3">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </div>
    </div>
  );
}
