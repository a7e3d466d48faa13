'use client';
import { memo, useCallback, useRef } from 'react';
import { useDomainActions } from '@/components/domains/domain-actions';
import { cn } from '@/components/ui/cn';
import { DomainTile } from './domain-tile';
import { useDragVerdict } from './drag-store';
import { verdictDims, verdictEdge } from './drop-verdict';
import type { MapRack } from './prepare-map';
import { RackHeader } from './rack-header';
import { useIsPast } from './past/past-context';
import { useRackDrop } from './use-tile-drag';

/** One host with its domains. Takes a dragged tile. */
export const HostRack = memo(function HostRack({
  rack,
  focusedDomain,
  headerFocusable,
  selectedDomain,
  selected,
}: {
  rack: MapRack;
  /** The tile of this rack that is the map's tab stop, if one is. */
  focusedDomain: string | undefined;
  headerFocusable: boolean;
  selectedDomain: string | undefined;
  selected: boolean;
}) {
  const ref = useRef<HTMLElement>(null);
  const { migrate } = useDomainActions();
  const verdict = useDragVerdict(rack.host.id);
  const take = useCallback(
    (domain: { id: string; name: string; hostName: string | null }) => migrate(domain, rack.host.id),
    [migrate, rack.host.id],
  );
  const past = useIsPast();
  useRackDrop(ref, { hostId: rack.host.id, onDrop: take, blocked: past });
  return (
    <section
      ref={ref}
      aria-label={rack.host.name}
      data-rack={rack.host.id}
      className={cn('min-w-0 rounded-md p-2', verdictEdge(verdict))}
    >
      <RackHeader host={rack.host} focusable={headerFocusable} selected={selected} verdict={verdict} />
      {rack.tiles.length === 0 ? (
        <p className="flex h-12 items-center px-1 text-xs text-faint compact:h-10">
          {rack.host.hypervisor === null ? 'Not read yet.' : past ? 'No domains.' : 'No domains. Drag one here.'}
        </p>
      ) : (
        <ul
          className={cn(
            'mt-1 flex flex-wrap gap-1 transition-opacity duration-100',
            verdictDims(verdict) ? 'opacity-50' : '',
          )}
        >
          {rack.tiles.map((tile) => (
            <li key={`${tile.domain.id} ${tile.role}`} className="max-w-full">
              <DomainTile
                tile={tile}
                hostName={rack.host.name}
                focusable={tile.role === 'home' && tile.domain.id === focusedDomain}
                selected={tile.role === 'home' && tile.domain.id === selectedDomain}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});
