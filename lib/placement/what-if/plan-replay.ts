/** A span of the past, played twice: as it was, which tells what the rules make of it, and as it would have been. Pure. */
import type { PlacementHost } from '@/lib/domain/placement';
import { groupBy } from '@/lib/utils/group-by';
import { capacityKiB } from '../memory-need';
import type { KnownHost } from './as-it-was';
import { Replay } from './replay';
import type { ReplayResult } from './replay-result';
import type { LikeStart, ReplaySpan, WhatIfInput } from './what-if-input';

export interface ReplayPlan {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly supposed: ReplayResult;
  readonly asItWas: ReplayResult;
  /** Changes of hosts and domains that were played. */
  readonly changes: number;
  /** Domains of the span that are gone: what they were attached to is not known. */
  readonly partlyKnown: number;
}

export function planReplay(options: {
  readonly input: WhatIfInput;
  readonly span: ReplaySpan;
  readonly gone: ReadonlySet<string>;
  readonly newHosts: readonly PlacementHost[];
  readonly starts: readonly LikeStart[];
}): ReplayPlan {
  const { input, span, gone, newHosts, starts } = options;
  const there = groupBy(input.domains, ({ hostId }) => hostId);
  const hosts = new Map(
    input.hosts.map((host): [string, KnownHost] => {
      const domains = (there.get(host.id) ?? []).map(({ domain }) => domain);
      return [host.id, { host, capacityKiB: capacityKiB(host, domains) }];
    }),
  );
  const domains = new Map(input.domains.map(({ domain }) => [domain.id as string, domain]));
  const known = { hosts, domains };
  const asItWas = new Replay({ span, known, gone: new Set(), newHosts: [], starts: [] }).run();
  const supposed = new Replay({ span, known, gone, newHosts, starts }).run();
  const seen = new Set([...span.before.domains.values(), ...span.domainChanges].map(({ id }) => id));
  return {
    sinceMs: span.sinceMs,
    untilMs: span.untilMs,
    supposed,
    asItWas,
    changes: span.hostChanges.length + span.domainChanges.length,
    partlyKnown: [...seen].filter((id) => !domains.has(id)).length,
  };
}
