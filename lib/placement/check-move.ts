import type { PlacementContext, PlacementDomain, PlacementHost, PlacementVerdict } from '@/lib/domain/placement';
import { severityOf, type Refusal, type RefusalSeverity } from '@/lib/domain/refusals';
import type { Check } from './checks/check';
import { DOMAIN_CHECKS } from './checks/domain-checks';
import { HOST_CHECKS } from './checks/host-checks';
import { POLICY_CHECKS } from './checks/policy-checks';
import { RESOURCE_CHECKS } from './checks/resource-checks';
import { TECHNOLOGY_CHECKS } from './checks/technology-checks';

/** The table of checks, cheap ones first. */
export const MOVE_CHECKS: readonly Check[] = [
  ...DOMAIN_CHECKS,
  ...HOST_CHECKS,
  ...POLICY_CHECKS,
  ...RESOURCE_CHECKS,
  ...TECHNOLOGY_CHECKS,
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
  return sortRefusals(MOVE_CHECKS.flatMap((check) => check.find(move)));
}

/** Refusals before waits before warnings; among equals in the order of the table. */
export function sortRefusals(refusals: readonly Refusal[]): Refusal[] {
  return [...refusals].sort((a, b) => ORDER[severityOf(a)] - ORDER[severityOf(b)]);
}

/** One word for a list of reasons. */
export function verdictOf(refusals: readonly Refusal[]): PlacementVerdict {
  const severities = new Set(refusals.map(severityOf));
  if (severities.has('refuse')) return 'refused';
  if (severities.has('wait')) return 'wait';
  return severities.has('warn') ? 'ready-with-warnings' : 'ready';
}
