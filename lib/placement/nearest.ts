/** Which of several hosts that refuse is nearest to taking a domain: the one to tell of. Pure. */
import { type Refusal, type RefusalCode, severityOf } from '@/lib/domain/refusals';

/** What passes or can be mended; the others are what the host or the domain is. */
const MENDABLE: readonly RefusalCode[] = [
  'memory-short',
  'host-down',
  'host-disabled',
  'host-not-read',
  'host-in-maintenance',
  'stale-inventory',
  'benchmark-running',
  'anti-affinity',
  'affinity',
  'network-inactive',
  'migrations-not-allowed',
  'operation-in-progress',
];
export const isMendable = ({ code }: Refusal): boolean => MENDABLE.includes(code);

/** The reasons of which each alone keeps a domain away. */
export const refusing = (refusals: readonly Refusal[]): readonly Refusal[] =>
  refusals.filter((refusal) => severityOf(refusal) === 'refuse');

/** One reason of a kind that stays outweighs all that pass. */
const STAYS = 100;
/** How much stands against a host; less is nearer. */
export const hindrance = (refusals: readonly Refusal[]): number =>
  refusing(refusals).reduce((sum, refusal) => sum + (isMendable(refusal) ? 1 : STAYS), 0);

/** The gravest reason of the host that is mended soonest; undefined where none refuses. @param offers reasons of each host, the gravest first */
export function nearestRefusal(offers: readonly (readonly Refusal[])[]): Refusal | undefined {
  const [nearest] = offers.toSorted((a, b) => hindrance(a) - hindrance(b));
  return nearest === undefined ? undefined : refusing(nearest)[0];
}
