import type { Candidate } from '@/lib/contracts/migrations';

const RANK: Record<Candidate['verdict'], number> = { ready: 0, 'ready-with-warnings': 1, wait: 2, refused: 3 };

/** The recommended host first, then by how well it would go, then by name. Pure. */
export const orderCandidates = (items: readonly Candidate[]): Candidate[] =>
  items.toSorted(
    (a, b) =>
      Number(b.recommended) - Number(a.recommended) ||
      RANK[a.verdict] - RANK[b.verdict] ||
      a.hostName.localeCompare(b.hostName, 'en', { numeric: true }),
  );

/** May a migration be asked for? A full queue is a wait, not a refusal. */
export const canChoose = (candidate: Candidate): boolean => candidate.verdict !== 'refused';
