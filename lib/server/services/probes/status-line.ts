import { PLUGIN_EXIT_CODES, type ProbeVerdict } from '@/lib/domain/probe';
import { requireScope } from '@/lib/server/auth/require-scope';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { isProbed, nameOf, readTargetRow, statesOf, verdictOf } from './target-rows';
import { worstVerdict } from '@/lib/domain/probe';

const WORDS: Record<ProbeVerdict, string> = { ok: 'OK', warning: 'WARNING', critical: 'CRITICAL', unknown: 'UNKNOWN' };

/**
 * What is confirmed of a target, as a plugin of Nagios and its kin prints it: one line, and after the bar the latencies. Its exit code is
 * in a header, for a script of three lines. https://www.monitoring-plugins.org/doc/guidelines.html
 * @throws AppError `forbidden`, `not-found`.
 */
export async function readProbeStatus(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<Response> {
  const { context, id } = options;
  requireScope(context.actor, 'probes:read');
  const row = await readTargetRow(context.db, context.actor, id);
  const states = statesOf(row).map(({ probe, state }) => ({
    probe,
    verdict: verdictOf(state.confirmed) ?? ('unknown' as const),
    state,
  }));
  const verdict = isProbed(row) ? worstVerdict(states.map((each) => each.verdict)) : 'unknown';
  const bad = states.filter((each) => each.verdict !== 'ok');
  const told = !isProbed(row)
    ? 'it is not probed: it is disabled, or its domain does not run'
    : bad.length === 0
      ? `${states.length} probes`
      : bad
          .map(({ probe, verdict: each, state }) => `${probe} ${WORDS[each]} ${state.sentence ?? 'not asked yet'}`)
          .join('; ');
  const latencies = states.flatMap(({ probe, state }) =>
    state.latencyMs === null ? [] : [`'${probe}'=${state.latencyMs}ms`],
  );
  // A bar begins the figures, and one line is one line.
  const line = `${WORDS[verdict]} - ${nameOf(row)}: ${told}`.replaceAll(/[|\n]/g, ' ');
  const answer = fileResponse(`${line} | ${latencies.join(' ')}\n`, 'text/plain', `probes-${nameOf(row)}.txt`);
  answer.headers.set('x-plugin-exit-code', String(PLUGIN_EXIT_CODES[verdict]));
  return answer;
}
