/** What a pool's decision is made from: the queue as its batch system tells it, the slots as the rows have them, and what stands in the way. */
import type { PoolNode, QueuedJob } from '@/lib/batch/pool-port';
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { PoolOff, PoolPlace, PoolQuestion } from '@/lib/domain/pools/decide-pool';
import { carefulWords, heldBackWords, isHeldBack } from '@/lib/domain/pools/held-back';
import { triesOf } from '@/lib/server/services/pools/note-try';
import { closesAtOf, type PoolHosts } from '@/lib/server/services/pools/pool-hosts';
import { readBootMs } from '@/lib/server/services/pools/read-boot-ms';
import { SECOND_MS } from '@/lib/utils/time';
import { broughtBy } from './brought-specifications';
import { buildFirst, type PoolImage } from './build-first';
import { BOOT_GUESS_MS } from './limits';
import { ownerRefusal } from './pool-actor';
import { type PoolLook, type PoolRow, slotStateOf } from './pool-look';

export const offOf = ({ enabled, endingAt }: PoolRow): PoolOff | undefined =>
  endingAt !== null ? 'being deleted' : enabled ? undefined : 'switched off';

export async function questionOf(
  look: PoolLook,
  jobs: readonly QueuedJob[],
  nodes: readonly PoolNode[],
  { image, hosts }: { readonly image: PoolImage; readonly hosts: PoolHosts },
): Promise<{
  readonly question: PoolQuestion;
  /** `halted`, where it tells of hosts or accounts. */
  readonly inside: string | undefined;
}> {
  const { db, pool, now } = look;
  const { vcpus } = EnvironmentBody.parse(pool.environment.body);
  const waiting = jobs.filter(({ state }) => state === 'queued' || state === 'held');
  const isWanted =
    offOf(pool) === undefined &&
    (pool.min > 0 || waiting.some((job) => job.state === 'queued' && broughtBy(pool, job) === undefined));
  const inside = await inTheWay(look, nodes);
  // A build names images, which everybody sees.
  const missing = inside === undefined && isWanted ? image.missing : undefined;
  const halted = inside ?? (missing === undefined ? dueWords(look) : await buildFirst(look, missing));
  const tries = triesOf(pool);
  const question: PoolQuestion = {
    now,
    policy: {
      min: pool.min,
      max: Math.min(pool.max, pool.nodes.length),
      idleMs: pool.idleSeconds * SECOND_MS,
      bootAhead: pool.bootAhead,
      closesAt: pool.closesAt ?? undefined,
    },
    halted,
    careful: carefulWords(tries),
    distrusted: tries.cause === 'jobs' && isHeldBack(tries, now),
    off: offOf(pool),
    jobs: waiting.map((job) => ({
      id: job.id,
      processors: job.processors,
      limitMs: job.limitMs,
      held: job.state === 'held',
      kind: broughtBy(pool, job),
    })),
    slots: pool.slots.map((slot) => ({
      ...placeOf(pool, slot, nodes),
      closesAt: closesAtOf(slot, hosts),
    })),
    hosts: hosts.bootable.map(({ closing }) => ({ closesAt: closing?.startsAt })),
    processors: vcpus,
    bootMs: (await readBootMs(db, pool.id)) ?? BOOT_GUESS_MS,
  };
  return { question, inside: missing === undefined ? halted : undefined };
}

/** Why nothing can be booted, whichever image it is of. */
async function inTheWay({ db, pool, now }: PoolLook, nodes: readonly PoolNode[]): Promise<string | undefined> {
  const refusal = await ownerRefusal(db, pool);
  if (refusal !== undefined) return refusal;
  const unknown = pool.nodes.slice(0, pool.max).filter((node) => !nodes.some(({ name }) => name === node));
  if (unknown.length > 0) return `Its batch system does not know the nodes ${unknown.join(', ')}.`;
  return heldBackWords(triesOf(pool), now);
}

/** What stood in the way a moment ago. */
const dueWords = ({ pool, now }: PoolLook): string | undefined =>
  pool.dueAt !== null && pool.dueAt > now ? (pool.words ?? undefined) : undefined;

/** Booted of an environment that its pool had before. */
export const isOutdated = (pool: PoolRow, slot: PoolRow['slots'][number]): boolean =>
  slot.feature === null &&
  slot.environmentId !== null &&
  slot.environmentId !== pool.environmentId &&
  ['wanted', 'booting', 'open'].includes(slot.state);

function placeOf(pool: PoolRow, slot: PoolRow['slots'][number], nodes: readonly PoolNode[]): PoolPlace {
  const state = slotStateOf(slot);
  const used = nodes.find(({ name }) => name === slot.node)?.used ?? 0;
  const use = isOutdated(pool, slot)
    ? 'ending'
    : // A job may begin there before it is noted that it is open.
      state === 'wanted' || (state === 'booting' && used === 0)
      ? 'coming'
      : state !== 'open' && state !== 'booting'
        ? 'ending'
        : used > 0 || slot.freeSince === null
          ? 'busy'
          : 'free';
  return {
    id: slot.id,
    use,
    freeSince: use === 'free' ? (slot.freeSince ?? undefined) : undefined,
    kind: slot.feature ?? undefined,
  };
}
