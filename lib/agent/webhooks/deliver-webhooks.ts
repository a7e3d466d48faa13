/**
 * Tells addresses of leases. A delivery is claimed by writing down when it is tried next, before it is sent: an agent that is killed in
 * between leaves it to the next try, so that it comes twice rather than never, each time with the same id.
 */
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import { webhookHeaders } from '@/lib/server/services/webhooks/webhook-secret';
import type { Db } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** An address that does not answer in this time is tried again; one that is slow for longer is not worth waiting for. */
const ANSWER_MS = 10 * SECOND_MS;
/** Between one try and the next; the last stays. A receiver that is being restarted misses nothing, and one that is gone is not hammered. */
const BACK_OFF_MS = [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS] as const;
/** A telling that nobody took for so long is news no more. */
const GIVE_UP_MS = DAY_MS;
/** Sent beside each other in one look; the others wait for the next, so that one slow address does not hold up all. */
const AT_ONCE = 20;
const PROBLEM_CHARACTERS_MAX = 300;

const PARTS = { webhook: true } as const satisfies Prisma.WebhookDeliveryInclude;
type Delivery = Prisma.WebhookDeliveryGetPayload<{ include: typeof PARTS }>;

export interface Delivering {
  readonly db: Db;
  readonly now: () => Date;
  /** Opens what signs, sealed for the id of its webhook. */
  readonly openSecret: (sealed: Uint8Array, bind: string) => Uint8Array;
  readonly onError: OnError;
  readonly signal?: AbortSignal | undefined;
}

/** @returns how many were tried */
export async function deliverWebhooks({ db, now, openSecret, onError, signal }: Delivering): Promise<number> {
  const due = await db.webhookDelivery.findMany({
    where: { dueAt: { lte: now() } },
    orderBy: [{ dueAt: 'asc' }, { createdAt: 'asc' }],
    take: AT_ONCE,
    include: PARTS,
  });
  await Promise.all(
    due.map(async (delivery) => {
      await eachSafely([delivery], onError, async () => await deliver({ db, now, openSecret, signal }, delivery));
    }),
  );
  return due.length;
}

async function deliver(
  { db, now, openSecret, signal }: Omit<Delivering, 'onError'>,
  delivery: Delivery,
): Promise<void> {
  const { id, body, dueAt, attempts, createdAt, webhook } = delivery;
  const at = now();
  const nextAt = new Date(at.getTime() + backOffMs(attempts));
  const isLast = nextAt.getTime() - createdAt.getTime() > GIVE_UP_MS;
  const claimed = await db.webhookDelivery.updateMany({
    where: { id, dueAt },
    data: { dueAt: nextAt, attempts: { increment: 1 } },
  });
  // Another agent has it.
  if (claimed.count === 0) return;
  const key = openSecret(webhook.secretEncrypted, webhook.id);
  const problem = await send(webhook.url, { body, headers: webhookHeaders({ id, body, at }, key), signal });
  // Many, and not one: the webhook may have been removed meanwhile, and its deliveries with it.
  await db.webhookDelivery.updateMany({
    where: { id },
    data:
      problem === undefined
        ? { deliveredAt: now(), dueAt: null, problem: null }
        : { problem, ...(isLast ? { dueAt: null, gaveUpAt: now() } : {}) },
  });
}

const backOffMs = (attempts: number): number =>
  BACK_OFF_MS[Math.min(attempts, BACK_OFF_MS.length - 1)] ?? BACK_OFF_MS[0];

/** @returns undefined where it was taken, else why not */
async function send(
  url: string,
  {
    body,
    headers,
    signal,
  }: {
    readonly body: string;
    readonly headers: Record<string, string>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(ANSWER_MS);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Gridbox' },
      // A manager named this address and no other.
      redirect: 'manual',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    // What it says beside is nobody's business here; the connection is free again.
    await answer.body?.cancel();
    return answer.ok ? undefined : `It answered ${answer.status}.`;
  } catch (error) {
    if (deadline.aborted) return `It did not answer within ${ANSWER_MS / SECOND_MS} s.`;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `It cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`.slice(
      0,
      PROBLEM_CHARACTERS_MAX,
    );
  }
}
