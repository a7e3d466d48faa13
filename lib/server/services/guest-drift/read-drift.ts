import { z } from 'zod';
import type { GuestDrift } from '@/lib/contracts/guest-drift';
import type { Actor } from '@/lib/domain/access';
import { DRIFT_CHECKS, DRIFT_STATES, driftState } from '@/lib/domain/guest-drift';
import { domainId, operationId } from '@/lib/domain/ids';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { currentKey } from '@/lib/server/services/images/image-rows';
import type { ServiceContext } from '@/lib/server/service-context';
import { FINDING_PARTS, findingBody, scopeVerdict } from './drift-rows';
import { type DomainImage, imageOfDomain } from './image-of-domain';
import { rebuildRefusal } from './rebuild-refusal';

/** How a domain stands against its image. @throws AppError `forbidden`, `not-found` */
export async function readGuestDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof GuestDrift>> {
  const { context, id } = options;
  requireScope(context.actor, 'domains:read');
  return await driftBody(context.db, context.actor, id);
}

const Facts = z.object({ kernel: z.string().optional() }).catch({});
const Skipped = z.array(z.object({ check: z.enum(DRIFT_CHECKS), why: z.string() })).catch([]);

/** @throws AppError `not-found` */
export async function driftBody(db: Tx, actor: Actor, id: string): Promise<z.input<typeof GuestDrift>> {
  const domain = await readDomainRow(db, actor, id);
  const [row, findings, image] = await Promise.all([
    db.domainDrift.findUnique({ where: { domainId: id } }),
    db.driftFinding.findMany({
      where: { domainId: id },
      include: FINDING_PARTS,
      orderBy: [{ check: 'asc' }, { subject: 'asc' }],
    }),
    imageOfDomain(sqlOfTx(db), id, currentKey()),
  ]);
  const sorted = findings.toSorted((a, b) => DRIFT_STATES.indexOf(driftState(a)) - DRIFT_STATES.indexOf(driftState(b)));
  return {
    domainId: domainId(id),
    everyHours: row?.everyHours ?? null,
    nextDueAt: row?.nextDueAt?.toISOString() ?? null,
    checkedAt: row?.checkedAt?.toISOString() ?? null,
    operationId: row?.operationId === null || row?.operationId === undefined ? null : operationId(row.operationId),
    image: image === undefined ? null : imageBody(image),
    kernel: Facts.parse(row?.facts ?? {}).kernel ?? null,
    skipped: Skipped.parse(row?.skipped ?? []),
    findings: sorted.map((finding) => findingBody(actor, finding, image?.manifest)),
    can: {
      check: scopeVerdict(
        actor,
        'domains:operate',
        domain.state === 'running' ? undefined : `${domain.name} is ${domain.state}; its guest has to run.`,
      ),
      rebuild: scopeVerdict(actor, 'domains:create', await rebuildRefusal(db, id)),
    },
  };
}

const imageBody = ({ id, imageId, name, version, digest }: DomainImage) => ({ id, imageId, name, version, digest });
