import type { GuestSign, MigrationReport } from '@/lib/drivers/port';
import type { MigrationStage } from '@/lib/domain/operation';
import { formatDuration } from '@/lib/utils/time';
import { raiseAlarm } from '@/lib/server/inventory/alarms';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { HandlerResult } from '@/lib/agent/worker/run';
import { downtimeOf, wasRestarted } from './downtime';
import type { Journal } from './journal';
import type { MigrateRun, Move } from './move';
import { WRITE_END, WRITE_PLACE } from './sql';
import { HEAR_AFTER_MOVE_MS } from './tunables';
import type { BothEnds } from './truth';

export interface Arrival {
  readonly ends: BothEnds;
  readonly report: MigrationReport | undefined;
  /** From the hypervisor call to its end; undefined where another run made the call. */
  readonly durationMs: number | undefined;
  readonly last: GuestSign | undefined;
  /** Between two of its beats at the source, by its own clock. */
  readonly beatMs: number | undefined;
  readonly first: GuestSign | undefined;
  /** Its owner had paused it: it cannot be heard, and need not be. */
  readonly paused: boolean;
  readonly obstacle: string | undefined;
}

/** The domain is at the target. Done where the guest was heard and went on; else red, with an alarm. */
export async function concludeArrival(
  run: MigrateRun,
  move: Move,
  journal: Journal,
  arrival: Arrival,
): Promise<HandlerResult> {
  const { first, report } = arrival;
  const downtimeMeasuredMs = downtimeOf(arrival.last, first, arrival.beatMs);
  const stage = stageOf(arrival);
  const guest = guestWords(arrival);
  await journal.settled();
  const state = arrival.ends.target?.state ?? 'unknown';
  const placed = run.sql.query(WRITE_PLACE, [
    run.operation.id,
    run.operation.fencingToken,
    move.target.hostId,
    move.source.hostId,
    state,
    first?.uptimeMs ?? null,
    first?.heardAt ?? null,
  ]);
  const ended = writeEnd(run, stage, {
    durationMs: arrival.durationMs,
    downtimeMeasuredMs,
    downtimeReportedMs: report?.reportedDowntimeMs,
    bytesTransferred: report?.bytesTransferred,
    rounds: report?.rounds,
    guestHeardAt: first?.heardAt,
    verification: {
      source: arrival.ends.source === undefined ? 'gone' : arrival.ends.source.state,
      target: state,
      guest,
      at: run.ports.clock.now().toISOString(),
    },
  });
  // Neither needs the other, and both are added to what the operator waits for.
  await Promise.all([placed, ended]);
  if (stage === 'done') {
    return {
      result: {
        hostId: move.target.hostId,
        durationMs: arrival.durationMs ?? null,
        downtimeMeasuredMs: downtimeMeasuredMs ?? null,
        guest,
      },
    };
  }
  const { sentence, remedy } = RED[stage](move);
  await raiseAlarm(run.sql, {
    kind: stage,
    domainId: move.id,
    hostId: move.target.hostId,
    vo: run.operation.vo ?? undefined,
    sentence: `${sentence} ${guest}`,
    remedy,
  });
  run.ports.emit({ type: 'alarm.raised', kind: stage, sentence });
  throw new OperationFailure(stage, `${sentence} ${guest}`);
}

function stageOf({ paused, last, first }: Arrival): 'done' | keyof typeof RED {
  if (paused) return 'done';
  if (first === undefined) return 'moved-unheard';
  return wasRestarted(last, first) ? 'moved-restarted' : 'done';
}

/** The ends that are no success, whatever the hypervisors say. */
const RED = {
  'moved-unheard': (move: Move) => ({
    sentence: `${move.name} moved to ${move.target.name}, and its guest has not been heard from since.`,
    remedy:
      'Look at its console. A guest that panicked in the move must be reset; the hypervisors call the move completed.',
  }),
  'moved-restarted': (move: Move) => ({
    sentence: `${move.name} moved to ${move.target.name}, and its guest started anew on the way: what it held in memory is lost.`,
    remedy:
      'Look at its console for the panic, and at what its services had in hand. Do not move it again before the cause is known; the hypervisors call the move completed.',
  }),
};

function guestWords({ paused, first, last, obstacle }: Arrival): string {
  if (paused) return 'Paused before the move, so not asked.';
  if (first === undefined) {
    return obstacle === undefined
      ? `Silent for ${formatDuration(HEAR_AFTER_MOVE_MS)}.`
      : `Nothing to hear it by: ${obstacle}`;
  }
  if (wasRestarted(last, first)) return 'Heard, with a smaller uptime: it was restarted.';
  return 'Heard, and its uptime went on.';
}

export interface EndFigures {
  readonly durationMs?: number | undefined;
  readonly downtimeMeasuredMs?: number | undefined;
  readonly downtimeReportedMs?: number | undefined;
  readonly bytesTransferred?: number | undefined;
  readonly rounds?: number | undefined;
  readonly guestHeardAt?: Date | undefined;
  readonly verification?: Readonly<Record<string, string>> | undefined;
}

export async function writeEnd(run: MigrateRun, stage: MigrationStage, figures: EndFigures): Promise<void> {
  await run.sql.query(WRITE_END, [
    run.operation.id,
    run.operation.fencingToken,
    stage,
    run.ports.clock.now().toISOString(),
    figures.durationMs ?? null,
    figures.downtimeMeasuredMs ?? null,
    figures.downtimeReportedMs ?? null,
    figures.bytesTransferred ?? null,
    figures.rounds ?? null,
    figures.guestHeardAt ?? null,
    figures.verification === undefined ? null : JSON.stringify(figures.verification),
  ]);
}
