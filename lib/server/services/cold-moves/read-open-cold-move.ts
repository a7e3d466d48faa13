import type { z } from 'zod';
import { ColdMovePlan, type ColdMoveFile, type ColdMoveSummary } from '@/lib/contracts/cold-moves';
import { hasScope, type Actor } from '@/lib/domain/access';
import type { Tx } from '@/lib/server/db/client';
import type { DomainRow } from '@/lib/server/services/domains/domain-rows';

/** The cold move of a domain that waits for a decision. Paths on hosts are the testbed's business. */
export async function readOpenColdMove(
  db: Pick<Tx, 'coldMove'>,
  actor: Actor,
  domain: Pick<DomainRow, 'id' | 'coldMoveStage' | 'guestHeardAt'>,
): Promise<z.input<typeof ColdMoveSummary> | null> {
  if (domain.coldMoveStage === null) return null;
  const row = await db.coldMove.findFirst({
    where: { domainId: domain.id, stage: { in: ['awaiting', 'half-undone'] } },
  });
  if (row === null) return null;
  const plan = hasScope(actor, 'hosts:read') ? ColdMovePlan.safeParse(row.plan).data : undefined;
  // Whoever is silent at its boot is listened to on: the new copy is the only one that runs.
  const heardSince =
    row.awaitingSince !== null && domain.guestHeardAt !== null && domain.guestHeardAt > row.awaitingSince;
  return {
    operationId: row.operationId,
    domainId: row.domainId,
    stage: domain.coldMoveStage,
    sourceHostName: row.sourceHostName,
    targetHostName: row.targetHostName,
    verified: row.verified || heardSince,
    verification: heardSince && !row.verified ? 'Heard since then: verified.' : row.verification,
    awaitingSince: row.awaitingSince?.toISOString() ?? null,
    oldDisks: (plan?.files ?? []).filter(isOwnDisk).map((file) => file.sourcePath),
    changes: plan?.changes ?? [],
  };
}

const isOwnDisk = (file: ColdMoveFile): boolean => file.role === 'disk' && !file.readOnly;
