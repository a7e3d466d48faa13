import type { z } from 'zod';
import type { Timeline, TimelineQuery } from '@/lib/contracts/past';
import { MARKS_MAX } from '@/lib/domain/past/limits';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { badMoment, momentOf, readKnownSince } from './moments';
import { readMarks } from './visible-records';

/**
 * Since when the past is known, and where in a span something changed that the caller may know of.
 * @throws AppError `bad-request` for a span that is empty, turned round or still to come.
 */
export async function readTimeline(options: {
  readonly context: ServiceContext;
  readonly query: TimelineQuery;
}): Promise<z.input<typeof Timeline>> {
  const { context, query } = options;
  requireScope(context.actor, 'domains:read');
  const now = context.now();
  const since = momentOf('since', query.since, now);
  const until = query.until === undefined ? now : momentOf('until', query.until, now);
  if (since.getTime() >= until.getTime()) throw badMoment('since', 'must lie before until');
  const knownSince = await readKnownSince(context);
  const from = new Date(Math.max(since.getTime(), knownSince?.getTime() ?? 0));
  const known = knownSince !== undefined && from.getTime() < until.getTime();
  // The parts are of what is known: in a testbed of five minutes an hour would be one mark.
  const marks = known ? await readMarks(context, { since: from, until, parts: MARKS_MAX }) : [];
  return {
    since: (known ? from : since).toISOString(),
    until: until.toISOString(),
    knownSinceAt: knownSince?.toISOString() ?? null,
    marks: marks.map((at) => at.toISOString()),
  };
}
