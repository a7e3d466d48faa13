import { formatPercent } from '@/components/ui/figures';
import { Scrolled } from '@/components/ui/scrolled';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import type { LevelledHost, RebalancePlan } from '@/lib/contracts/plans';
import { pages } from '@/lib/utils/paths';
import { formatMemory } from '@/lib/utils/units';

const COLUMNS = ['Host', 'Memory in use', 'vCPUs', 'Domains', 'If it were lost'];

/** How each host is used before and after; those between which domains can be moved stand together. */
export function LevelledHosts({ plan: { document } }: { readonly plan: RebalancePlan }) {
  const open = document.hosts.filter((host) => host.pool !== null);
  const closed = document.hosts.filter((host) => host.pool === null);
  const pools = [...new Set(open.map(({ pool }) => pool))];
  return (
    <section aria-label="Hosts">
      <h2 className="mb-2 text-base font-semibold">Hosts</h2>
      {open.length === 0 ? null : (
        <Scrolled label="Hosts before and after" className="max-w-6xl">
          <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
            <thead>
              <tr className="text-xs text-muted">
                {COLUMNS.map((name) => (
                  <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            {pools.map((pool) => (
              <tbody key={pool}>
                {pools.length === 1 ? null : (
                  <tr>
                    <th
                      scope="rowgroup"
                      colSpan={COLUMNS.length}
                      className="border-b border-line px-2 pt-2 pb-1 text-xs font-medium text-muted"
                    >
                      {poolWords(open.filter((host) => host.pool === pool).length)}
                    </th>
                  </tr>
                )}
                {open
                  .filter((host) => host.pool === pool)
                  .map((host) => (
                    <HostRow key={host.hostId} host={host} />
                  ))}
              </tbody>
            ))}
          </table>
        </Scrolled>
      )}
      {open.every(({ after }) => after.loss === null) ? null : (
        <p className="mt-1 max-w-3xl text-xs text-muted">
          If it were lost: of its domains with a restart priority, which alone are started again, as{' '}
          <InlineLink href={pages.recovery()}>Recovery</InlineLink> counts them. Without a priority a domain stays off.
        </p>
      )}
      {closed.length === 0 ? null : (
        <details className="mt-2 text-sm">
          <summary className="w-fit rounded-sm text-muted">
            {closed.length === 1 ? 'One host takes' : `${closed.length} hosts take`} no part
          </summary>
          <ul className="mt-1 grid gap-1 pl-4">
            {closed.map((host) => (
              <li key={host.hostId}>
                <TextLink href={pages.host(host.hostId)}>{host.hostName}</TextLink>{' '}
                <span className="text-muted">{host.closed}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const poolWords = (hosts: number): string =>
  hosts === 1 ? 'No other host takes its domains live' : `${hosts} hosts that can take each other’s domains live`;

function HostRow({ host }: { readonly host: LevelledHost }) {
  const { before, after, memoryTotalKiB, cpus } = host;
  const share = (kib: number | null): string =>
    kib === null || memoryTotalKiB === null || memoryTotalKiB === 0 ? '–' : formatPercent(kib / memoryTotalKiB);
  const memory = (kib: number | null): string => (kib === null ? '–' : `${formatMemory(kib)} (${share(kib)})`);
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="px-2 py-1 font-normal">
        <TextLink href={pages.host(host.hostId)}>{host.hostName}</TextLink> {host.simulated ? <SimulatedLabel /> : null}
      </th>
      <td className="px-2 py-1">{change(memory(before.memoryUsedKiB), memory(after.memoryUsedKiB))}</td>
      <td className="px-2 py-1">
        {change(String(before.vcpus), String(after.vcpus))}
        {cpus === null ? null : <span className="text-muted"> on {cpus === 1 ? 'one CPU' : `${cpus} CPUs`}</span>}
      </td>
      <td className="px-2 py-1">{change(String(before.domains), String(after.domains))}</td>
      <td className="px-2 py-1">{change(lossWords(before.loss), lossWords(after.loss))}</td>
    </tr>
  );
}

/** @example '3.1 GiB (39 %) → 2 GiB (25 %)' */
function change(before: string, after: string) {
  if (before === after) return <span className="text-muted">{before}</span>;
  return (
    <>
      {before} <span aria-label="afterwards">→</span> <strong className="font-medium">{after}</strong>
    </>
  );
}

/** As the page of recovery counts. @example '1 of 3 finds no place' */
function lossWords(loss: LevelledHost['before']['loss']): string {
  if (loss === null) return 'not asked';
  const { protectedDomains: all, homeless } = loss;
  if (all === 0) return 'nothing is started again';
  if (homeless > 0) return `${homeless} of ${all} ${homeless === 1 ? 'finds' : 'find'} no place`;
  return all === 1 ? 'its one finds a place' : `all ${all} find a place`;
}
