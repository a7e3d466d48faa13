import type { z } from 'zod';
import type { ProbeSummary } from '@/lib/contracts/probes';
import { ROLES } from '@/lib/domain/domain';
import { probesFor } from '@/lib/domain/probe';
import { combineStandings, oneUp } from '@/lib/domain/probe-availability';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { availabilityBody, readSpans, targetHistory, weekBefore } from './read-availability';
import { probesOf, rolesOf, standingNow, TARGET_PARTS, type TargetRow, visibleTargets } from './target-rows';

/** Each role that is probed: a site has it while one of its services is up. Native services are no part of the site. */
export async function readProbeSummary(options: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof ProbeSummary>> {
  const { context } = options;
  requireScope(context.actor, 'probes:read');
  const rows = await context.db.probeTarget.findMany({
    where: { AND: [visibleTargets(context.actor), { domainId: { not: null }, enabled: true }] },
    include: TARGET_PARTS,
  });
  const at = context.now();
  const now = at.getTime();
  const { days, window } = weekBefore(now);
  const spans = await readSpans(
    context.db,
    rows.map(({ id }) => id),
    window,
  );
  const roles = ROLES.flatMap((role) => {
    const parts = rows.flatMap((row) => ofRole(row, role) ?? []);
    if (parts.length === 0) return [];
    const standings = parts.map(standingNow);
    const history = combineStandings(
      parts.map((part) => targetHistory(part, spans, window, now)),
      window,
      oneUp,
    );
    const count = (wanted: (typeof standings)[number]) => standings.filter((standing) => standing === wanted).length;
    return [
      {
        role,
        standing: oneUp(standings),
        up: count('up'),
        down: count('down'),
        unknown: count('unknown'),
        days: days.map((day) => availabilityBody(history, day)),
      },
    ];
  });
  return { roles, at: at.toISOString() };
}

/** As far as it plays that role: a CE that is a BDII as well is no worse a CE for its directory. */
function ofRole(row: TargetRow, role: (typeof ROLES)[number]): TargetRow | undefined {
  if (!rolesOf(row).includes(role)) return undefined;
  const offered = probesFor([role]);
  const probes = probesOf(row).filter((probe) => offered.includes(probe));
  return probes.length === 0 ? undefined : { ...row, probes };
}
