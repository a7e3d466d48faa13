/** Runs that have ended, against what is declared for their hosts: kept with each run, an alarm where it is confirmed. */
import { z } from 'zod';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';
import { type DriftJudgement, driftSentence, isDrift, judgeDrift } from '@/lib/benchmarks/judge-drift';
import { DRIFT_SIDES, DRIFT_STANDINGS } from '@/lib/domain/drift';
import { hostId, operationId } from '@/lib/domain/ids';
import type { Db, Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import { findMeasuredRuns, type MeasuredRun } from '@/lib/server/services/benchmarks/measured-run';
import { median } from '@/lib/statistics/describe';
import { DAY_MS } from '@/lib/utils/time';
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import { askToConfirm } from './ask-to-confirm';

/** A run that ended before is history, not news: after an upgrade nobody is woken for last month. */
const JUDGED_WITHIN_MS = 2 * DAY_MS;
/** Intervals of two hundred repeats against as many take a second; on a machine that is being measured they take longer. Then the next beat tries again. */
const JUDGING = { timeout: 30_000, maxWait: 10_000 } as const;
/** Judged in one beat at most; the rest at the next. */
const MOST_JUDGED = 20;

/** @param on told of each alarm that is new, and of a run that could not be judged: the others are. */
export async function judgeEndedRuns(
  db: Db,
  now: Date,
  on: { readonly alarm: (sentence: string) => void; readonly error: OnError },
): Promise<void> {
  const runs = await db.benchmarkRun.findMany({
    where: {
      operation: { state: 'succeeded' },
      finishedAt: { gt: new Date(now.getTime() - JUDGED_WITHIN_MS) },
      drifts: { none: {} },
    },
    orderBy: { finishedAt: 'asc' },
    select: { operationId: true },
    take: MOST_JUDGED,
  });
  await eachSafely(runs, on.error, async (run) => {
    for (const sentence of await db.$transaction(async (tx) => await judgeRun(tx, run.operationId, now), JUDGING))
      on.alarm(sentence);
  });
}

/** @returns the sentences of alarms that are new. */
async function judgeRun(tx: Tx, id: string, now: Date): Promise<readonly string[]> {
  // One run is judged at a time, by whichever agent: what is made of the next rests on what was made of this one.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gridbox.benchmark-drift'))`;
  if ((await tx.benchmarkDrift.count({ where: { operationId: id } })) > 0) return [];
  const [run] = await findMeasuredRuns(tx, { operationId: id });
  if (run === undefined) {
    await keepUnmeasured(tx, id, now);
    return [];
  }
  const earlier = (
    await findMeasuredRuns(tx, { hostId: run.hostId, benchmarkId: run.benchmarkId, finishedAt: { lt: run.finishedAt } })
  ).filter(({ series }) => series === run.series);
  const declared = earlier.find(({ accepted }) => accepted);
  const raised: string[] = [];
  let drifted = false;
  for (const metric of run.definition.metrics) {
    const judgement = judgeDrift({
      candidate: { ...run, samples: samplesOf(run, metric.name) },
      declared: declared === undefined ? undefined : { ...declared, samples: samplesOf(declared, metric.name) },
      direction: metric.direction,
      history: historyOf(earlier, metric.name),
      before: await judgedBefore(tx, run, metric.name, declared?.id),
    });
    const sentence = driftSentence(`${metric.title} of ${run.definition.title} on ${run.hostName}`, judgement);
    await keep(tx, run, metric.name, declared?.id, judgement, sentence);
    drifted ||= judgement.standing === 'drift';
    if (await alarm(tx, run, metric.name, judgement, sentence)) raised.push(sentence);
  }
  if (drifted) await askToConfirm(tx, run.id, now);
  return raised;
}

const samplesOf = (run: MeasuredRun, metric: string): readonly number[] => run.samples.get(metric) ?? [];

/** Oldest first. */
const historyOf = (newestFirst: readonly MeasuredRun[], metric: string): readonly number[] =>
  newestFirst
    .filter((run) => !run.contaminated && samplesOf(run, metric).length > 0)
    .map((run) => median(samplesOf(run, metric)))
    .toReversed();

async function judgedBefore(tx: Tx, run: MeasuredRun, metric: string, declaredOperationId: string | undefined) {
  if (declaredOperationId === undefined) return undefined;
  const row = await tx.benchmarkDrift.findFirst({
    where: {
      series: run.series,
      metric,
      declaredOperationId,
      standing: { not: 'not-judged' },
      at: { lt: run.finishedAt },
    },
    orderBy: { at: 'desc' },
  });
  if (row === null) return undefined;
  return {
    standing: z.enum(DRIFT_STANDINGS).parse(row.standing),
    side: z.enum(DRIFT_SIDES).nullable().parse(row.side),
  };
}

async function keep(
  tx: Tx,
  run: MeasuredRun,
  metric: string,
  declaredOperationId: string | undefined,
  judgement: DriftJudgement,
  sentence: string,
): Promise<void> {
  const { standing, side, ratio, threshold } = judgement;
  await tx.benchmarkDrift.create({
    data: {
      operationId: run.id,
      metric,
      series: run.series,
      standing,
      side,
      declaredOperationId: declaredOperationId ?? null,
      ratio: ratio?.value ?? null,
      ratioLow: ratio?.low ?? null,
      ratioHigh: ratio?.high ?? null,
      confidence: ratio?.confidence ?? null,
      threshold,
      sentence,
      at: run.finishedAt,
    },
  });
  if (standing === 'not-judged') return;
  const body = {
    type: 'benchmark.drift',
    operationId: operationId(run.id),
    hostId: hostId(run.hostId),
    standing,
    sentence,
  } as const;
  await appendEvents(sqlOfTx(tx), [{ body, vo: undefined }]);
}

/** Ended well, but nothing says what it ran on: looked at once and put aside. */
async function keepUnmeasured(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.benchmarkDrift.create({
    data: {
      operationId: id,
      metric: '',
      series: '',
      standing: 'not-judged',
      sentence: 'Not judged against a declared figure: nothing says what it ran on.',
      at: now,
    },
  });
}

/**
 * One open alarm a host, benchmark and metric. It ends with a run of the kind that raised it, once that is back.
 * @returns true where it is new.
 */
async function alarm(
  tx: Tx,
  run: MeasuredRun,
  metric: string,
  judgement: DriftJudgement,
  sentence: string,
): Promise<boolean> {
  const sql = sqlOfTx(tx);
  const kind = 'benchmark-regression';
  const subject = `${run.hostId} ${run.definition.name} ${metric}`;
  const { standing, side } = judgement;
  if (standing === 'confirmed' && side === 'worse') {
    return await raiseAlarm(sql, {
      kind,
      subject,
      hostId: run.hostId,
      sentence,
      remedy:
        'Look at what changed on the host since the declared run, its hypervisor and kernel first. Where the new figure is right, propose and accept the newest run: it is then what the host is declared to do.',
      detail: { operationId: run.id, series: run.series, metric },
    });
  }
  if (standing === 'not-judged' || (isDrift(standing) && side === 'worse')) return false;
  const open = await tx.alarm.findFirst({ where: { kind, subject, resolvedAt: null } });
  const raisedBy = z.object({ series: z.string() }).safeParse(open?.detail).data;
  if (raisedBy?.series === run.series) await settleAlarm(sql, { kind, subject, note: sentence });
  return false;
}
