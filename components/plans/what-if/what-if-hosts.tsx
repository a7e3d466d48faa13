import { Badge } from '@/components/ui/badge';
import { Scrolled } from '@/components/ui/scrolled';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import type { WhatIfDocument, WhatIfHost } from '@/lib/contracts/what-if';
import { CLASS_LABELS } from '@/lib/domain/host';
import { pages } from '@/lib/utils/paths';
import { formatMemory } from '@/lib/utils/units';

const COLUMNS = ['Host', 'Class', 'Memory free now', 'then', 'Domains that run now', 'then'];

/** Hosts that come, go, or take something, before and after. */
export function WhatIfHosts({ document: { hosts, unchangedHosts } }: { readonly document: WhatIfDocument }) {
  const others =
    unchangedHosts === 0
      ? 'Every host is among them.'
      : unchangedHosts === 1
        ? 'One other host stays as it is.'
        : `${unchangedHosts} other hosts stay as they are.`;
  return (
    <section aria-label="Hosts">
      <h2 className="mb-2 text-base font-semibold">Hosts</h2>
      {hosts.length === 0 ? null : (
        <Scrolled label="Hosts now and then" className="max-w-4xl">
          <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
            <thead>
              <tr className="text-xs text-muted">
                {COLUMNS.map((name, index) => (
                  <th key={`${name} ${index}`} scope="col" className="border-b border-line px-2 py-1 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {hosts.map((host) => (
                <HostRow key={host.hostId} host={host} />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      <p className="mt-1 text-xs text-muted">{hosts.length === 0 ? 'No host takes anything.' : others}</p>
    </section>
  );
}

function HostRow({ host: { hostId, hostName, hostClass, simulated, before, after } }: { readonly host: WhatIfHost }) {
  const memory = (use: WhatIfHost['before']): string =>
    use === null || use.memoryFreeKiB === null ? '–' : formatMemory(use.memoryFreeKiB);
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="px-2 py-1 font-normal">
        {before === null ? hostName : <TextLink href={pages.host(hostId)}>{hostName}</TextLink>}{' '}
        {simulated ? <SimulatedLabel /> : null} {before === null ? <Badge tone="running">added</Badge> : null}
        {after === null ? <Badge tone="off">removed</Badge> : null}
      </th>
      <td className="px-2 py-1">{CLASS_LABELS[hostClass]}</td>
      <td className="px-2 py-1">{memory(before)}</td>
      <td className="px-2 py-1">{memory(after)}</td>
      <td className="px-2 py-1">{before?.domains ?? '–'}</td>
      <td className="px-2 py-1">{after?.domains ?? '–'}</td>
    </tr>
  );
}
