'use client';
import type { CSSProperties } from 'react';
import { dealGroups } from './deal-groups';
import { GroupHeading } from './group-heading';
import { HostRack } from './host-rack';
import type { MapPlace } from './map-focus';
import type { MapModel } from './prepare-map';
import type { MapSelection } from './use-map-selection';

/**
 * Up to sixty hosts: every domain is a tile. Beside a panel there is room for two columns of groups, and each group has its
 * place in them; with more room, or less, they follow one another.
 */
export function RackMap({
  model,
  entry,
  selection,
}: {
  model: MapModel;
  entry: MapPlace | undefined;
  selection: MapSelection;
}) {
  const { places, rows } = dealGroups(model.groups);
  return (
    <div className="@container">
      <div
        style={{ '--rows': rows } as CSSProperties}
        className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,328px),1fr))] items-start gap-4 @min-[672px]:@max-[1016px]:grid-rows-(--rows)"
      >
        {model.groups.map((group, index) => (
          <section
            key={group.id}
            aria-labelledby={`group-${group.id}`}
            style={{ '--place': places[index] } as CSSProperties}
            className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1 rounded-lg border border-line bg-surface pb-2 @min-[672px]:@max-[1016px]:[grid-area:var(--place)]"
          >
            <GroupHeading group={group} id={`group-${group.id}`} />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-1 px-1">
              {group.racks.map((rack) => {
                const here = entry?.hostId === rack.host.id;
                const holds = rack.tiles.some((tile) => tile.domain.id === selection.domainId);
                return (
                  <HostRack
                    key={rack.host.id}
                    rack={rack}
                    focusedDomain={here ? entry.domainId : undefined}
                    headerFocusable={here && entry.domainId === undefined}
                    selectedDomain={holds ? selection.domainId : undefined}
                    selected={selection.hostId === rack.host.id}
                  />
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}
