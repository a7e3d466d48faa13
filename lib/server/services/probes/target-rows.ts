import { z } from 'zod';
import type { ProbeTargetSummary } from '@/lib/contracts/probes';
import { type Actor, seesVo } from '@/lib/domain/access';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { PROBE_IDS, PROBE_VERDICTS, type ProbeId, PROBES, type ProbeVerdict, worstVerdict } from '@/lib/domain/probe';
import { allUp, type Standing, standingOf } from '@/lib/domain/probe-availability';
import { requireVisible } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';

export const TARGET_PARTS = {
  domain: { select: { name: true, vo: true, state: true } },
  states: true,
} as const satisfies Prisma.ProbeTargetInclude;
export type TargetRow = Prisma.ProbeTargetGetPayload<{ include: typeof TARGET_PARTS }>;
export type StateRow = TargetRow['states'][number];

/** A VO admin sees the targets of the own VOs' domains; native ones have no VO and stay with the testbed. */
export const visibleTargets = (actor: Actor): Prisma.ProbeTargetWhereInput =>
  actor.vos === undefined ? {} : { domain: { vo: { in: [...actor.vos] } } };

export const nameOf = (row: Pick<TargetRow, 'name' | 'domain' | 'address'>): string =>
  row.domain?.name ?? row.name ?? row.address;
export const voOf = (row: Pick<TargetRow, 'domain'>): string | null => row.domain?.vo ?? null;

/** @throws AppError `not-found` where there is none, or it is of another VO. */
export async function readTargetRow(db: Tx, actor: Actor, id: string): Promise<TargetRow> {
  const row = await db.probeTarget.findUnique({ where: { id }, include: TARGET_PARTS });
  const seen = row !== null && seesVo(actor, voOf(row) ?? undefined) ? row : undefined;
  return requireVisible(actor, 'probed service', seen === undefined ? undefined : { ...seen, vo: voOf(seen) });
}

export const probesOf = (row: Pick<TargetRow, 'probes'>): ProbeId[] =>
  PROBE_IDS.filter((id) => row.probes.includes(id));
export const rolesOf = (row: Pick<TargetRow, 'roles'>) => ROLES.filter((role) => row.roles.includes(role));
/** Our own column: only these words are written to it. */
export const verdictOf = (text: string | null): ProbeVerdict | undefined =>
  PROBE_VERDICTS.find((verdict) => verdict === text);

/** States of the probes it has, in the order of the table. */
export const statesOf = (row: TargetRow): { readonly probe: ProbeId; readonly state: StateRow }[] =>
  probesOf(row).flatMap((probe) => {
    const state = row.states.find((each) => each.probe === probe);
    return state === undefined ? [] : [{ probe, state }];
  });

/** Is it asked at all? A domain that does not run is not. */
export const isProbed = (row: Pick<TargetRow, 'enabled' | 'domain'>): boolean =>
  row.enabled && (row.domain === null || row.domain.state === 'running');

export function standingNow(row: TargetRow): Standing {
  if (!isProbed(row)) return 'unknown';
  return allUp(
    statesOf(row)
      .filter(({ probe }) => PROBES[probe].critical)
      .map(({ state }) => standingOf(verdictOf(state.confirmed))),
  );
}

export function summaryBody(
  row: TargetRow,
  today: z.input<typeof ProbeTargetSummary>['today'],
): z.input<typeof ProbeTargetSummary> {
  const states = statesOf(row);
  const failing = states.flatMap(({ probe, state }) => {
    const verdict = verdictOf(state.confirmed);
    if (verdict === undefined || verdict === 'ok') return [];
    return [{ probe, verdict, sentence: state.sentence ?? '', since: state.confirmedSince?.toISOString() ?? null }];
  });
  const asked = states.flatMap(({ state }) => state.at ?? []);
  return {
    id: row.id,
    name: nameOf(row),
    domainId: row.domainId === null ? null : domainId(row.domainId),
    domainState: row.domain === null ? null : z.enum(DOMAIN_STATES).parse(row.domain.state),
    vo: voOf(row),
    roles: rolesOf(row),
    address: row.address,
    tiny: row.tiny,
    enabled: row.enabled,
    standing: standingNow(row),
    verdict: isProbed(row)
      ? worstVerdict(states.map(({ state }) => verdictOf(state.confirmed) ?? 'unknown'))
      : 'unknown',
    failing: isProbed(row) ? failing : [],
    probeCount: states.length,
    lastAt: asked.length === 0 ? null : new Date(Math.max(...asked.map((at) => at.getTime()))).toISOString(),
    today,
    version: row.version,
  };
}
