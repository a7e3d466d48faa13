'use client';
import { DescriptionList } from '@/components/ui/description-list';
import { useNow } from '@/components/ui/use-now';
import type { CreatePool, PoolDetail } from '@/lib/contracts/pools';
import type { PoolPlace } from '@/lib/domain/pools/decide-pool';
import { isHeldBack } from '@/lib/domain/pools/held-back';
import { previewPolicy, type PolicyPreview } from '@/lib/domain/pools/preview-policy';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** As long as no slot of a pool was measured. */
const BOOT_GUESS_MS = 2 * MINUTE_MS;

/** What the policy in the form would do, by the decisions of the loop itself. */
export function PolicyPreview({
  pool,
  processors,
  memoryMiB,
  today,
}: {
  /** Undefined while something in the form is wrong. */
  readonly pool: CreatePool | undefined;
  /** Of a slot. */
  readonly processors: number;
  /** Of a slot, where its environment is known. */
  readonly memoryMiB: number | undefined;
  /** As it is now; undefined: a new one. */
  readonly today: PoolDetail | undefined;
}) {
  // By the minute: a text that changes each second is not read.
  const nowMs = useNow((now) => Math.floor(now / MINUTE_MS) * MINUTE_MS, 0);
  const measured = today?.bootMs ?? undefined;
  const bootMs = measured ?? BOOT_GUESS_MS;
  return (
    <section aria-label="What this policy would do" className="grid gap-2">
      <h2 className="text-base font-semibold">What this policy would do</h2>
      {pool === undefined ? (
        <p className="text-sm text-muted">It is told when the fields are right.</p>
      ) : (
        <>
          <DescriptionList
            items={previewPolicy({
              now: new Date(nowMs),
              policy: {
                min: pool.min,
                max: pool.max,
                idleMs: pool.idleSeconds * SECOND_MS,
                bootAhead: pool.bootAhead,
                closesAt: pool.closesAt === null ? undefined : new Date(pool.closesAt),
              },
              off: pool.enabled ? undefined : 'switched off',
              processors,
              bootMs,
              today: today === undefined ? undefined : todayOf(today, nowMs),
            }).map(({ when, outcome }) => ({ term: when, value: outcome }))}
          />
          {memoryMiB === undefined ? null : (
            <p className="text-sm">
              With all its slots it takes {pool.max * processors} vCPUs and{' '}
              {formatMemory(pool.max * memoryMiB * KIB_PER_MIB)} of hosts.
            </p>
          )}
          <p className="text-xs text-muted">
            {measured === undefined
              ? `A boot is reckoned with ${formatDuration(bootMs)} until one was measured.`
              : `A boot is reckoned with ${formatDuration(bootMs)}, the median of its last ones.`}
          </p>
        </>
      )}
    </section>
  );
}

/** Its queue and slots, as they were read last. */
function todayOf(pool: PoolDetail, nowMs: number): PolicyPreview['today'] {
  const { heldBack } = pool;
  const heldBackUntil = heldBack === null || heldBack.until === null ? null : new Date(heldBack.until);
  const waiting = pool.jobs
    .filter(({ state }) => state === 'queued' || state === 'held')
    .toSorted((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt));
  return {
    jobs: waiting.map(({ jobId, processors, limitSeconds, state }) => ({
      id: jobId,
      processors,
      limitMs: limitSeconds === null ? undefined : limitSeconds * SECOND_MS,
      held: state === 'held',
    })),
    slots: pool.slots
      .filter(({ state }) => state !== 'gone')
      .map((slot) => ({ ...placeOf(slot), closesAt: closesAtOf(pool, slot.node) })),
    hosts: pool.hostsCloseAt === null ? [] : [{ closesAt: new Date(pool.hostsCloseAt) }],
    halted: (isHeldBack({ heldBackUntil }, new Date(nowMs)) ? heldBack?.words : pool.words) ?? undefined,
  };
}

function closesAtOf({ maintenances }: PoolDetail, node: string): Date | undefined {
  const found = maintenances.find(({ nodes }) => nodes.some((each) => each.node === node));
  return found === undefined ? undefined : new Date(found.startsAt);
}

function placeOf({ id, state, freeSince }: PoolDetail['slots'][number]): PoolPlace {
  const isOpen = state === 'open';
  const use =
    state === 'wanted' || state === 'booting' ? 'coming' : !isOpen ? 'ending' : freeSince === null ? 'busy' : 'free';
  return { id, use, freeSince: use === 'free' && freeSince !== null ? new Date(freeSince) : undefined };
}
