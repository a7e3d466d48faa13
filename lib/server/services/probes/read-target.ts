import type { z } from 'zod';
import type { ProbeReport, ProbeTarget } from '@/lib/contracts/probes';
import type { ProbeFact } from '@/lib/domain/probe';
import { isFlapping } from '@/lib/domain/probe-damping';
import { ProbePorts } from '@/lib/domain/probe-endpoint';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { availabilityBody, heldUntil, readSpans, type SpanRow, targetHistory, weekBefore } from './read-availability';
import { probesOf, readTargetRow, statesOf, summaryBody, type TargetRow, verdictOf } from './target-rows';

/** @throws AppError `forbidden`, `not-found`. */
export async function readProbeTarget(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof ProbeTarget>> {
  const { context, id } = options;
  requireScope(context.actor, 'probes:read');
  return await targetBody(context.db, await readTargetRow(context.db, context.actor, id), context.now());
}

export async function targetBody(db: Tx, row: TargetRow, at: Date): Promise<z.input<typeof ProbeTarget>> {
  const now = at.getTime();
  const { days, window } = weekBefore(now);
  const spans = await readSpans(db, [row.id], window);
  const history = targetHistory(row, spans, window, now);
  const shares = days.map((day) => availabilityBody(history, day));
  return {
    ...summaryBody(row, shares.at(-1) ?? availabilityBody(history, window)),
    ports: ProbePorts.parse(row.ports),
    tlsName: row.tlsName,
    queue: row.queue,
    dataPath: row.dataPath,
    nodeName: row.nodeName,
    trustedCa: row.trustedCa,
    clientCertificate: row.clientCertificate,
    probes: probesOf(row),
    intervalSeconds: row.intervalSeconds,
    heavyIntervalSeconds: row.heavyIntervalSeconds,
    reports: statesOf(row).map(({ probe, state }) => ({
      probe,
      verdict: verdictOf(state.verdict) ?? null,
      sentence: state.sentence,
      latencyMs: state.latencyMs,
      answer: state.answer,
      // Written by the agent from what a probe found, which is of this type.
      facts: state.facts as Record<string, ProbeFact>,
      at: state.at?.toISOString() ?? null,
      confirmed: verdictOf(state.confirmed) ?? null,
      confirmedSince: state.confirmedSince?.toISOString() ?? null,
      flapping: isFlapping({ confirmed: undefined, recent: state.recent.flatMap((each) => verdictOf(each) ?? []) }),
      nextDueAt: state.nextDueAt.toISOString(),
    })) satisfies z.input<typeof ProbeReport>[],
    history: probesOf(row).map((probe) => ({
      probe,
      spans: lastDaySpans(
        row,
        spans.filter((span) => span.probe === probe),
        now,
      ),
    })),
    days: shares,
  };
}

function lastDaySpans(row: TargetRow, spans: readonly SpanRow[], now: number) {
  const since = now - DAY_MS;
  return spans.flatMap((span, index) => {
    const until = heldUntil(row, span.probe, span.until.getTime(), index === spans.length - 1, now);
    const verdict = verdictOf(span.verdict);
    if (until <= since || verdict === undefined) return [];
    return [
      {
        verdict,
        since: new Date(Math.max(since, span.since.getTime())).toISOString(),
        until: new Date(until).toISOString(),
      },
    ];
  });
}
