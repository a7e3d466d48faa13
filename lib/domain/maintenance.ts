/** Work on a host that is announced to those whose domains are there: when it begins, and what each VO said to it. Pure. */
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';

export const MAINTENANCE_ANSWERS = ['consent', 'defer'] as const;
export type MaintenanceAnswer = (typeof MAINTENANCE_ANSWERS)[number];

/** `under-way`, `over`: by the announced time; what is done on the host in truth is not watched. */
export const MAINTENANCE_STANDINGS = ['announced', 'under-way', 'over', 'cancelled'] as const;
export type MaintenanceStanding = (typeof MAINTENANCE_STANDINGS)[number];
export const MAINTENANCE_STANDING_WORDS: Record<MaintenanceStanding, string> = {
  announced: 'announced',
  'under-way': 'under way',
  over: 'over',
  cancelled: 'cancelled',
};

/** `silent`: it did not answer in time, which is consent. */
export const VO_STANDINGS = ['waiting', 'consents', 'defers', 'silent'] as const;
export type VoStanding = (typeof VO_STANDINGS)[number];
export const VO_STANDING_WORDS: Record<VoStanding, string> = {
  waiting: 'has not answered yet',
  consents: 'consents',
  defers: 'puts it off',
  silent: 'did not answer in time, which counts as consent',
};

interface ToldVo {
  readonly answer: MaintenanceAnswer | null;
  readonly deferUntilAtMs: number | null;
}
export interface AnnouncedMaintenance {
  readonly startsAtMs: number;
  readonly lengthMs: number;
  readonly deferrableUntilAtMs: number | null;
  readonly answersDueAtMs: number;
  readonly cancelled: boolean;
  readonly vos: readonly ToldVo[];
}

/** From when until when it is by now: the last begin that a VO asked for, and as long as was announced. */
export function maintenanceSpan({
  startsAtMs,
  lengthMs,
  vos,
}: Pick<AnnouncedMaintenance, 'startsAtMs' | 'lengthMs' | 'vos'>): {
  readonly fromMs: number;
  readonly untilMs: number;
} {
  const fromMs = Math.max(startsAtMs, ...vos.map(({ deferUntilAtMs }) => deferUntilAtMs ?? startsAtMs));
  return { fromMs, untilMs: fromMs + lengthMs };
}

export function maintenanceStanding(maintenance: AnnouncedMaintenance, nowMs: number): MaintenanceStanding {
  if (maintenance.cancelled) return 'cancelled';
  const { fromMs, untilMs } = maintenanceSpan(maintenance);
  if (nowMs < fromMs) return 'announced';
  return nowMs < untilMs ? 'under-way' : 'over';
}

export function voStanding({ answer }: Pick<ToldVo, 'answer'>, answersDueAtMs: number, nowMs: number): VoStanding {
  if (answer === 'consent') return 'consents';
  if (answer === 'defer') return 'defers';
  return nowMs < answersDueAtMs ? 'waiting' : 'silent';
}

/** Why a VO cannot answer so now; undefined where it can. Pages and services ask the same. */
export function answerRefusal(
  maintenance: AnnouncedMaintenance,
  vo: Pick<ToldVo, 'answer'>,
  answer: MaintenanceAnswer,
  nowMs: number,
): string | undefined {
  const standing = maintenanceStanding(maintenance, nowMs);
  if (standing !== 'announced') return `It is ${MAINTENANCE_STANDING_WORDS[standing]}.`;
  if (nowMs >= maintenance.answersDueAtMs) return 'The time to answer is over: who did not answer consents.';
  if (vo.answer === 'defer') return 'It was put off already, which each VO may do once.';
  if (answer === 'consent') return vo.answer === 'consent' ? 'It was consented to already.' : undefined;
  if (maintenance.deferrableUntilAtMs === null) return 'It cannot be put off.';
  return maintenanceSpan(maintenance).fromMs >= maintenance.deferrableUntilAtMs
    ? 'It is put off already as far as it may be.'
    : undefined;
}

/** Nobody announces work on a host for longer; an end mistyped by a month is found so. */
export const MAINTENANCE_MINUTES_MAX = (30 * DAY_MS) / MINUTE_MS;
