import type { PlacementContext, PlacementDomain, PlacementHost, PlacementVerdict } from '@/lib/domain/placement';
import { severityOf, type Refusal, type RefusalSeverity } from '@/lib/domain/refusals';
import type { Check } from './checks/check';
import { DOMAIN_CHECKS } from './checks/domain-checks';
import { HOST_CHECKS } from './checks/host-checks';
import { POLICY_CHECKS } from './checks/policy-checks';
import { CAPACITY_CHECKS, RESOURCE_CHECKS } from './checks/resource-checks';
import { TECHNOLOGY_CHECKS } from './checks/technology-checks';

/**
 * The table of checks, in the order in which their reasons are told: what never changes comes before what can be mended,
 * and that before what passes. Who reads the memory first frees memory for a domain of another architecture.
 */
export const MOVE_CHECKS: readonly Check[] = [
  ...DOMAIN_CHECKS,
  ...TECHNOLOGY_CHECKS,
  ...RESOURCE_CHECKS,
  ...HOST_CHECKS,
  ...POLICY_CHECKS,
  ...CAPACITY_CHECKS,
];

const ORDER: Record<RefusalSeverity, number> = { refuse: 0, wait: 1, warn: 2 };

/**
 * Every reason that stands against moving `domain` from `source` to `target`, the ones that refuse first.
 * Empty: nothing stands against it. The caution that copying will not converge needs a prediction; `checkAllHosts` adds it.
 * @param source where the domain is; undefined where no host is known to hold it
 */
export function checkMove(
  domain: PlacementDomain,
  source: PlacementHost | undefined,
  target: PlacementHost,
  context: PlacementContext,
): Refusal[] {
  const move = { domain, source, target, context };
  const found: Refusal[] = [];
  // Plain loops: this runs for 1,250 hosts at a time.
  for (const check of MOVE_CHECKS) {
    for (const refusal of check.find(move)) found.push(refusal);
  }
  return found.length > 1 ? sortRefusals(found) : found;
}

/** Refusals before waits before warnings; among equals in the order of the table. */
export function sortRefusals(refusals: readonly Refusal[]): Refusal[] {
  return [...refusals].sort((a, b) => ORDER[severityOf(a)] - ORDER[severityOf(b)]);
}

const VERDICT_OF: Record<RefusalSeverity, PlacementVerdict> = {
  refuse: 'refused',
  wait: 'wait',
  warn: 'ready-with-warnings',
};

/** One word for a list of reasons: the gravest decides. */
export function verdictOf(refusals: readonly Refusal[]): PlacementVerdict {
  let gravest: RefusalSeverity | undefined;
  for (const refusal of refusals) {
    const severity = severityOf(refusal);
    if (gravest === undefined || ORDER[severity] < ORDER[gravest]) gravest = severity;
  }
  return gravest === undefined ? 'ready' : VERDICT_OF[gravest];
}
