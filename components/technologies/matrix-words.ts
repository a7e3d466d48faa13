import type { TechnologyCell, TechnologyMatrix } from '@/lib/contracts/technologies';
import type { Ability } from '@/lib/domain/technologies/abilities';
import type { Evidence } from '@/lib/domain/technologies/build-matrix';
import type { Basis } from '@/lib/domain/technologies/host-findings';
import type { Technology } from '@/lib/domain/technologies/technologies';

export const BASIS_SENTENCES: Record<Basis, string> = {
  probed: 'The host was asked and said so.',
  concluded: 'Taken from the kind of host and its address; it was not asked.',
  simulated: 'A model of the host says so.',
};
export const EVIDENCE_SENTENCES: Record<Evidence, string> = {
  probed: 'a host here was asked',
  documented: 'written in a named source',
  simulated: 'a model answers, nothing runs',
};

export type MatrixTechnology = TechnologyMatrix['technologies'][number];
export type MatrixAbility = TechnologyMatrix['abilities'][number];

/** Cells by technology and ability, to be found without a search. */
export function indexCells(
  cells: readonly TechnologyCell[],
): (technology: Technology, ability: Ability) => TechnologyCell | undefined {
  const index = new Map(cells.map((cell) => [`${cell.technology} ${cell.ability}`, cell]));
  return (technology, ability) => index.get(`${technology} ${ability}`);
}

/** On how many hosts a cell was probed or is simulated; a document has none. */
export const hostsBehind = (cell: TechnologyCell, evidence: Evidence): number | undefined =>
  evidence === 'documented'
    ? undefined
    : cell.findings.filter(({ basis }) => basis === evidence).reduce((sum, { hostCount }) => sum + hostCount, 0);

/**
 * The other side of a contradiction, for the cell: what the document says where a host was asked, and what hosts are
 * concluded to do where the document has the cell.
 */
export function otherSide(cell: TechnologyCell): string | undefined {
  if (!cell.contradicts) return undefined;
  if (cell.evidence[0] === 'probed') return `Documented: ${cell.documented.claim.words}`;
  return `Hosts here: ${wordsOf(cell, 'concluded')}`;
}

/** What simulated hosts say where that is not what the cell shows; a label beside the cell's answer would claim otherwise. */
export function modelSays(cell: TechnologyCell): string | undefined {
  const simulated = cell.findings.filter(({ basis }) => basis === 'simulated');
  if (cell.evidence[0] === 'simulated' || simulated.length === 0) return undefined;
  const opposite = { yes: 'no', no: 'yes' } as const;
  const shown = cell.claim.verdict;
  const against = shown === 'yes' || shown === 'no' ? opposite[shown] : undefined;
  return simulated.some(({ claim }) => claim.verdict === against)
    ? `Simulated: ${wordsOf(cell, 'simulated')}`
    : undefined;
}

/** @example wordsOf(cell, 'simulated') // 'HVM on 2, Not offered on 2' */
function wordsOf(cell: TechnologyCell, basis: Basis): string {
  const found = cell.findings.filter((finding) => finding.basis === basis);
  return found
    .map(({ claim, hostCount }) => (found.length === 1 ? claim.words : `${claim.words} on ${hostCount}`))
    .join(', ');
}
