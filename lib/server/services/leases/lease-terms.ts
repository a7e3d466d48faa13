/** What is asked of an environment, held against what it offers. */
import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseTerms } from '@/lib/contracts/leases';
import { AppError, type FieldError } from '@/lib/domain/errors';
import { LEASE_AHEAD_MAX_MS } from '@/lib/domain/lease';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';

export interface Terms {
  readonly count: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}
interface Asked {
  readonly count: number;
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly diskGiB?: number | null | undefined;
  readonly startsAt?: string | undefined;
  readonly endsAt: string;
}

/** A clock of a browser that is behind, or a form that was filled slowly, asks for now all the same. */
const PAST_START_MS = 5 * MINUTE_MS;
/** Shorter, and it would be over while it is made. */
const LEASE_LEAST_MS = 15 * MINUTE_MS;

export const termsBody = (terms: Terms): LeaseTerms => ({
  count: terms.count,
  vcpus: terms.vcpus,
  memoryMiB: terms.memoryMiB,
  diskGiB: terms.diskGiB,
  startsAt: terms.startsAt.toISOString(),
  endsAt: terms.endsAt.toISOString(),
});

/** With what was left out, as the environment says. A start that is over by now is now. */
export function readTerms(body: EnvironmentBody, asked: Asked, now: Date): Terms {
  const startsAt = asked.startsAt === undefined ? now : new Date(asked.startsAt);
  return {
    count: asked.count,
    vcpus: asked.vcpus ?? body.vcpus,
    memoryMiB: asked.memoryMiB ?? body.memoryMiB,
    diskGiB: asked.diskGiB ?? body.diskGiB,
    startsAt: startsAt < now && now.getTime() - startsAt.getTime() <= PAST_START_MS ? now : startsAt,
    endsAt: new Date(asked.endsAt),
  };
}

/** @throws AppError `bad-request` with every field that the environment does not offer */
export function requireOffered(body: EnvironmentBody, terms: Terms, now: Date): void {
  const fields: FieldError[] = [];
  const bad = (field: keyof Terms, message: string): void => {
    fields.push({ field, message });
  };
  const { most } = body;
  if (terms.count > most.domains) bad('count', `must be ${most.domains} at most`);
  if (terms.vcpus > most.vcpus) bad('vcpus', `must be ${most.vcpus} at most`);
  if (terms.memoryMiB > most.memoryMiB) bad('memoryMiB', `must be ${most.memoryMiB} at most`);
  if (terms.memoryMiB < body.memoryMiB)
    bad('memoryMiB', `must be ${body.memoryMiB} at least: with less it does not work`);
  if (terms.diskGiB !== null && terms.diskGiB !== body.diskGiB && terms.diskGiB > (most.diskGiB ?? 0))
    bad(
      'diskGiB',
      most.diskGiB === null ? 'is that of its image, and cannot be chosen' : `must be ${most.diskGiB} at most`,
    );
  if (terms.diskGiB !== null && body.diskGiB !== null && terms.diskGiB < body.diskGiB)
    bad('diskGiB', `must be ${body.diskGiB} at least`);
  const [startMs, endMs] = [terms.startsAt.getTime(), terms.endsAt.getTime()];
  if (startMs < now.getTime()) bad('startsAt', 'must not be over');
  if (startMs > now.getTime() + LEASE_AHEAD_MAX_MS) bad('startsAt', 'must be within a year');
  if (endMs - Math.max(startMs, now.getTime()) < LEASE_LEAST_MS)
    bad('endsAt', `must be ${LEASE_LEAST_MS / MINUTE_MS} minutes after the start at least`);
  if (endMs - startMs > body.daysMax * DAY_MS)
    bad('endsAt', `must be ${body.daysMax} day${body.daysMax === 1 ? '' : 's'} after the start at most`);
  const [first] = fields;
  if (first !== undefined) throw new AppError('bad-request', `${first.field}: ${first.message}`, { fields });
}
