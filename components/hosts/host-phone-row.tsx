import { Memory } from '@/components/ui/figures';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import type { HostSummary } from '@/lib/contracts/hosts';
import { pages } from '@/lib/utils/paths';
import { hypervisorName } from './host-words';

/** A host in two lines. */
export function HostPhoneRow({ host }: { readonly host: HostSummary }) {
  return (
    <div className="grid gap-0.5">
      <div className="flex min-w-0 items-center gap-2">
        <TextLink href={pages.host(host.id)} className="truncate text-base font-medium">
          {host.name}
        </TextLink>
        {host.simulated ? <SimulatedLabel /> : null}
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
        <HostStatusBadge host={host} plain />
        <span>{hypervisorName(host)}</span>
        <span>
          <Memory kib={host.memoryFreeKiB} /> free
        </span>
      </div>
    </div>
  );
}
