import { AppError } from '@/lib/domain/errors';
import { HOST_CLASSES, type HostClass } from '@/lib/domain/host';
import { keptName } from '@/lib/domain/lease-ending';
import { hostArchitectures, renderLeaseSite } from '@/lib/leases/render-site';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { checkSite } from '@/lib/site/check-site';
import { problemWords } from '@/lib/site/problem';
import { doesNotFit, judgeLease } from './judge-lease';
import { askedTerms, environmentBodyOf, type LeaseRow } from './lease-rows';
import { requireOffered, type Terms, termsBody, termsWords } from './lease-terms';
import { lockPlaces } from './lock-places';
import { recordLease } from './record-lease';

interface Decided {
  readonly decidedById: string;
  readonly decidedByName: string;
  readonly decidedAt: Date;
  readonly decision: string | null;
  readonly ruleId?: string;
}

/**
 * Gives a request its place, judged again under a lock of every class that it could go to: of two for the last place one is approved.
 * @param options.stillHolds asked under the lock; a sentence where it may not be approved after all
 * @throws AppError `bad-request` for terms that the environment does not offer, `conflict` with `detail.feasibility` where it does not
 * fit, `refused` where no sound site file can be made of it
 */
export async function approveLease(
  tx: Tx,
  context: ServiceContext,
  options: {
    readonly row: LeaseRow;
    readonly terms: Terms;
    readonly decided: Decided;
    readonly stillHolds?: () => Promise<string | undefined>;
  },
): Promise<void> {
  const { row, terms, decided, stillHolds } = options;
  const now = context.now();
  const body = environmentBodyOf(row);
  requireOffered(body, terms, now);
  await lockPlaces(tx, row.vo, body.hostClass === null ? HOST_CLASSES : [body.hostClass]);
  const refusal = await stillHolds?.();
  if (refusal !== undefined) throw new AppError('refused', refusal);
  const judged = await judgeLease(tx, { body, vo: row.vo, terms, now });
  if (judged.hostClass === undefined) throw doesNotFit(judged, { terms, now, actor: context.actor });
  requireSite(row, terms, judged.hostClass);
  await tx.lease.update({
    where: { id: row.id },
    data: {
      ...decided,
      state: 'approved',
      words: null,
      approvedCount: terms.count,
      approvedVcpus: terms.vcpus,
      approvedMemoryMiB: terms.memoryMiB,
      approvedDiskGiB: terms.diskGiB,
      approvedStartsAt: terms.startsAt,
      approvedEndsAt: terms.endsAt,
      hostClass: judged.hostClass,
    },
  });
  const adjusted = !isAsAsked(askedTerms(row), terms);
  await fileNotice(tx, {
    lease: row,
    kind: 'decided',
    key: `decided ${row.version}`,
    words: `is approved${adjusted ? ' as adjusted' : ''} by ${decided.decidedByName}`,
    now,
    byUserId: context.actor.userId,
  });
  await recordLease(tx, context, {
    action: 'decideLease',
    row,
    words: adjusted ? `is approved as adjusted: ${termsWords(terms)}` : 'is approved',
    reason: decided.decision ?? undefined,
    after: { asked: termsBody(askedTerms(row)), approved: termsBody(terms), architectures: hostArchitectures(body) },
  });
}

/** A request without a start is asked for as soon as it is approved, whenever that is. */
const isAsAsked = (asked: Terms, approved: Terms): boolean =>
  asked.count === approved.count &&
  asked.vcpus === approved.vcpus &&
  asked.memoryMiB === approved.memoryMiB &&
  asked.diskGiB === approved.diskGiB &&
  asked.endsAt.getTime() === approved.endsAt.getTime();

/** What could not be written as a site file is told to the manager now, and not to the VO on the day. @throws AppError `refused` */
function requireSite(row: LeaseRow, terms: Terms, hostClass: HostClass): void {
  const checked = checkSite(siteTextOf(row, terms, hostClass));
  if ('site' in checked) return;
  const [first] = checked.problems;
  throw new AppError(
    'refused',
    `As a site file it is not sound: ${first === undefined ? 'its text is not read.' : problemWords(first)}`,
  );
}

/** @param files of its guests by their paths */
export const siteTextOf = (
  row: LeaseRow,
  terms: Terms,
  hostClass: HostClass,
  files?: Readonly<Record<string, string>>,
): string =>
  renderLeaseSite({
    number: row.number,
    vo: row.vo,
    environment: { ...row.environment, body: environmentBodyOf(row) },
    count: terms.count,
    vcpus: terms.vcpus,
    memoryMiB: terms.memoryMiB,
    diskGiB: terms.diskGiB,
    hostClass,
    startFrom: row.startFrom === null ? undefined : keptName(row.startFrom),
    files,
  });
