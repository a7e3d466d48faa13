/** The operations that a step of a run takes, one after the other. Pure. */
import { z } from 'zod';
import { DOMAIN_STATES, type DomainState, ROLES } from '@/lib/domain/domain';
import type { WantedDomain } from '../checked-site';
import { TO_START } from '../plan/compare-node';

/** What a step changes of a domain, and what it is taken back to. */
export const RunFacts = z.object({
  hostId: z.string(),
  state: z.enum(DOMAIN_STATES),
  memoryKiB: z.number(),
  vcpus: z.number(),
  roles: z.array(z.enum(ROLES)),
  vo: z.string().nullable(),
  antiAffinity: z.string().nullable(),
  affinity: z.string().nullable(),
});
export type RunFacts = z.infer<typeof RunFacts>;

export const RunDeed = z.discriminatedUnion('do', [
  z.object({ do: z.literal('make-network') }),
  z.object({ do: z.literal('remove-network') }),
  z.object({ do: z.literal('create') }),
  z.object({ do: z.literal('delete') }),
  z.object({
    do: z.literal('edit'),
    roles: z.array(z.enum(ROLES)),
    vo: z.string().nullable(),
    antiAffinity: z.string().nullable(),
    affinity: z.string().nullable(),
  }),
  z.object({ do: z.literal('resize'), memoryKiB: z.number().optional(), vcpus: z.number().optional() }),
  z.object({ do: z.enum(['start', 'resume', 'restore', 'shutdown']) }),
  z.object({ do: z.literal('migrate'), hostId: z.string() }),
]);
export type RunDeed = z.infer<typeof RunDeed>;

/**
 * What leads from one to the other. A domain that is off is sized before it starts, since only then it may have more than its most;
 * every other one after it runs, since only what runs or is off is sized at all.
 */
export function changeDeeds(from: RunFacts, to: RunFacts): readonly RunDeed[] {
  const same = (key: 'vo' | 'antiAffinity' | 'affinity') => from[key] === to[key];
  const edited = from.roles.join() !== to.roles.join() || !same('vo') || !same('antiAffinity') || !same('affinity');
  const { roles, vo, antiAffinity, affinity } = to;
  const edit: readonly RunDeed[] = edited ? [{ do: 'edit', roles, vo, antiAffinity, affinity }] : [];
  const resize: readonly RunDeed[] =
    from.memoryKiB === to.memoryKiB && from.vcpus === to.vcpus
      ? []
      : [
          {
            do: 'resize',
            ...(from.memoryKiB === to.memoryKiB ? {} : { memoryKiB: to.memoryKiB }),
            ...(from.vcpus === to.vcpus ? {} : { vcpus: to.vcpus }),
          },
        ];
  const state = stateDeeds(from.state, to.state);
  const move: readonly RunDeed[] = from.hostId === to.hostId ? [] : [{ do: 'migrate', hostId: to.hostId }];
  return from.state === 'off' ? [...edit, ...resize, ...state, ...move] : [...edit, ...state, ...resize, ...move];
}

function stateDeeds(from: DomainState, to: DomainState): readonly RunDeed[] {
  if (to === 'off') return from === 'running' ? [{ do: 'shutdown' }] : [];
  if (to !== 'running') return [];
  if (from === 'saved') return [{ do: 'restore' }];
  if (TO_START.includes(from)) return [{ do: 'start' }];
  return from === 'paused' || from === 'suspended' ? [{ do: 'resume' }] : [];
}

/** What the file wants of a domain, on the host that the plan names. */
export const wantedFacts = ({ memoryKiB, vcpus, role, vo, place }: WantedDomain, hostId: string): RunFacts => ({
  hostId,
  state: 'running',
  memoryKiB,
  vcpus,
  roles: [role],
  vo: vo ?? null,
  antiAffinity: place.apartWord ?? null,
  affinity: place.togetherWord ?? null,
});
