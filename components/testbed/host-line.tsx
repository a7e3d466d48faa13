'use client';
import { memo, useCallback, useRef } from 'react';
import { useDomainActions } from '@/components/domains/domain-actions';
import { cn } from '@/components/ui/cn';
import { domainLook } from '@/components/status/domain-look';
import { TONE_FILL } from '@/components/ui/tone';
import { useDragVerdict } from './drag-store';
import { verdictEdge } from './drop-verdict';
import type { MapRack } from './prepare-map';
import { RackHeader } from './rack-header';
import { useIsPast } from './past/past-context';
import { useRackDrop } from './use-tile-drag';

/** More cells than this do not fit beside the figures; the rest is a number. */
const CELLS_MAX = 40;

/** One host in one line: its figures and a cell a domain. The domains themselves open in the panel. */
export const HostLine = memo(function HostLine({
  rack,
  focusable,
  selected,
}: {
  rack: MapRack;
  focusable: boolean;
  selected: boolean;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const { migrate } = useDomainActions();
  const verdict = useDragVerdict(rack.host.id);
  const take = useCallback(
    (domain: { id: string; name: string; hostName: string | null }) => migrate(domain, rack.host.id),
    [migrate, rack.host.id],
  );
  useRackDrop(ref, { hostId: rack.host.id, onDrop: take, blocked: useIsPast() });
  const cells = rack.tiles.slice(0, CELLS_MAX);
  return (
    <div
      ref={ref}
      data-rack={rack.host.id}
      className={cn('flex items-center gap-3 rounded-md px-2', verdictEdge(verdict))}
    >
      <div className="min-w-0 flex-1">
        <RackHeader host={rack.host} focusable={focusable} selected={selected} verdict={verdict} />
      </div>
      <span aria-hidden className="flex w-[400px] shrink-0 items-center gap-0.5 overflow-hidden max-lg:hidden">
        {cells.map((tile) => (
          <span
            key={`${tile.domain.id} ${tile.role}`}
            title={tile.domain.name}
            className={cn('h-4 w-2 shrink-0 rounded-xs', TONE_FILL[domainLook(tile.domain).tone])}
          />
        ))}
        {rack.tiles.length > cells.length ? (
          <span className="pl-1 text-xs text-muted">+{rack.tiles.length - cells.length}</span>
        ) : null}
      </span>
    </div>
  );
});
