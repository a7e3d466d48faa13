/** Puts together what documents say and what the hosts of the inventory say. Pure. */
import { ABILITIES, type Ability } from './abilities';
import { type Claim, contradicts, sameClaim } from './claim';
import type { DocumentedCell } from './documented/cell';
import { DOCUMENTED } from './documented/documented';
import { type Basis, type Finding, findingsOf, type MatrixHost } from './host-findings';
import { TECHNOLOGIES, type Technology } from './technologies';

/** What a cell rests on, the strongest first. A conclusion of ours is no evidence of its own: it is told beside the document. */
export const EVIDENCE = ['probed', 'documented', 'simulated'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Hosts that say the same, in the same way. */
export interface FindingGroup<Host extends MatrixHost = MatrixHost> {
  readonly basis: Basis;
  readonly claim: Claim;
  readonly hosts: readonly Host[];
}

export interface MatrixCell<Host extends MatrixHost = MatrixHost> {
  readonly technology: Technology;
  readonly ability: Ability;
  /** What the cell shows: the strongest evidence's word. */
  readonly claim: Claim;
  /** Empty: nobody says. */
  readonly evidence: readonly Evidence[];
  readonly documented: DocumentedCell;
  readonly findings: readonly FindingGroup<Host>[];
  /** Hosts of the same basis say different things. */
  readonly differs: boolean;
  /** A real host says what the document denies, or denies what it says. */
  readonly contradicts: boolean;
}

export const DIFFERS: Claim = { verdict: 'partly', words: 'Differs by host' };

/** Every cell, technology by technology, in the order of the page. */
export function buildMatrix<Host extends MatrixHost>(hosts: readonly Host[]): readonly MatrixCell<Host>[] {
  return TECHNOLOGIES.flatMap((technology) => {
    const groups = groupFindings(hosts, technology);
    return ABILITIES.map((ability) =>
      mergeCell(technology, ability, DOCUMENTED[technology][ability], groups.get(ability) ?? []),
    );
  });
}

/** One cell from its document and its findings. */
export function mergeCell<Host extends MatrixHost>(
  technology: Technology,
  ability: Ability,
  documented: DocumentedCell,
  findings: readonly FindingGroup<Host>[],
): MatrixCell<Host> {
  const of = (basis: Basis) => findings.filter((group) => group.basis === basis);
  const probed = of('probed');
  const simulated = of('simulated');
  const isDocumented = documented.claim.verdict !== 'unknown';
  const evidence = EVIDENCE.filter((each) =>
    each === 'probed' ? probed.length > 0 : each === 'documented' ? isDocumented : simulated.length > 0,
  );
  const [strongest] = evidence;
  return {
    technology,
    ability,
    claim:
      strongest === 'probed'
        ? together(probed, documented.claim)
        : strongest === 'simulated'
          ? together(simulated, documented.claim)
          : documented.claim,
    evidence,
    documented,
    findings,
    differs: probed.length > 1 || simulated.length > 1 || of('concluded').length > 1,
    contradicts: [...probed, ...of('concluded')].some((group) => contradicts(group.claim, documented.claim)),
  };
}

const together = (groups: readonly FindingGroup[], otherwise: Claim): Claim =>
  groups.length > 1 ? DIFFERS : (groups[0]?.claim ?? otherwise);

/** Hosts that say the same stand together, the larger group first; 1,250 hosts become a handful of lines. */
function groupFindings<Host extends MatrixHost>(
  hosts: readonly Host[],
  technology: Technology,
): ReadonlyMap<Ability, readonly FindingGroup<Host>[]> {
  const groups = new Map<Ability, { basis: Basis; claim: Claim; hosts: Host[] }[]>();
  for (const host of hosts) {
    for (const finding of findingsOf(host, technology)) {
      const known = groups.get(finding.ability) ?? [];
      const same = known.find((group) => isSame(group, finding));
      if (same === undefined) known.push({ basis: finding.basis, claim: finding.claim, hosts: [host] });
      else same.hosts.push(host);
      groups.set(finding.ability, known);
    }
  }
  for (const list of groups.values()) list.sort((a, b) => b.hosts.length - a.hosts.length);
  return groups;
}

const isSame = (group: { readonly basis: Basis; readonly claim: Claim }, finding: Finding): boolean =>
  group.basis === finding.basis && sameClaim(group.claim, finding.claim);
