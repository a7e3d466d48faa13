import type { Candidate } from '@/lib/contracts/migrations';

/** Is it refused for its technology alone, so that converting the disks would do? */
export const coldMovePossible = (candidate: Pick<Candidate, 'refusals'>): boolean =>
  candidate.refusals.some((refusal) => refusal.code === 'hypervisor-mismatch' && refusal.values['coldMove'] === true);
