import { domainLook } from '@/components/status/domain-look';
import { formatPercent } from '@/components/ui/figures';
import type { Tone } from '@/components/ui/tone';
import type { TestbedTile } from '@/lib/contracts/domains';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { isMoving } from './prepare-map';
import { formatMemory } from '@/lib/utils/units';

/** Ground and edge of a tile by tone. Spelled out for Tailwind. */
export const TILE_GROUND: Record<Tone, string> = {
  running: 'bg-running/12 border-running/45',
  paused: 'bg-paused/12 border-paused/50',
  off: 'bg-surface border-off/40',
  moving: 'bg-moving/8 border-moving/60',
  trouble: 'bg-trouble/15 border-trouble',
  stale: 'bg-surface hatched border-stale/50',
  simulated: 'bg-surface border-line',
  neutral: 'bg-surface border-line',
  accent: 'bg-surface border-accent',
};

/** Share of the copy that has been made, while one is made and tells. */
export const tileProgress = (domain: TestbedTile): number | null =>
  isMoving(domain) ? (domain.operation?.progress ?? null) : null;

/** A running domain says whose it is; any other says what it does first. */
export function tileWord(domain: TestbedTile, arriving: boolean): string | undefined {
  const progress = tileProgress(domain);
  if (progress !== null) return formatPercent(progress);
  if (isMoving(domain)) return arriving ? 'arriving' : 'moving';
  const look = domainLook(domain);
  return look.tone === 'running' && look.word === 'running' ? undefined : look.word;
}

/**
 * A tile in one sentence, for its accessible name. It begins with what is written on the tile: who speaks to
 * the page says what stands there (WCAG 2.5.3). The VO is last, because a narrow tile has no room for it.
 * @example tileName(domain, false) // 'wn-02, WN, 41 %, atlas, moving, 1 GiB'
 */
export function tileName(domain: TestbedTile, arriving: boolean): string {
  const word = tileWord(domain, arriving);
  const state = arriving ? 'arriving' : domainLook(domain).word;
  return [
    domain.name,
    ...domain.roles.map((role) => ROLE_LABELS[role]),
    word,
    domain.vo ?? undefined,
    state === word ? undefined : state,
    ...(arriving
      ? []
      : [
          domain.vo === null ? 'no VO' : undefined,
          formatMemory(domain.memoryKiB),
          domain.simulated ? 'simulated' : undefined,
        ]),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
