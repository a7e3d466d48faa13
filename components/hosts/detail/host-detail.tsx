'use client';
import { useQuery } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { CreateDomainButton } from '@/components/domains/create/create-domain-button';
import { SubjectAlarms } from '@/components/alarms/subject-alarms';
import { HostDeclared } from '@/components/benchmarks/declared/host-declared';
import { MetricCharts } from '@/components/charts/metric-charts';
import { DetailPage } from '@/components/layout/detail-page';
import { DetailTabs } from '@/components/layout/detail-tabs';
import { AnnounceMaintenance } from '@/components/maintenance/announce-button';
import { HostMaintenance } from '@/components/maintenance/host-maintenance';
import { HostMigrations } from '@/components/migrations/host-migrations';
import { HostPlan } from '@/components/plans/host-plan';
import { HostLoss } from '@/components/recovery/host-loss';
import { SubjectHistory } from '@/components/operations/subject-history';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { SeenAge } from '@/components/status/seen-age';
import { IconButton } from '@/components/ui/icon-button';
import { ActionMenu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { hostQuery } from '@/lib/client/queries/hosts';
import type { HostDetail as Host } from '@/lib/contracts/hosts';
import { hostId } from '@/lib/domain/ids';
import { pages } from '@/lib/utils/paths';
import { hypervisorName } from '../host-words';
import { useHostActions } from '../use-host-actions';
import { HostDomains } from './host-domains';
import { HostEquipment, HostFacts } from './host-facts';

/** Traffic is measured at the domains; a host is read for load and memory. */
const HOST_MEASURES = ['cpu', 'memory'] as const;

/** One host: what it is, what is on it, what moves to and from it. */
export function HostDetail({ id }: { readonly id: string }) {
  const result = useQuery(hostQuery(id));
  return (
    <DetailPage result={result} what="this host">
      {(host) => <Content host={host} />}
    </DetailPage>
  );
}

/** The last failure as a sentence of its own, whether or not it came with a full stop. */
const reasonOf = (host: Host): string =>
  host.statusReason === null ? '' : `${host.statusReason.replace(/[.\s]+$/, '')}. `;

/** The reasons that no wish could change; the dialog tells the others. */
const whyNothingIsMade = ({ name, status, maintenance }: Host): string | undefined =>
  status !== 'up'
    ? `${name} is ${status}; nothing can be made there now.`
    : maintenance
      ? `${name} is in maintenance; nothing is made there.`
      : undefined;

function Content({ host }: { readonly host: Host }) {
  const router = useRouter();
  const { itemsFor, dialogs } = useHostActions(() => router.push(pages.hosts()));
  const items = itemsFor(host);
  const maintenance = items.find((item) => item.id === 'maintenance');
  const drain = items.find((item) => item.id === 'drain');
  const edit = items.find((item) => item.id === 'edit');
  return (
    <>
      <PageHeader
        title={host.name}
        meta={
          <>
            <HostStatusBadge host={host} />
            {host.simulated ? <SimulatedLabel /> : null}
            <span>{hypervisorName(host)}</span>
            <SeenAge at={host.seenAt} prefix="seen" />
            <InlineLink href={pages.maintenances(host.id)}>Announced maintenance</InlineLink>
          </>
        }
        actions={
          <>
            <CreateDomainButton hostId={host.id} refused={whyNothingIsMade(host)} />
            {[drain, maintenance, edit].map((item) =>
              item === undefined ? null : (
                <Button key={item.id} disabledReason={item.disabledReason} onClick={item.onSelect}>
                  {item.label}
                </Button>
              ),
            )}
            <AnnounceMaintenance host={host} />
            <ActionMenu
              heading={host.name}
              items={items}
              trigger={
                <IconButton label={`All actions on ${host.name}`} variant="secondary">
                  <MoreHorizontal aria-hidden />
                </IconButton>
              }
            />
          </>
        }
      />
      <SubjectAlarms hostId={host.id} />
      <HostLoss hostId={host.id} />
      <HostPlan hostId={host.id} maintenance={host.maintenance} />
      <HostMaintenance hostId={host.id} />
      {host.status === 'up' || host.status === 'connecting' ? null : (
        <Banner kind={host.status === 'unreachable' ? 'trouble' : 'warning'} className="mb-3">
          {host.status === 'unreachable' ? 'It does not answer' : 'It is disabled: the agent leaves it alone'},{' '}
          <Age at={host.statusSince} prefix="since" />. {reasonOf(host)}Values below are of <Age at={host.seenAt} />.
        </Banner>
      )}
      {host.maintenance ? (
        <Banner kind="info" className="mb-3">
          In maintenance: nothing is moved here. Domains on it run on and can be moved away.
        </Banner>
      ) : null}
      <DetailTabs
        name={host.name}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            panel: (
              <div className="grid gap-6">
                <HostFacts host={host} />
                <HostDeclared hostId={host.id} />
                <MetricCharts
                  key={host.id}
                  subject="host"
                  id={host.id}
                  name={host.name}
                  memoryKiB={host.memoryTotalKiB}
                  measures={HOST_MEASURES}
                />
              </div>
            ),
          },
          {
            value: 'domains',
            label: `Domains ${host.domainCount}`,
            panel: <HostDomains id={host.id} name={host.name} />,
          },
          { value: 'migrations', label: 'Migrations', panel: <HostMigrations host={host} /> },
          { value: 'equipment', label: 'Equipment', panel: <HostEquipment host={host} /> },
          {
            value: 'history',
            label: 'Operations and events',
            panel: <SubjectHistory subject={{ host: hostId(host.id) }} />,
          },
        ]}
      />
      {dialogs}
    </>
  );
}
