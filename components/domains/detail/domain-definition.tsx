import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { Bytes } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { DomainDetail } from '@/lib/contracts/domains';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { pages } from '@/lib/utils/paths';

/** What the hypervisor says it is made of, and which hosts claim it. Read from its definition, which stays on the host. */
export function DomainDefinition({ domain }: { readonly domain: DomainDetail }) {
  return (
    <div className="grid grid-cols-1 gap-6">
      {domain.definitionKnown ? <Devices domain={domain} /> : <NotKnown domain={domain} />}
      <Block title="Seen on" empty="No host reports it." head={['Host', 'State there', 'Seen']}>
        {domain.sightings.map((sighting) => [
          <TextLink key="host" href={pages.host(sighting.hostId)}>
            {sighting.hostName}
          </TextLink>,
          STATE_LABELS[sighting.state],
          <Age key="seen" at={sighting.seenAt} />,
        ])}
      </Block>
      {domain.definitionKnown ? <Ties domain={domain} /> : null}
    </div>
  );
}

/** Nothing is said of what was never read: no disk shown is not the same as no disk. */
function NotKnown({ domain }: { readonly domain: DomainDetail }) {
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">What it is made of</h2>
      <p className="text-sm text-muted">
        {domain.definitionUnreadable === null
          ? 'Its definition has not been read yet.'
          : `Its definition cannot be read. ${domain.definitionUnreadable} Gridbox asks again every half minute.`}
      </p>
    </section>
  );
}

function Devices({ domain }: { readonly domain: DomainDetail }) {
  return (
    <>
      <Block title="Disks" empty="No disks." head={['Device', 'Kind', 'Source', 'Format', 'Size', 'Shared', 'Access']}>
        {domain.disks.map((disk) => [
          disk.target,
          disk.kind,
          disk.source ?? 'empty drive',
          disk.format ?? '–',
          <Bytes key="size" bytes={disk.capacityBytes} />,
          disk.shared ? 'yes' : 'no',
          disk.readOnly ? 'read only' : 'read and write',
        ])}
      </Block>
      <Block title="Network cards" empty="No network cards." head={['MAC', 'Kind', 'Attached to', 'Model']}>
        {domain.nics.map((nic) => [nic.mac ?? '–', nic.kind, nic.source ?? '–', nic.model ?? '–'])}
      </Block>
    </>
  );
}

function Ties({ domain }: { readonly domain: DomainDetail }) {
  return (
    <>
      <section>
        <h2 className="mb-2 text-base font-semibold">Ties to its host</h2>
        <ul className="list-disc pl-5 text-sm">
          <li>
            {domain.passthrough.length === 0
              ? 'No device of the host is passed through.'
              : `Devices passed through: ${domain.passthrough.join(', ')}. They cannot move.`}
          </li>
          <li>{domain.hasSnapshots ? 'It has snapshots, which stay behind in a move.' : 'No snapshots.'}</li>
          <li>
            {domain.persistent ? 'Its definition is kept when it is off.' : 'Transient: it is gone once it is off.'}
          </li>
        </ul>
      </section>
      <section>
        <h2 className="mb-2 text-base font-semibold">CPU flags it was promised</h2>
        <Flags flags={domain.cpuFlags} empty="None by name: it takes what its CPU model has." />
      </section>
    </>
  );
}

/** CPU flags as words that wrap. */
export function Flags({ flags, empty }: { readonly flags: readonly string[]; readonly empty: string }) {
  if (flags.length === 0) return <p className="text-sm text-muted">{empty}</p>;
  return <p className="font-mono text-xs leading-5 break-words text-muted">{flags.toSorted().join(' ')}</p>;
}

/** A small table of facts that is no list of objects: nothing to sort, page or select. */
export function Block({
  title,
  head,
  empty,
  children,
}: {
  readonly title: string;
  readonly head: readonly string[];
  readonly empty: string;
  readonly children: readonly (readonly ReactNode[])[];
}) {
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">{title}</h2>
      {children.length === 0 ? (
        <p className="text-sm text-muted">{empty}</p>
      ) : (
        // A scrolled area must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="overflow-x-auto" tabIndex={0}>
          <table className="w-full text-left text-sm">
            <thead>
              <tr>
                {head.map((name) => (
                  <th key={name} scope="col" className="border-b border-line py-1 pr-4 text-xs font-medium text-muted">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {children.map((cells, row) => (
                // These rows have no identity of their own and are never reordered.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={row}>
                  {cells.map((cell, index) => (
                    <td key={head[index]} className="border-b border-line py-1.5 pr-4 break-words">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
