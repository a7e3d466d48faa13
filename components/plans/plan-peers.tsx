import { Scrolled } from '@/components/ui/scrolled';
import { Dash } from '@/components/ui/dash';
import { formatPercent, Memory } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { DrainPlan } from '@/lib/contracts/plans';
import { pages } from '@/lib/utils/paths';

/** The hosts that take what goes: memory and load, before and after. */
export function PlanPeers({ plan: { document } }: { readonly plan: DrainPlan }) {
  if (document.peers.length === 0) return null;
  return (
    <section aria-label="Hosts that take them">
      <h2 className="mb-2 text-base font-semibold">Hosts that take them</h2>
      <Scrolled label="Hosts before and after" className="max-w-3xl">
        <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
          <thead>
            <tr className="text-xs text-muted">
              {['Host', 'Takes', 'Memory free', 'afterwards', 'CPU busy', 'afterwards'].map((name, index) => (
                <th key={`${name} ${index}`} scope="col" className="border-b border-line px-2 py-1 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {document.peers.map((peer) => (
              <tr key={peer.hostId} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal">
                  <TextLink href={pages.host(peer.hostId)}>{peer.hostName}</TextLink>
                </th>
                <td className="max-w-60 truncate px-2 py-1" title={peer.arriving.join(', ')}>
                  {peer.arriving.join(', ')}
                </td>
                <td className="px-2 py-1">
                  <Memory kib={peer.memoryFreeKiB} />
                </td>
                <td className="px-2 py-1">
                  <Memory kib={peer.memoryFreeAfterKiB} />
                </td>
                <td className="px-2 py-1">{peer.cpuLoad === null ? <Dash /> : formatPercent(peer.cpuLoad)}</td>
                <td className="px-2 py-1">
                  {peer.cpuLoadAfter === null ? <Dash /> : formatPercent(peer.cpuLoadAfter)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </section>
  );
}
