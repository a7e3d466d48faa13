import { formatMoment } from '@/components/ui/format-age';
import { PlainTable } from '@/components/ui/plain-table';
import { TextLink } from '@/components/ui/text-link';
import type { PoolDetail } from '@/lib/contracts/pools';
import { pages } from '@/lib/utils/paths';

const HEADS = ['Host', 'From', 'To', 'Slots there'];

/** Hosts of its slots that are to be maintained, and what follows for jobs. */
export function PoolMaintenances({ maintenances, hostsCloseAt }: Pick<PoolDetail, 'maintenances' | 'hostsCloseAt'>) {
  if (maintenances.length === 0 && hostsCloseAt === null) return null;
  return (
    <section aria-label="Maintenance of hosts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Maintenance of hosts</h2>
      <p className="mb-2 max-w-3xl text-sm text-muted">
        No slot is booted on a host for a job whose limit would not end before, and slots there take none. Shortly
        before they are drained; a job that runs goes on.
        {hostsCloseAt === null
          ? ''
          : ` It is announced of all hosts that a slot may be booted on; the last of them goes at ${formatMoment(hostsCloseAt)}.`}
      </p>
      {maintenances.length === 0 ? null : (
        <PlainTable label="Maintenance of hosts of the pool" heads={HEADS}>
          {maintenances.map(({ id, hostName, startsAt, endsAt, nodes }) => (
            <tr key={id} className="border-b border-line last:border-b-0">
              <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
                <TextLink href={pages.maintenance(id)}>{hostName}</TextLink>
              </th>
              <td className="px-2 py-1 whitespace-nowrap">{formatMoment(startsAt)}</td>
              <td className="px-2 py-1 whitespace-nowrap">{formatMoment(endsAt)}</td>
              <td className="px-2 py-1">{nodes.length === 0 ? 'none' : nodes.map(nodeWords).join(', ')}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </section>
  );
}

const nodeWords = ({ node, reserved }: PoolDetail['maintenances'][number]['nodes'][number]): string =>
  reserved ? node : `${node} (no reservation yet)`;
