import type { AccountingQuery } from '@/lib/contracts/accounting';
import { type Actor, seesVo } from '@/lib/domain/access';
import { dayAfter, dayOf, startOfDay } from '@/lib/domain/accounting/days';
import { PAST_KEPT_MS } from '@/lib/domain/past/limits';
import { notFound } from '@/lib/server/auth/require-scope';
import { badMoment } from '@/lib/server/services/past/moments';

/** Days that are shown where nobody says which. */
const USUAL_DAYS = 30;

export interface DaysAsked {
  /** First day of which all is kept. */
  readonly kept: string;
  readonly from: string;
  readonly to: string;
  /** The end of the last day, or now where that is still going on. */
  readonly until: Date;
}

/** The VOs whose use is told; undefined: all, and what is of none. @throws AppError `not-found` for one that is not the actor's. */
export function vosAsked(actor: Actor, { vo }: Pick<AccountingQuery, 'vo'>): readonly string[] | undefined {
  if (vo === undefined) return actor.vos;
  if (!seesVo(actor, vo)) throw notFound('VO');
  return [vo];
}

/** @throws AppError `bad-request` for days that are turned round, still to come, or of which nothing is kept. */
export function daysAsked({ from, to }: Pick<AccountingQuery, 'from' | 'to'>, now: Date): DaysAsked {
  const last = to ?? dayOf(now);
  if (last > dayOf(now)) throw badMoment('to', `${last} is still to come; it is ${dayOf(now)} (UTC)`);
  const first = from ?? dayAfter(last, 1 - USUAL_DAYS);
  if (first > last) throw badMoment('from', `${first} is after ${last}, the last day`);
  const kept = dayOf(new Date(now.getTime() - PAST_KEPT_MS));
  if (from !== undefined && first < kept) throw badMoment('from', `nothing is kept of days before ${kept} (UTC)`);
  const end = startOfDay(dayAfter(last, 1));
  return {
    kept,
    from: first < kept ? kept : first,
    to: last < kept ? kept : last,
    until: end > now ? now : end,
  };
}
