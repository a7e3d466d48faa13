import { CircleCheck, CircleMinus } from 'lucide-react';
import { Block, Flags } from '@/components/domains/detail/domain-definition';
import { Age } from '@/components/ui/age';
import { DescriptionList } from '@/components/ui/description-list';
import { Bytes, Percent } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { HostDetail } from '@/lib/contracts/hosts';
import type { GuestMode } from '@/lib/domain/domain';
import { pages } from '@/lib/utils/paths';
import { FreeMemory } from '../host-columns';
import { CLASS_LABELS } from '@/lib/domain/host';
import { HARDWARE_LABELS, hypervisorName } from '../host-words';
import { FenceWords } from '@/components/recovery/fence-words';
import { capabilitySentences } from './capability-sentences';

const MODES: Record<GuestMode, string> = {
  pv: 'paravirtual',
  pvh: 'PVH',
  hvm: 'fully virtualized',
  container: 'containers',
  unknown: 'not known',
};

/** What is known of a host. */
export function HostFacts({ host }: { readonly host: HostDetail }) {
  return (
    <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-3">
      <DescriptionList
        items={[
          { term: 'Hypervisor', value: hypervisorName(host) },
          { term: 'Managed by', value: host.managementVersion },
          {
            term: 'Runs',
            value: host.hosted === null ? null : host.hosted ? 'hosted, on an operating system' : 'on the metal',
          },
          { term: 'Guests', value: host.guestModes.map((mode) => MODES[mode]).join(', ') },
          { term: 'Class', value: CLASS_LABELS[host.class] },
          { term: 'Host name', value: host.hostname },
          { term: 'Address', value: <code className="font-mono text-xs">{host.uri}</code> },
        ]}
      />
      <DescriptionList
        items={[
          { term: 'CPU', value: host.cpuModel },
          { term: 'Vendor', value: host.cpuVendor },
          {
            term: 'CPUs',
            value:
              host.cpuCount === null ? null : `${host.cpuCount}${host.cpuMHz === null ? '' : ` at ${host.cpuMHz} MHz`}`,
          },
          { term: 'CPU busy', value: <Percent share={host.cpuLoad} /> },
          { term: 'Architecture', value: host.architecture },
          {
            term: 'Virtualization',
            value: host.hardwareVirtualization === null ? null : HARDWARE_LABELS[host.hardwareVirtualization],
          },
          {
            term: 'FPSWA',
            value: host.fpswa === null ? null : host.fpswa ? 'forwarded to guests' : 'not forwarded to guests',
          },
        ]}
      />
      <DescriptionList
        items={[
          { term: 'Memory free', value: <FreeMemory host={host} /> },
          { term: 'Domains', value: `${host.runningCount} running of ${host.domainCount}` },
          { term: 'Moving in', value: `${host.migrationsIn} of at most ${host.limits.migrationsIn}` },
          { term: 'Moving out', value: `${host.migrationsOut} of at most ${host.limits.migrationsOut}` },
          {
            term: 'Migration address',
            value: host.migrationUri ?? 'none set: the hypervisor names its own',
          },
          { term: 'If it is lost', value: <FenceWords method={host.fence.method} fencedAt={host.fencedAt} /> },
          ...fenceFacts(host),
          {
            term: 'Second path',
            value:
              host.secondPath ??
              (host.driver === 'simulated' ? 'its simulated management card' : 'none: somebody says that it is lost'),
          },
          { term: 'Credentials', value: host.hasCredentials ? 'stored, encrypted' : 'none stored for its hypervisor' },
          { term: 'Known since', value: <Age at={host.createdAt} /> },
        ]}
      />
    </div>
  );
}

/** Which domain or card switches it off; of the card whether its password is kept. */
function fenceFacts({ fence, fenceDomainName, hasFencePassword }: HostDetail) {
  if (fence.method === 'domain')
    return [
      {
        term: 'Its domain',
        value: (
          <TextLink href={pages.domain(fence.domainId)}>{fenceDomainName ?? 'one that is not known any more'}</TextLink>
        ),
      },
    ];
  if (fence.method !== 'ipmi') return [];
  return [
    {
      term: 'Card',
      value: `${fence.username} at ${fence.address}:${fence.port}, password ${hasFencePassword ? 'stored, encrypted' : 'not stored'}`,
    },
  ];
}

/** What it can do, storage, networks, CPU flags. */
export function HostEquipment({ host }: { readonly host: HostDetail }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <section>
        <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
          <h2 className="text-base font-semibold">What it can do</h2>
          <TextLink href={pages.technologies(host.id)} className="text-sm">
            Compare in the capability matrix
          </TextLink>
        </div>
        {host.capabilities === null ? (
          <p className="text-sm text-muted">Not known until it has been read once.</p>
        ) : (
          <ul className="grid gap-x-8 gap-y-1.5 lg:grid-cols-2">
            {capabilitySentences(host.capabilities).map((capability) => {
              const Icon = capability.offered ? CircleCheck : CircleMinus;
              return (
                <li key={capability.name} className="flex items-start gap-2 text-sm">
                  <Icon
                    aria-hidden
                    className={
                      capability.offered ? 'mt-0.5 size-4 shrink-0 text-running' : 'mt-0.5 size-4 shrink-0 text-off'
                    }
                  />
                  <span>
                    <span className="font-medium">{capability.name}</span>
                    {capability.offered ? ': ' : ', not offered: '}
                    <span className="text-muted">{capability.sentence}</span>
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </section>
      <Block
        title="Storage"
        empty="No storage pools are reported."
        head={['Name', 'Kind', 'Path', 'Size', 'Free', 'Shared']}
      >
        {host.storage.map((pool) => [
          pool.name,
          pool.kind,
          pool.path ?? '–',
          <Bytes key="size" bytes={pool.capacityBytes} />,
          <Bytes key="free" bytes={pool.freeBytes} />,
          pool.shared ? 'yes' : 'no',
        ])}
      </Block>
      <Block title="Networks" empty="No networks are reported." head={['Name', 'Kind', 'Active']}>
        {host.networks.map((network) => [network.name, network.kind, network.active ? 'yes' : 'no'])}
      </Block>
      <section>
        <h2 className="mb-2 text-base font-semibold">CPU flags</h2>
        <Flags flags={host.cpuFlags} empty="Its driver does not report them." />
      </section>
    </div>
  );
}
