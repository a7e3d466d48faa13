/** What is asked of an environment, held against what it offers. */
import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseTerms } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { momentWords } from '@/lib/utils/utc-words';
import { PAST_START_MS, sizeWords, termsProblems } from '@/lib/domain/lease-terms';

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

export const termsBody = (terms: Terms): LeaseTerms => ({
  count: terms.count,
  vcpus: terms.vcpus,
  memoryMiB: terms.memoryMiB,
  diskGiB: terms.diskGiB,
  startsAt: terms.startsAt.toISOString(),
  endsAt: terms.endsAt.toISOString(),
});

/** @example '2 domains of 1 vCPU, 512 MiB, until 3 December 09:00 UTC' */
export const termsWords = (terms: Terms): string => `${sizeWords(terms)}, until ${momentWords(terms.endsAt.getTime())}`;

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
  const { startsAt, endsAt, ...size } = terms;
  const fields = termsProblems(
    body,
    { ...size, startsAtMs: startsAt.getTime(), endsAtMs: endsAt.getTime() },
    now.getTime(),
  );
  const [first] = fields;
  if (first !== undefined) throw new AppError('bad-request', `${first.field}: ${first.message}`, { fields });
}
