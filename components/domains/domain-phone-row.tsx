import { Memory } from '@/components/ui/figures';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { StateBadge } from '@/components/status/state-badge';
import { TextLink } from '@/components/ui/text-link';
import type { DomainSummary } from '@/lib/contracts/domains';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { pages } from '@/lib/utils/paths';

/** A domain in two lines. */
export function DomainPhoneRow({ domain }: { readonly domain: DomainSummary }) {
  const words = [domain.hostName ?? 'on no host', domain.roles.map((role) => ROLE_LABELS[role]).join(' '), domain.vo];
  return (
    <div className="grid gap-0.5">
      <div className="flex min-w-0 items-center gap-2">
        <TextLink href={pages.domain(domain.id)} className="truncate text-base font-medium">
          {domain.name}
        </TextLink>
        {domain.simulated ? <SimulatedLabel /> : null}
      </div>
      <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
        <StateBadge domain={domain} plain />
        <span className="truncate">{words.filter((word) => word !== null && word !== '').join(' · ')}</span>
        <Memory kib={domain.memoryKiB} />
      </div>
    </div>
  );
}
