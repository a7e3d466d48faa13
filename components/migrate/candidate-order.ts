import type { Candidate } from '@/lib/contracts/migrations';
import type { RefusalCode } from '@/lib/domain/refusals';

const RANK: Record<Candidate['verdict'], number> = { ready: 0, 'ready-with-warnings': 1, wait: 2, refused: 3 };

/**
 * How far a refused host is from taking it: one reason that somebody can mend is near, another technology needs a cold move,
 * another driver is another world, and where it is already nobody looks.
 */
const FARTHER: Readonly<Record<string, number>> = {
  'hypervisor-mismatch': 1,
  'architecture-mismatch': 2,
  'driver-mismatch': 3,
  'same-host': 4,
} satisfies Partial<Record<RefusalCode, number>>;
const distance = ({ refusals }: Candidate): number =>
  refusals.reduce((farthest, { code }) => Math.max(farthest, FARTHER[code] ?? 0), 0);

/** The recommended host first, then by how well it would go, then by how near the refused ones are, then by name. Pure. */
export const orderCandidates = (items: readonly Candidate[]): Candidate[] =>
  items.toSorted(
    (a, b) =>
      Number(b.recommended) - Number(a.recommended) ||
      RANK[a.verdict] - RANK[b.verdict] ||
      distance(a) - distance(b) ||
      a.hostName.localeCompare(b.hostName, 'en', { numeric: true }),
  );

/** May a migration be asked for? A full queue is a wait, not a refusal. */
export const canChoose = (candidate: Candidate): boolean => candidate.verdict !== 'refused';
