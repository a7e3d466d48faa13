import { z } from 'zod';
import type { GuestDriftFinding } from '@/lib/contracts/guest-drift';
import type { ImageManifest } from '@/lib/contracts/image-manifest';
import { type Actor, hasScope, refusalOf, type Scope, seesVo } from '@/lib/domain/access';
import { DRIFT_CHECKS, driftState } from '@/lib/domain/guest-drift';
import { domainId } from '@/lib/domain/ids';
import { remedyPrograms } from '@/lib/images/drift/remedy-programs';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';

export const FINDING_PARTS = {
  domain: { select: { name: true, vo: true, state: true } },
} as const satisfies Prisma.DriftFindingInclude;
export type FindingRow = Prisma.DriftFindingGetPayload<{ include: typeof FINDING_PARTS }>;

/** @throws AppError `not-found` where there is none, or it is of another VO. */
export async function readFinding(db: Tx, actor: Actor, id: string): Promise<FindingRow> {
  const row = await db.driftFinding.findUnique({ where: { id }, include: FINDING_PARTS });
  if (row === null || !seesVo(actor, row.domain.vo ?? undefined)) throw notFound('finding');
  return row;
}

/** Our own column: only these words are written to it. */
export const checkOf = (row: Pick<FindingRow, 'check'>) => z.enum(DRIFT_CHECKS).parse(row.check);

type Verdict = z.input<typeof GuestDriftFinding>['can']['run'];
const verdict = (reason: string | undefined): Verdict =>
  reason === undefined ? { allowed: true } : { allowed: false, reason };

export const scopeVerdict = (actor: Actor, scope: Scope, reason: string | undefined): Verdict =>
  verdict(hasScope(actor, scope) ? reason : refusalOf(actor.role, scope));

/** Why no program in the guest mends it; undefined where one does. */
export function remedyRefusal(row: FindingRow, manifest: ImageManifest | undefined): string | undefined {
  if (row.goneAt !== null) return 'It is gone already.';
  if (row.domain.state !== 'running') return `${row.domain.name} is ${row.domain.state}; its guest has to run.`;
  const check = checkOf(row);
  if (remedyPrograms({ check, subject: row.subject }, manifest, '') !== undefined) return undefined;
  if (check === 'file') return 'Its content is not known from the specification; a rebuild brings it back.';
  return check === 'package'
    ? 'Gridbox installs no packages in guests; a rebuild brings the image’s back.'
    : 'No program in the guest changes the kernel that runs; boot another one, or rebuild the domain.';
}

export const findingBody = (
  actor: Actor,
  row: FindingRow,
  manifest: ImageManifest | undefined,
): z.input<typeof GuestDriftFinding> => ({
  id: row.id,
  domainId: domainId(row.domainId),
  domainName: row.domain.name,
  vo: row.domain.vo,
  check: checkOf(row),
  subject: row.subject,
  promised: row.promised,
  found: row.found,
  state: driftState(row),
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  goneAt: row.goneAt?.toISOString() ?? null,
  returns: row.returns,
  accepted:
    row.acceptedAt === null
      ? null
      : { byName: row.acceptedByName ?? '', at: row.acceptedAt.toISOString(), why: row.acceptedWhy },
  can: {
    run: scopeVerdict(actor, 'domains:edit', remedyRefusal(row, manifest)),
    accept: scopeVerdict(actor, 'domains:edit', row.goneAt === null ? undefined : 'It is gone already.'),
  },
});
