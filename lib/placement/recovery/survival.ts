/** N+1: does a class of hosts survive the loss of any one of them, by what is free now? Pure. */
import type { HostClass } from '@/lib/domain/host';
import type { PlacementHost } from '@/lib/domain/placement';
import { planRestart, type RestartDomain } from './plan-restart';

export interface HostSurvival {
  readonly host: PlacementHost;
  /** Domains that would be started again, and those for which there is no room or no fitting host. */
  readonly protectedDomains: number;
  readonly homeless: readonly { readonly domainName: string; readonly why: string }[];
}

export interface ClassSurvival {
  readonly hostClass: HostClass;
  readonly hosts: readonly HostSurvival[];
  readonly survives: boolean;
}

export interface SurvivalInput {
  readonly now: Date;
  readonly hosts: readonly PlacementHost[];
  /** Domains that run and have a priority, by the id of their host. */
  readonly domainsOf: ReadonlyMap<string, readonly RestartDomain[]>;
  readonly staleAfterMs?: number | undefined;
}

/** Each host that is up is lost once, in thought, alone. A class without a host that is up is left out. */
export function surveySurvival(input: SurvivalInput): readonly ClassSurvival[] {
  const up = input.hosts.filter(({ status }) => status === 'up');
  const classes = [...new Set(up.map((host) => host.class))].sort();
  return classes.map((hostClass) => {
    const hosts = up
      .filter((host) => host.class === hostClass)
      .map((host): HostSurvival => {
        const domains = input.domainsOf.get(host.id) ?? [];
        const places = planRestart({ ...input, lost: host, domains });
        return {
          host,
          protectedDomains: domains.length,
          homeless: places.flatMap(({ domain, target, why }) =>
            target === undefined ? [{ domainName: domain.name, why }] : [],
          ),
        };
      });
    return { hostClass, hosts, survives: hosts.every(({ homeless }) => homeless.length === 0) };
  });
}

/**
 * @example survivalSentence({ hostClass: 'dempsey', hosts: six, survives: true }) // 'survives the loss of any 1 of 6 hosts'
 * @example survivalSentence(other) // 'does not survive the loss of dempsey-01 or dempsey-03: 5 of 6 domains would find no place'
 */
export function survivalSentence({ hosts, survives }: ClassSurvival): string {
  const guarded = hosts.reduce((sum, host) => sum + host.protectedDomains, 0);
  if (guarded === 0) return 'has no running domain that would be started again';
  if (survives)
    return hosts.length === 1
      ? 'survives the loss of its 1 host'
      : `survives the loss of any 1 of ${hosts.length} hosts`;
  const bad = hosts.filter(({ homeless }) => homeless.length > 0);
  const worst = Math.max(...bad.map(({ homeless }) => homeless.length));
  const names = bad.map(({ host }) => host.name);
  // A class of the site is named whole; which of more they are the table beneath says.
  const NAMED = 6;
  const listed = names.length > NAMED ? [...names.slice(0, NAMED), `${names.length - NAMED} others`] : names;
  return `does not survive the loss of ${listed.length > 1 ? `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}` : listed[0]}: up to ${worst} ${worst === 1 ? 'domain finds' : 'domains find'} no place`;
}
