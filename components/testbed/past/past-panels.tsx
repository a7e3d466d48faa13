'use client';
import { hypervisorName } from '@/components/hosts/host-words';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { RealLabel } from '@/components/status/real-label';
import { RoleTag } from '@/components/status/role-tag';
import { StateBadge } from '@/components/status/state-badge';
import { DescriptionList } from '@/components/ui/description-list';
import { Memory, Percent } from '@/components/ui/figures';
import { CLASS_LABELS } from '@/lib/domain/host';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import type { TestbedTile } from '@/lib/contracts/domains';
import { pages } from '@/lib/utils/paths';
import { type MapRack } from '@/components/testbed/prepare-map';
import { RackTiles } from '@/components/testbed/rack-tiles';
import { SidePanel } from '@/components/testbed/side-panel';

/** What is recorded of a domain at the moment shown. */
export function PastDomainPanel({
  domain,
  hostName,
  stillThere,
  onClose,
}: {
  domain: TestbedTile;
  hostName: string | undefined;
  /** It has a page now. */
  stillThere: boolean;
  onClose: () => void;
}) {
  return (
    <SidePanel label="Domain" title={domain.name} onClose={onClose}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <StateBadge domain={domain} />
          {domain.simulated ? <SimulatedLabel /> : <RealLabel />}
        </div>
        <DescriptionList
          items={[
            { term: 'Host then', value: hostName },
            {
              term: 'Roles',
              value: domain.roles.length === 0 ? null : domain.roles.map((role) => <RoleTag key={role} role={role} />),
            },
            { term: 'VO', value: <VoTag vo={domain.vo} /> },
            { term: 'Memory', value: <Memory kib={domain.memoryKiB} /> },
            { term: 'vCPU', value: domain.vcpus },
            { term: 'Architecture', value: domain.architecture },
          ]}
        />
        <AsItIsNow href={stillThere ? pages.domain(domain.id) : undefined} />
      </div>
    </SidePanel>
  );
}

/** What is recorded of a host at the moment shown. */
export function PastHostPanel({
  rack,
  folded,
  stillThere,
  onClose,
}: {
  rack: MapRack;
  folded: boolean;
  stillThere: boolean;
  onClose: () => void;
}) {
  const { host } = rack;
  return (
    <SidePanel label="Host" title={host.name} onClose={onClose}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <HostStatusBadge host={host} />
          {host.simulated ? <SimulatedLabel /> : <RealLabel />}
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
          ]}
        />
        {host.cpuLoad === null && host.memoryFreeKiB === null ? (
          <p className="text-xs text-muted">
            Load and free memory are kept for a week, and only while the host answers.
          </p>
        ) : null}
        {folded ? <RackTiles rack={rack} /> : null}
        <AsItIsNow href={stillThere ? pages.host(host.id) : undefined} />
      </div>
    </SidePanel>
  );
}

function AsItIsNow({ href }: { href: string | undefined }) {
  if (href === undefined) return <p className="text-sm text-muted">It is not there any more.</p>;
  return (
    <TextLink href={href} className="text-sm">
      As it is now
    </TextLink>
  );
}
