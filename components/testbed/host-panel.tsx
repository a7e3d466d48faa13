'use client';
import { MoreHorizontal } from 'lucide-react';
import { hypervisorName } from '@/components/hosts/host-words';
import { CLASS_LABELS } from '@/lib/domain/host';
import { useHostActions } from '@/components/hosts/use-host-actions';
import { Age } from '@/components/ui/age';
import { DescriptionList } from '@/components/ui/description-list';
import { Memory, Percent } from '@/components/ui/figures';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { IconButton } from '@/components/ui/icon-button';
import { ActionMenu } from '@/components/ui/menu';
import { RealLabel } from '@/components/status/real-label';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import { pages } from '@/lib/utils/paths';
import type { HostSummary } from '@/lib/contracts/hosts';
import type { MapRack } from './prepare-map';
import { RackTiles } from './rack-tiles';
import { SidePanel } from './side-panel';

/** Facts of the chosen host, and its domains as tiles: where the map is folded this is the way to them. */
export function HostPanel({
  host,
  rack,
  folded,
  onClose,
}: {
  host: HostSummary;
  rack: MapRack;
  folded: boolean;
  onClose: () => void;
}) {
  const { itemsFor, dialogs } = useHostActions(onClose);
  return (
    <SidePanel label="Host" title={host.name} onClose={onClose}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <HostStatusBadge host={host} />
          {host.simulated ? <SimulatedLabel /> : <RealLabel />}
          <Age at={host.seenAt} prefix="seen" className="text-xs text-muted" />
          <span className="ml-auto">
            <ActionMenu
              heading={host.name}
              items={itemsFor(host)}
              trigger={
                <IconButton label={`Actions on ${host.name}`} size="sm" variant="secondary">
                  <MoreHorizontal aria-hidden />
                </IconButton>
              }
            />
          </span>
        </div>
        {host.statusReason === null || host.status === 'up' ? null : (
          <p className="text-sm text-trouble">{host.statusReason}</p>
        )}
        <DescriptionList
          items={[
            { term: 'Class', value: CLASS_LABELS[host.class] },
            { term: 'Hypervisor', value: hypervisorName(host) },
            { term: 'Architecture', value: host.architecture },
            { term: 'CPU', value: host.cpuCount === null ? null : `${host.cpuCount} × ${host.cpuModel ?? 'unknown'}` },
            { term: 'Load', value: <Percent share={host.cpuLoad} /> },
            {
              term: 'Memory',
              value: (
                <>
                  <Memory kib={host.memoryFreeKiB} /> free of <Memory kib={host.memoryTotalKiB} />
                </>
              ),
            },
            { term: 'Domains', value: `${host.domainCount}, ${host.runningCount} running` },
            {
              term: 'Migrations',
              value: `${host.migrationsIn} of ${host.limits.migrationsIn} in, ${host.migrationsOut} of ${host.limits.migrationsOut} out`,
            },
          ]}
        />
        {folded ? <RackTiles rack={rack} /> : null}
        <TextLink href={pages.host(host.id)} className="text-sm">
          All facts, charts and history
        </TextLink>
      </div>
      {dialogs}
    </SidePanel>
  );
}
