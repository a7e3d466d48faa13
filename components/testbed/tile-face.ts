import { domainLook } from '@/components/status/domain-look';
import { formatMemory, formatPercent } from '@/components/ui/figures';
import type { Tone } from '@/components/ui/tone';
import type { TestbedTile } from '@/lib/contracts/domains';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { isMoving } from './prepare-map';

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

/**
 * A tile in one sentence, for its accessible name.
 * @example tileName(domain) // 'wn-02, moving, 41 %, WN, atlas, 1 GiB'
 */
export function tileName(domain: TestbedTile): string {
  const progress = isMoving(domain) ? domain.operation?.progress : undefined;
  return [
    domain.name,
    domainLook(domain).word,
    progress === null || progress === undefined ? undefined : formatPercent(progress),
    ...domain.roles.map((role) => ROLE_LABELS[role]),
    domain.vo ?? 'no VO',
    formatMemory(domain.memoryKiB),
    domain.simulated ? 'simulated' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
