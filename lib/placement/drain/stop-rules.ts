/** What a site would lose by the shutting down of a domain, by its role. Pure. */
import type { PlacementDomain } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';

/** A reason of the catalogue with how many hosts give it, or one of a drain's own, in words. */
export type DrainObstacle =
  | { readonly refusal: Refusal; readonly hosts?: number; readonly ways?: readonly string[] }
  | { readonly sentence: string; readonly remedy: string };

/** Roles of which a VO needs one that runs: without a Computing Element no job comes in, without a Storage Element none finds its data. */
const NEEDED = {
  CE: { noun: 'Computing Element', loss: 'its queues would have no head' },
  SE: { noun: 'Storage Element', loss: 'its data could not be reached' },
} as const;

/** Why it may not be shut down: nothing else in its role runs for its VO. */
export function lastOfItsKind(
  domain: PlacementDomain,
  elsewhere: readonly { readonly role: string; readonly vo: string | undefined }[],
): DrainObstacle[] {
  const { roles, vo } = domain.metadata;
  return (['CE', 'SE'] as const)
    .filter((role) => roles.includes(role) && !elsewhere.some((other) => other.role === role && other.vo === vo))
    .map((role) => ({
      sentence: `${domain.name} is the last ${NEEDED[role].noun} that runs for ${vo ?? 'the testbed'}: ${NEEDED[role].loss}.`,
      remedy: 'Migrate it, or start another one first.',
    }));
}

/** What to bear in mind of one that may be. */
export function stopCautions(domain: PlacementDomain, node: unknown): DrainObstacle[] {
  return domain.metadata.roles.includes('WN') && node === undefined
    ? [
        {
          sentence: 'Jobs that run on it end with it. No batch system known: slots are not closed.',
          remedy: 'Close its slots in the batch system and let its jobs end, or migrate it: jobs move along.',
        },
      ]
    : [];
}
