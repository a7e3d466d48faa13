import { Boxes } from 'lucide-react';
import { VerdictBadge } from '@/components/probes/probe-look';
import { SeenAge } from '@/components/status/seen-age';
import { StateBadge } from '@/components/status/state-badge';
import { EmptyState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { PlainTable } from '@/components/ui/plain-table';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import type { VoDomain } from '@/lib/contracts/vos';
import { pages } from '@/lib/utils/paths';

/** The domains of the VO, and when each was last heard of: by its host, by its probes, by a comparison with its image. */
export function VoDomains({ domains, leftOut }: { readonly domains: readonly VoDomain[]; readonly leftOut: number }) {
  if (domains.length === 0)
    return (
      <EmptyState icon={Boxes} title="No domain is of this VO">
        Those of a lease are its own from when it is prepared.
      </EmptyState>
    );
  return (
    <>
      <PlainTable
        label="Domains of the VO"
        heads={['Domain', 'State', 'Host', 'Last seen', 'Probes', 'Drift from its image', 'Lease']}
      >
        {domains.map((domain) => (
          <Row key={domain.id} domain={domain} />
        ))}
      </PlainTable>
      {leftOut === 0 ? null : <p className="mt-2 text-xs text-muted">{leftOut} more are on the page of domains.</p>}
    </>
  );
}

function Row({ domain }: { readonly domain: VoDomain }) {
  const { probes, drift, lease } = domain;
  const cell = 'px-2 py-1 align-top whitespace-nowrap';
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className={`${cell} font-normal`}>
        <span className="inline-flex items-center gap-2">
          <TextLink href={pages.domain(domain.id)}>{domain.name}</TextLink>
          {domain.simulated ? <SimulatedLabel /> : null}
        </span>
      </th>
      <td className={cell}>
        <StateBadge domain={domain} plain />
      </td>
      <td className={cell}>
        {domain.hostName ?? <Dash />}
        {domain.hostInMaintenance ? <span className="block text-xs text-muted">in maintenance now</span> : null}
      </td>
      <td className={cell}>
        <SeenAge at={domain.seenAt} />
      </td>
      <td className={cell}>
        {probes === null ? (
          <span className="text-muted">not probed</span>
        ) : (
          <span className="inline-flex items-center gap-2">
            <VerdictBadge verdict={probes.verdict} plain />
            <TextLink href={pages.probe(probes.targetId)}>
              <Age at={probes.lastAt} prefix="asked" />
            </TextLink>
          </span>
        )}
      </td>
      <td className={cell}>
        {drift === null ? (
          <span className="text-muted">never compared</span>
        ) : (
          <>
            {drift.open === 0 ? 'none' : `${drift.open} ${drift.open === 1 ? 'finding' : 'findings'}`},{' '}
            <Age at={drift.checkedAt} prefix="compared" />
          </>
        )}
      </td>
      <td className={cell}>
        {lease === null ? <Dash /> : <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>}
      </td>
    </tr>
  );
}
