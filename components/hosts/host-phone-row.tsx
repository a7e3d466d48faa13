import { Memory } from '@/components/ui/figures';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { PhoneName } from '@/components/table/row-name';
import type { HostSummary } from '@/lib/contracts/hosts';
import { pages } from '@/lib/utils/paths';
import { hypervisorName } from './host-words';

/** A host in two lines. */
export function HostPhoneRow({ host }: { readonly host: HostSummary }) {
  return (
    <div className="grid gap-0.5">
      <PhoneName href={pages.host(host.id)} name={host.name} simulated={host.simulated} />
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
