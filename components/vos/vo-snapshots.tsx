'use client';
import { useQuery } from '@tanstack/react-query';
import { Remove } from '@/components/leases/kept-disks';
import { errorSentence } from '@/components/status/view-states';
import { Bytes } from '@/components/ui/figures';
import { formatMoment } from '@/components/ui/format-age';
import { PlainTable } from '@/components/ui/plain-table';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import { snapshotsQuery } from '@/lib/client/queries/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Snapshot } from '@/lib/contracts/leases';
import { pages } from '@/lib/utils/paths';

/** More than these no VO looks through; the oldest go first anyway. */
const SHOWN = 200;

/** Disks that its leases kept, which a later request may start from. */
export function VoSnapshots({ vo }: { readonly vo: string }) {
  const { data, error } = useQuery(snapshotsQuery({ vo, pageSize: SHOWN }));
  const refused = useScopeRefusal('leases:request');
  const snapshots = data?.items ?? [];
  return (
    <section aria-label="Snapshots">
      <h2 className="mb-2 text-base font-semibold">Snapshots</h2>
      {error !== null ? (
        <p className="text-sm text-danger">{errorSentence(error)}</p>
      ) : data === undefined ? (
        <p className="text-sm text-muted">Reading what is kept.</p>
      ) : snapshots.length === 0 ? (
        <p className="text-sm text-muted">
          None. A lease that is asked for with snapshots at its end leaves its disks here, for later requests to start
          from.
        </p>
      ) : (
        <PlainTable
          label="Snapshots of the VO"
          heads={['Disk', 'Lease', 'Environment', 'System', 'Size', 'SHA-512', 'Kept', 'Until', 'Remove']}
        >
          {snapshots.map((snapshot) => (
            <Row key={snapshot.id} snapshot={snapshot} refused={refused} />
          ))}
        </PlainTable>
      )}
      {data === undefined || data.total <= snapshots.length ? null : (
        <p className="mt-2 text-xs text-muted">{data.total - snapshots.length} older ones are not shown.</p>
      )}
    </section>
  );
}

function Row({ snapshot, refused }: { readonly snapshot: Snapshot; readonly refused: string | undefined }) {
  const { id, name, lease, environment, role, os, format, bytes, sha512, simulated, neededBy } = snapshot;
  const cell = 'px-2 py-1 align-top';
  const needed = neededBy.length === 0 ? undefined : `Lease ${neededBy.join(', ')} is still to be made of it.`;
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className={`${cell} font-normal`}>
        {name} {simulated ? <SimulatedLabel /> : null}
        <span className="block text-xs text-muted">{role}, not a signed image</span>
      </th>
      <td className={`${cell} whitespace-nowrap`}>
        <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>
      </td>
      <td className={cell}>
        {environment.name} {environment.version}
      </td>
      <td className={cell}>{os === '' ? '–' : os}</td>
      <td className={`${cell} whitespace-nowrap`}>
        {bytes === null ? '–' : <Bytes bytes={bytes} />} <span className="text-muted">{format}</span>
      </td>
      <td className={cell}>
        {sha512 === null ? (
          '–'
        ) : (
          <code className="font-mono text-xs" title={sha512}>
            {sha512.slice(0, 12)}…
          </code>
        )}
      </td>
      <td className={cell}>{formatMoment(snapshot.keptAt)}</td>
      <td className={cell}>
        {formatMoment(snapshot.keptUntil)}
        {needed === undefined ? null : <span className="block text-xs text-muted">{needed}</span>}
      </td>
      <td className={cell}>
        <Remove id={id} name={name} refused={refused ?? needed} />
      </td>
    </tr>
  );
}
