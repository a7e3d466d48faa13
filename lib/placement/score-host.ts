import type { PlacementCandidate, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { formatKiB } from '@/lib/utils/units';

export interface ScoredHost {
  readonly score: number;
  readonly parts: PlacementCandidate['scoreParts'];
}

/** Weights add up to 1. Room comes first: it is what the next move needs too. */
const WEIGHTS = { memory: 0.4, cpu: 0.25, home: 0.15, traffic: 0.1, class: 0.1 } as const;
/** An unknown load counts as middling: neither a reason for nor against. */
const UNKNOWN_LOAD = 0.5;

/** How good a target is among those that may take the domain: 0..1, higher is better. */
export function scoreHost(
  domain: PlacementDomain,
  source: PlacementHost | undefined,
  target: PlacementHost,
  memoryFreeAfterKiB: number | undefined,
): ScoredHost {
  const total = target.reading?.memoryTotalKiB ?? 0;
  const free = memoryFreeAfterKiB === undefined || total === 0 ? 0 : clamp(memoryFreeAfterKiB / total);
  const load = target.cpuLoad ?? UNKNOWN_LOAD;
  const moving = target.migrationsIn + target.migrationsOut;
  const slots = Math.max(1, target.limits.migrationsIn + target.limits.migrationsOut);
  const atHome = domain.metadata.homeHost === target.name;
  const parts = [
    { name: 'memory', value: WEIGHTS.memory * free, words: `${formatKiB(memoryFreeAfterKiB ?? 0)} free afterwards` },
    {
      name: 'cpu',
      value: WEIGHTS.cpu * (1 - clamp(load)),
      words: target.cpuLoad === undefined ? 'CPU load not known' : `CPU ${Math.round(clamp(load) * 100)} % busy`,
    },
    { name: 'home', value: atHome ? WEIGHTS.home : 0, words: atHome ? 'its home host' : 'not its home host' },
    {
      name: 'traffic',
      value: WEIGHTS.traffic * (1 - clamp(moving / slots)),
      words: moving === 0 ? 'no migration running' : `${moving} migrating`,
    },
    { name: 'class', value: source?.class === target.class ? WEIGHTS.class : 0, words: `${target.class} class` },
  ];
  return {
    score: parts.reduce((sum, part) => sum + part.value, 0),
    parts: parts.sort((a, b) => b.value - a.value),
  };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
