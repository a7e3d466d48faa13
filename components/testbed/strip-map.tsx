'use client';
import { CLASS_LABELS } from '@/lib/domain/host';
import { GroupHeading } from './group-heading';
import { HeatStrip } from './heat-strip';
import type { MapModel } from './prepare-map';
import type { MapSelection } from './use-map-selection';

/** From 401 hosts on: one picture a group. */
export function StripMap({ model, selection }: { model: MapModel; selection: MapSelection }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {model.groups.map((group) => (
        <section
          key={group.id}
          aria-labelledby={`group-${group.id}`}
          className="min-w-0 rounded-lg border border-line bg-surface"
        >
          <GroupHeading group={group} id={`group-${group.id}`} />
          <HeatStrip
            label={`${CLASS_LABELS[group.hostClass]} hosts`}
            racks={group.racks}
            selectedHost={selection.hostId}
            onOpen={selection.showHost}
          />
        </section>
      ))}
    </div>
  );
}
