/** Whether it can be had, on the testbed and the calendar as they are. */
import type { z } from 'zod';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseFeasibility, LeaseImage } from '@/lib/contracts/leases';
import { type Actor, hasScope } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import type { HostClass } from '@/lib/domain/host';
import { LEASE_AHEAD_MAX_MS } from '@/lib/domain/lease';
import { type Alternative, type Feasibility, judgeWish, type LeaseWorld } from '@/lib/leases/feasibility';
import {
  alternativeWords,
  feasibilityWords,
  quotaWords,
  shortageWords,
  type Told,
} from '@/lib/leases/feasibility-words';
import { NO_NETWORK_WORDS, hasInterface, hasOwnNetwork } from '@/lib/domain/environment-network';
import { hostArchitectures } from '@/lib/leases/render-site';
import type { Tx } from '@/lib/server/db/client';
import { type Ending, lookAtEnding } from './lease-ending';
import { lookAtImage } from './lease-image';
import { loadLeaseWorld } from './lease-world';
import { type Terms, termsBody } from './lease-terms';

interface Asked {
  readonly body: EnvironmentBody;
  readonly vo: string;
  readonly terms: Terms;
  readonly now: Date;
  /** Left out: nothing is to be said of it. */
  readonly ending?: Ending | undefined;
  /** Where it is already; undefined: wherever its environment may be. */
  readonly hostClass?: HostClass | undefined;
  /** Where it was read already, to judge several. */
  readonly world?: LeaseWorld | undefined;
  /** A lease that is judged anew does not stand in its own way. */
  readonly except?: string | undefined;
}

export interface Judged extends Feasibility {
  /** What is to be known of its image; where that is missing it fits nowhere. */
  readonly image: LeaseImage | null;
  /** What is to be known of its ending; null: nothing. */
  readonly ending: LeaseFeasibility['ending'];
  /** How its domains are reached, where that is not as one expects; null: nothing is to be known. */
  readonly reach: string | null;
}

/** Where it is already (`hostClass`) its image is there as well. */
export async function judgeLease(db: Tx, asked: Asked): Promise<Judged> {
  const { body, vo, terms, now, hostClass, except, world, ending: wished } = asked;
  const only = hostClass ?? body.hostClass;
  const image = hostClass === undefined ? await lookAtImage(db, body, vo) : null;
  const ia64 = body.architecture === 'ia64';
  const judged = judgeWish(world ?? (await loadLeaseWorld(db, { vo, now, except })), {
    vo,
    classes: only === null ? [] : [only],
    architectures: hostArchitectures(body),
    hosts: body.hosts,
    ownNetwork: hasOwnNetwork(body),
    count: terms.count,
    shape: { vcpus: terms.vcpus, memoryMiB: terms.memoryMiB, diskGiB: terms.diskGiB ?? 0, ia64 },
    least: { vcpus: body.vcpus, memoryMiB: body.memoryMiB, diskGiB: body.diskGiB ?? 0, ia64 },
    startsAtMs: terms.startsAt.getTime(),
    endsAtMs: terms.endsAt.getTime(),
    nowMs: now.getTime(),
    latestMs: now.getTime() + LEASE_AHEAD_MAX_MS,
  });
  const place = hostClass ?? judged.hostClass;
  const ending =
    wished === undefined ? null : await lookAtEnding(db, { ending: wished, body, terms, vo, hostClass: place });
  const reach = hasInterface(body) ? null : NO_NETWORK_WORDS;
  // Nothing else can be had of an image that is not there.
  return image?.missing === true
    ? { ...judged, image, ending, reach, hostClass: undefined, alternatives: [] }
    : { ...judged, image, ending, reach };
}

interface Reader extends Pick<Asked, 'terms' | 'now'> {
  readonly actor: Actor;
}

export function feasibilityBody(judged: Judged, { terms, now, actor }: Reader): z.input<typeof LeaseFeasibility> {
  return {
    fits: judged.hostClass !== undefined,
    words: wordsOf(judged, { now: terms.startsAt <= now, namesHosts: hasScope(actor, 'hosts:read') }),
    hostClass: judged.hostClass ?? null,
    shortages: [...judged.shortages],
    alternatives: judged.alternatives.map((alternative) => ({
      kind: alternative.kind,
      words: alternativeWords(alternative),
      terms: termsBody(withAlternative(terms, alternative)),
    })),
    image: judged.image,
    ending: judged.ending,
    reach: judged.reach,
    quota: quotaWords(judged.quotaLeft) ?? null,
    lookedAt: now.toISOString(),
  };
}

function wordsOf({ image, ...judged }: Judged, told: Told): string {
  if (image?.missing !== true) return feasibilityWords(judged, told);
  return [image.words, ...(judged.shortages.length === 0 ? [] : [shortageWords(judged.shortages)])].join(' ');
}

function withAlternative(terms: Terms, alternative: Alternative): Terms {
  switch (alternative.kind) {
    case 'later':
    case 'shorter':
      return { ...terms, startsAt: new Date(alternative.startsAtMs), endsAt: new Date(alternative.endsAtMs) };
    case 'fewer':
      return { ...terms, count: alternative.count };
    case 'smaller':
    case 'fewer-smaller': {
      const { vcpus, memoryMiB, diskGiB } = alternative.shape;
      const count = alternative.kind === 'smaller' ? terms.count : alternative.count;
      return { ...terms, count, vcpus, memoryMiB, diskGiB: diskGiB === 0 ? null : diskGiB };
    }
  }
}

/** With what fits instead, for people and in `detail.feasibility`. */
export function doesNotFit(judged: Judged, reader: Reader): AppError {
  const feasibility = feasibilityBody(judged, reader);
  const instead = feasibility.alternatives.map(({ words }) => words).join(' ');
  return new AppError(
    'conflict',
    `It does not fit now: ${feasibility.words} ${instead === '' && judged.image?.missing !== true ? 'Nothing else fits within a year.' : instead}`.trim(),
    { detail: { feasibility } },
  );
}
