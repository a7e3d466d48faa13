import { CLASS_LABELS } from '@/lib/domain/host';
import { RealLabel } from '@/components/status/real-label';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import type { MapGroup } from './prepare-map';

/** What the hosts of a group have in common. */
export function GroupHeading({ group, id }: { group: MapGroup; id: string }) {
  return (
    <h2 id={id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 pt-2 text-sm text-muted">
      <span className="font-semibold text-ink">
        {group.hostClass === 'other' ? 'Other hosts' : CLASS_LABELS[group.hostClass]}
      </span>
      {group.architectures.length === 0 ? null : <span>{group.architectures.join(', ')}</span>}
      <span>
        {group.racks.length} {group.racks.length === 1 ? 'host' : 'hosts'}
      </span>
      {group.simulated ? <SimulatedLabel /> : <RealLabel />}
    </h2>
  );
}
