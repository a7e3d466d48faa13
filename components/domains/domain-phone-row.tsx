import { Memory } from '@/components/ui/figures';
import { PhoneName } from '@/components/table/row-name';
import { StateBadge } from '@/components/status/state-badge';
import type { DomainSummary } from '@/lib/contracts/domains';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { pages } from '@/lib/utils/paths';
import { UnreadableMark } from './unreadable-mark';

/** A domain in two lines. */
export function DomainPhoneRow({ domain }: { readonly domain: DomainSummary }) {
  const words = [domain.hostName ?? 'on no host', domain.roles.map((role) => ROLE_LABELS[role]).join(' '), domain.vo];
  return (
    <div className="grid gap-0.5">
      <PhoneName href={pages.domain(domain.id)} name={domain.name} simulated={domain.simulated}>
        <UnreadableMark domain={domain} />
      </PhoneName>
      <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
        <StateBadge domain={domain} plain />
        <span className="truncate">{words.filter((word) => word !== null && word !== '').join(' · ')}</span>
        <Memory kib={domain.memoryKiB} />
      </div>
    </div>
  );
}
