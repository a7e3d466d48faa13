'use client';
import { useQuery } from '@tanstack/react-query';
import { ColdMoveBanner } from '@/components/cold-move/cold-move-banner';
import { SubjectAlarms } from '@/components/alarms/subject-alarms';
import { MetricCharts } from '@/components/charts/metric-charts';
import { DomainDrift } from '@/components/guest-drift/domain-drift';
import { DetailPage } from '@/components/layout/detail-page';
import { DetailTabs } from '@/components/layout/detail-tabs';
import { KIND_LABELS } from '@/components/operations/operation-kinds';
import { DomainProbes } from '@/components/probes/domain-probes';
import { SubjectHistory } from '@/components/operations/subject-history';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { ForbiddenState } from '@/components/status/view-states';
import { SeenAge } from '@/components/status/seen-age';
import { StateBadge } from '@/components/status/state-badge';
import { TextLink } from '@/components/ui/text-link';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { domainQuery } from '@/lib/client/queries/domains';
import type { DomainDetail as Domain } from '@/lib/contracts/domains';
import { domainId } from '@/lib/domain/ids';
import { pages } from '@/lib/utils/paths';
import { DomainActionButtons, useDomainActions } from '../domain-actions';
import { Candidates } from './candidates';
import { DomainConsole } from './domain-console';
import { DomainDefinition } from './domain-definition';
import { DomainFacts } from './domain-facts';
import { DomainIsolation } from './domain-isolation';
import { EditDomainForm } from './edit-domain-form';
import { ResizeDomainForm } from './resize-domain-form';

/** One domain: what it is, how it does, where it may go, what happened to it. */
export function DomainDetail({ id }: { readonly id: string }) {
  const result = useQuery(domainQuery(id));
  return (
    <DetailPage result={result} what="this domain">
      {(domain) => <Content domain={domain} />}
    </DetailPage>
  );
}

function Content({ domain }: { readonly domain: Domain }) {
  const { migrate } = useDomainActions();
  const noHosts = useScopeRefusal('hosts:read');
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
            <SeenAge at={domain.seenAt} prefix="seen" />
          </>
        }
        actions={<DomainActionButtons domain={domain} />}
      />
      <SubjectAlarms domainId={domain.id} />
      <Standing domain={domain} />
      {domain.coldMove === null ? null : <ColdMoveBanner move={domain.coldMove} domain={domain} />}
      <DetailTabs
        name={domain.name}
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
          // It names every host, and who sees none would come to a refusal.
          ...(noHosts !== undefined
            ? []
            : [
                {
                  value: 'move',
                  label: 'What may move where',
                  panel: <Candidates domain={domain} onMigrate={(target) => migrate(domain, target)} />,
                },
              ]),
          { value: 'drift', label: 'Drift', panel: <DomainDrift key={domain.id} domain={domain} /> },
          { value: 'isolation', label: 'Isolation', panel: <DomainIsolation key={domain.id} id={domain.id} /> },
          { value: 'probes', label: 'Probes', panel: <DomainProbes key={domain.id} domain={domain} /> },
          {
            value: 'history',
            label: 'Operations and events',
            panel: <SubjectHistory subject={{ domain: domainId(domain.id) }} />,
          },
          { value: 'console', label: 'Console', panel: <DomainConsole key={domain.id} domain={domain} /> },
          { value: 'definition', label: 'Definition', panel: <DomainDefinition domain={domain} /> },
          {
            value: 'edit',
            label: 'Edit',
            panel: (
              // Keyed by identity only: a live refetch never resets a half-filled form.
              <EditForms domain={domain} />
            ),
          },
        ]}
      />
    </>
  );
}

/** A form that somebody's role can never save is not shown; one that cannot be saved just now stays, with why. */
function EditForms({ domain }: { readonly domain: Domain }) {
  const refused = useScopeRefusal('domains:edit');
  if (refused !== undefined) return <ForbiddenState title="Not yours to change">{refused}</ForbiddenState>;
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <EditDomainForm key={`edit ${domain.id}`} domain={domain} />
      <ResizeDomainForm key={`resize ${domain.id}`} domain={domain} />
    </div>
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
      {domain.definitionUnreadable === null ? null : (
        <Banner kind="warning" className="mb-3">
          Its definition cannot be read. {domain.definitionUnreadable}{' '}
          {domain.definitionKnown
            ? 'Its disks, network cards and CPU flags are shown as they were last read.'
            : 'Its state, vCPUs and memory are known; its disks, network cards and CPU flags are not.'}
        </Banner>
      )}
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
              {KIND_LABELS[domain.operation.kind]}: {domain.operation.state}
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
