'use client';
import { memo, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { domainLook } from '@/components/status/domain-look';
import { TONE_TEXT } from '@/components/ui/tone';
import { voTint } from '@/components/ui/vo-tint';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { useIsPast } from './past/past-context';
import { isMoving, type MapTile } from './prepare-map';
import { TILE_GROUND, tileName, tileProgress, tileWord } from './tile-face';
import { tileWidth } from './tile-size';
import { useTileDrag } from './use-tile-drag';
import { formatMemory } from '@/lib/utils/units';

/**
 * One domain on its host: width by memory, more where its name needs more, colour, icon and word by state, role in the corner, VO by tint. A moving
 * domain is drawn on both hosts, and fills the target as its memory arrives. Keys and menu are the map's: it listens once.
 */
export const DomainTile = memo(function DomainTile({
  tile,
  hostName,
  focusable,
  selected,
}: {
  tile: MapTile;
  /** Where it is drawn: told to the dialog when it is dragged away. */
  hostName: string;
  /** The map's one tab stop. */
  focusable: boolean;
  selected: boolean;
}) {
  const { domain, role } = tile;
  const ref = useRef<HTMLButtonElement>(null);
  const arriving = role === 'arriving';
  useTileDrag(ref, { domain, hostName, blocked: useIsPast() || arriving || domain.operation !== null });
  const look = domainLook(domain);
  const moving = isMoving(domain);
  const progress = tileProgress(domain);
  const Icon = look.icon;
  // The VO's tint stays whatever the domain does.
  const stateWord = tileWord(domain, arriving);
  return (
    <button
      ref={ref}
      type="button"
      tabIndex={focusable ? 0 : -1}
      data-domain={arriving ? undefined : domain.id}
      data-arriving={arriving ? domain.id : undefined}
      data-state={domain.state}
      aria-label={tileName(domain, arriving)}
      aria-pressed={arriving ? undefined : selected}
      title={`${domain.name}, ${formatMemory(domain.memoryKiB)}${domain.vo === null ? '' : `, ${domain.vo}`}`}
      style={{ minWidth: tileWidth(domain.memoryKiB) }}
      className={cn(
        'relative flex h-12 max-w-full shrink-0 flex-col justify-between overflow-hidden rounded-md border px-2 py-1 text-left text-xs outline-offset-1 select-none compact:h-10 compact:py-0.5',
        TILE_GROUND[look.tone],
        arriving ? 'border-dashed bg-transparent' : '',
        selected ? 'ring-2 ring-accent ring-inset' : '',
      )}
    >
      {moving ? <Fill progress={progress} arriving={arriving} /> : null}
      <span className="relative flex w-full items-center gap-1">
        <Icon aria-hidden className={cn('size-3.5 shrink-0', TONE_TEXT[look.tone])} />
        <span className="min-w-0 grow truncate font-medium text-ink">{domain.name}</span>
        {/* The spaces between the words are for those who have them read or copied; a flex row draws none. */}{' '}
      </span>
      {/* Counts for nothing in the tile's width: a tile keeps its size when its domain's state changes. */}
      <span className="relative flex w-full items-center gap-1 text-muted contain-inline-size">
        {/* Read before what may wrap out of sight: what is seen is then the beginning of the tile's name. */}
        <span className="order-last shrink-0 font-medium">
          {domain.roles.map((each) => ROLE_LABELS[each]).join(' ')}
        </span>{' '}
        {domain.vo === null ? null : (
          <span aria-hidden className={cn('h-2.5 w-1 shrink-0 rounded-full', voTint(domain.vo))} />
        )}
        {/* One line high: a VO for which there is no room wraps out of sight instead of being cut to a letter. */}
        <span className="flex h-4 min-w-0 grow flex-wrap gap-x-1 overflow-hidden">
          {stateWord === undefined ? null : (
            <span className={cn('max-w-full truncate font-medium', TONE_TEXT[look.tone])}>{stateWord}</span>
          )}{' '}
          {domain.vo === null ? null : <span className="max-w-full truncate">{domain.vo}</span>}{' '}
        </span>
      </span>
    </button>
  );
});

/**
 * What has been copied: it drains from the source as it fills the target. Without reports both breathe. A fifth of the colour at most: words
 * on a deeper one have less than the contrast that they need (4.4 of 4.5 on a quarter of it).
 */
function Fill({ progress, arriving }: { progress: number | null; arriving: boolean }) {
  if (progress === null) return <span aria-hidden className="absolute inset-0 animate-breathe bg-moving/15" />;
  const share = arriving ? progress : 1 - progress;
  return (
    <span
      aria-hidden
      className="absolute inset-y-0 left-0 bg-moving/20 transition-[width] duration-150 ease-linear"
      style={{ width: `${share * 100}%` }}
    />
  );
}
