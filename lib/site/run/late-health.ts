/**
 * Probes that a node cannot answer before worker nodes are there. Where those wait for it, as in a site that starts in order, both would
 * wait for ever: the probe is asked with the worker nodes instead, and it is they that are not up before it was answered. Pure.
 */
import { PROBE_IDS, type ProbeId } from '@/lib/domain/probe';
import type { StepVerb } from '../plan/site-plan';
import type { CheckedSite, WantedDomain } from '../checked-site';

/** A job has to run somewhere, and a CE may say of itself that it is not well while it has no worker node. */
const NEED_WORKERS: readonly ProbeId[] = ['ce-info', 'ce-job'];

interface HealthStep {
  readonly key: string;
  readonly verb: StepVerb;
  /** Instance; of a network its name. */
  readonly subject: string;
  readonly undo: boolean;
  readonly after: readonly string[];
}

export const healthOf = ({ health }: Pick<WantedDomain, 'health'>): readonly ProbeId[] =>
  PROBE_IDS.filter((id) => health.includes(id));

/** Keys of the steps that one waits for, and of those that they wait for. */
function awaitedBy(steps: readonly HealthStep[], step: HealthStep): ReadonlySet<string> {
  const byKey = new Map(steps.map((each) => [each.key, each]));
  const found = new Set<string>();
  const left = [...step.after];
  for (let key = left.pop(); key !== undefined; key = left.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    left.push(...(byKey.get(key)?.after ?? []));
  }
  return found;
}

const makesWorker = (site: CheckedSite, step: HealthStep): boolean =>
  step.verb === 'create' &&
  !step.undo &&
  site.domains.some(({ instance, role }) => instance === step.subject && role === 'WN');

/** Probes of the node of a step that are asked with worker nodes: some of this run wait for it. */
export function lateHealth(site: CheckedSite, steps: readonly HealthStep[], step: HealthStep): readonly ProbeId[] {
  const wanted = site.domains.find(({ instance }) => instance === step.subject);
  const late = wanted === undefined ? [] : healthOf(wanted).filter((probe) => NEED_WORKERS.includes(probe));
  if (late.length === 0) return [];
  const waited = steps.some((other) => makesWorker(site, other) && awaitedBy(steps, other).has(step.key));
  return waited ? late : [];
}

/** Steps whose late probes hold the worker node of this one. */
export function heldBy<Step extends HealthStep>(
  site: CheckedSite,
  steps: readonly Step[],
  step: Step,
): readonly Step[] {
  if (!makesWorker(site, step)) return [];
  const awaited = awaitedBy(steps, step);
  return steps.filter((other) => awaited.has(other.key) && lateHealth(site, steps, other).length > 0);
}
