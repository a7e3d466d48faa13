'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { GroupHeading } from './group-heading';
import { HostLine } from './host-line';
import type { MapPlace } from './map-focus';
import type { MapGroup, MapModel, MapRack } from './prepare-map';
import type { MapSelection } from './use-map-selection';

const LINE_PX = 32;
const HEADING_PX = 40;
/** Rows kept beyond the window: an arrow key always finds the next one drawn. */
const OVERSCAN = 12;

type Line = { readonly kind: 'heading'; readonly group: MapGroup } | { readonly kind: 'host'; readonly rack: MapRack };

/** From 61 hosts on: a line each, drawn only where the window is. */
export function LineMap({
  model,
  entry,
  selection,
}: {
  model: MapModel;
  entry: MapPlace | undefined;
  selection: MapSelection;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const lines = model.groups.flatMap((group): Line[] => [
    { kind: 'heading', group },
    ...group.racks.map((rack): Line => ({ kind: 'host', rack })),
  ]);
  // Nothing here is memoized, so there is nothing to go stale.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.kind === 'heading' ? HEADING_PX : LINE_PX),
    overscan: OVERSCAN,
    scrollMargin: ref.current?.offsetTop ?? 0,
    // Space for the sticky header, so that a focused row is not under it.
    scrollPaddingStart: 56,
  });
  return (
    <div
      ref={ref}
      className="relative rounded-lg border border-line bg-surface"
      style={{ height: rows.getTotalSize() }}
    >
      {rows.getVirtualItems().map((item) => {
        const line = lines[item.index];
        if (line === undefined) return null;
        return (
          <div
            key={line.kind === 'heading' ? line.group.id : line.rack.host.id}
            className="absolute inset-x-0 top-0 px-1"
            style={{ height: item.size, transform: `translateY(${item.start - rows.options.scrollMargin}px)` }}
          >
            {line.kind === 'heading' ? (
              <GroupHeading group={line.group} id={`group-${line.group.id}`} />
            ) : (
              <HostLine
                rack={line.rack}
                focusable={entry?.hostId === line.rack.host.id}
                selected={selection.hostId === line.rack.host.id}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
