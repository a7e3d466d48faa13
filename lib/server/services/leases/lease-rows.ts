import { z } from 'zod';
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { Lease, LeaseDetail } from '@/lib/contracts/leases';
import { SiteProof } from '@/lib/contracts/sites';
import { type Actor, hasScope, refusalOf, type Scope, seesVo } from '@/lib/domain/access';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { mainAddress } from '@/lib/domain/guest-address';
import { domainId } from '@/lib/domain/ids';
import { HOST_CLASSES } from '@/lib/domain/host';
import { keptName, LEASE_ENDINGS, type LeaseEnding } from '@/lib/domain/lease-ending';
import { LEASE_OUTCOMES, LEASE_STATES, type LeaseDeed, leaseRefusal, type LeaseState } from '@/lib/domain/lease';
import { hasInterface } from '@/lib/domain/environment-network';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { parseDefinition, parseGuestAddresses } from '@/lib/server/db/facts';
import type { Prisma } from '@/lib/server/db/generated/client';
import { leaseMaintenances } from '@/lib/server/services/maintenances/lease-maintenances';
import { feasibilityBody, judgeLease } from './judge-lease';
import { keepingsOf, keptOf } from './kept-rows';
import { historyOf } from './lease-history';
import { loginBody } from './lease-login';
import { progressOf } from './lease-progress';
import { type Terms, termsBody } from './lease-terms';
import { verifiedOf } from './verified-guests';

export const LEASE_PARTS = {
  environment: { select: { name: true, version: true, body: true, vos: true } },
  startFrom: {
    select: { id: true, domainName: true, target: true, leaseId: true, lease: { select: { number: true } } },
  },
} as const satisfies Prisma.LeaseInclude;
export type LeaseRow = Prisma.LeaseGetPayload<{ include: typeof LEASE_PARTS }>;

/** Of another VO nothing is seen by who is bound to some. */
export const visibleLeases = (actor: Actor): { vo?: { in: string[] } } =>
  actor.vos === undefined ? {} : { vo: { in: [...actor.vos] } };

/** @throws AppError `not-found` where there is none, or it is of a VO that the actor does not see. */
export async function findLease(db: Pick<Tx, 'lease'>, actor: Actor, id: string): Promise<LeaseRow> {
  const row = await db.lease.findUnique({ where: { id }, include: LEASE_PARTS });
  if (row === null || !seesVo(actor, row.vo)) throw notFound('lease');
  return row;
}

export const leaseStateOf = ({ state }: Pick<LeaseRow, 'state'>): LeaseState => z.enum(LEASE_STATES).parse(state);
const atEndOf = ({ atEnd }: Pick<LeaseRow, 'atEnd'>): LeaseEnding => z.enum(LEASE_ENDINGS).parse(atEnd);
/** What decides what may be asked of it. */
export const standingOf = (row: LeaseRow): Parameters<typeof leaseRefusal>[1] => ({
  state: leaseStateOf(row),
  ending: row.endRequestedAt !== null,
  keeps: row.keepDays !== null && row.keepDoneAt === null,
});
export const environmentBodyOf = ({ environment }: Pick<LeaseRow, 'environment'>): EnvironmentBody =>
  EnvironmentBody.parse(environment.body);

export const askedTerms = (row: LeaseRow): Terms => ({
  count: row.askedCount,
  vcpus: row.askedVcpus,
  memoryMiB: row.askedMemoryMiB,
  diskGiB: row.askedDiskGiB,
  startsAt: row.askedStartsAt,
  endsAt: row.askedEndsAt,
});
export function approvedTerms(row: LeaseRow): Terms | undefined {
  const { approvedCount, approvedVcpus, approvedMemoryMiB, approvedStartsAt, approvedEndsAt } = row;
  if (
    approvedCount === null ||
    approvedVcpus === null ||
    approvedMemoryMiB === null ||
    approvedStartsAt === null ||
    approvedEndsAt === null
  )
    return undefined;
  return {
    count: approvedCount,
    vcpus: approvedVcpus,
    memoryMiB: approvedMemoryMiB,
    diskGiB: row.approvedDiskGiB,
    startsAt: approvedStartsAt,
    endsAt: approvedEndsAt,
  };
}

/** What was asked of it when a decision was waited for that came too late: as much, from now. */
export function presentTerms(row: LeaseRow, now: Date): Terms {
  const terms = askedTerms(row);
  return terms.startsAt < now ? { ...terms, startsAt: now } : terms;
}

export function leaseBody(row: LeaseRow): Omit<z.input<typeof Lease>, 'fit'> {
  const approved = approvedTerms(row);
  return {
    id: row.id,
    number: row.number,
    environment: { id: row.environmentId, name: row.environment.name, version: row.environment.version },
    vo: row.vo,
    purpose: row.purpose,
    state: leaseStateOf(row),
    outcome: z.enum(LEASE_OUTCOMES).nullable().parse(row.outcome),
    ending: row.endRequestedAt !== null,
    words: row.words,
    atEnd: atEndOf(row),
    keepDays: row.keepDays,
    startFrom:
      row.startFrom === null
        ? null
        : {
            id: row.startFrom.id,
            name: keptName(row.startFrom),
            leaseId: row.startFrom.leaseId,
            leaseNumber: row.startFrom.lease.number,
          },
    asked: termsBody(askedTerms(row)),
    approved: approved === undefined ? null : termsBody(approved),
    hostClass: z.enum(HOST_CLASSES).nullable().catch(null).parse(row.hostClass),
    askedByName: row.askedByName,
    askedAt: row.askedAt.toISOString(),
    decidedByName: row.decidedByName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decision: row.decision,
    answer: row.answer,
    activeAt: row.activeAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedByName: row.endedByName,
    version: row.version,
  };
}

/** What it is probed by was tried; what its guest says it has; what its site gave it is what it was told, and may have done otherwise. */
function addressOf(
  probed: string | undefined,
  told: string | undefined,
  made: unknown,
): Pick<z.input<typeof LeaseDetail>['domains'][number], 'address' | 'addressFrom'> {
  if (probed !== undefined) return { address: probed, addressFrom: 'probe' };
  if (told !== undefined) return { address: told, addressFrom: 'guest' };
  const { data } = GivenAddress.safeParse(made);
  return data === undefined ? { address: null, addressFrom: null } : { address: data.address, addressFrom: 'site' };
}
const GivenAddress = z.object({ address: z.string() });

const macsOf = (definition: unknown): string[] =>
  (parseDefinition(definition)?.nics ?? []).flatMap(({ mac }) => (mac === undefined || mac === null ? [] : [mac]));

/** @throws AppError `not-found` */
export async function leaseDetail(db: Tx, actor: Actor, id: string, now: Date): Promise<z.input<typeof LeaseDetail>> {
  const row = await findLease(db, actor, id);
  // One after the other: a transaction has one connection.
  const site =
    row.siteId === null
      ? null
      : await db.site.findUnique({
          where: { id: row.siteId },
          select: {
            id: true,
            name: true,
            nodes: { select: { domainId: true, made: true } },
            runs: { orderBy: { startedAt: 'desc' }, take: 1, select: { id: true } },
          },
        });
  const domains = await db.domain.findMany({
    // A domain that was given to another VO since is that VO's.
    where: { id: { in: site?.nodes.map((node) => node.domainId) ?? [] }, vo: row.vo },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      state: true,
      simulated: true,
      definition: true,
      guestAddresses: true,
      hostId: true,
      host: { select: { name: true } },
      probeTarget: { select: { address: true } },
    },
  });
  const given = new Map(site?.nodes.map((node) => [node.domainId, node.made]));
  const login = await db.leaseLogin.findUnique({ where: { leaseId: id } });
  const verified = await verifiedOf(
    db,
    domains.map((each) => each.id),
  );
  const { loginUntil, ...past } = await historyOf(db, row);
  const body = environmentBodyOf(row);
  const state = leaseStateOf(row);
  const terms = presentTerms(row, now);
  const judged =
    state === 'asked' || state === 'asked-back'
      ? feasibilityBody(
          await judgeLease(db, {
            body,
            vo: row.vo,
            terms,
            now,
            ending: { atEnd: atEndOf(row), keepDays: row.keepDays },
          }),
          { terms, now, actor },
        )
      : null;
  const can = (scope: Scope, deed: LeaseDeed) => {
    const refused = hasScope(actor, scope) ? leaseRefusal(deed, standingOf(row)) : refusalOf(actor.role, scope);
    return refused === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason: refused } as const);
  };
  return {
    ...leaseBody(row),
    fit: judged,
    site: site === null ? null : { id: site.id, name: site.name, runId: site.runs[0]?.id ?? null },
    progress: await progressOf(db, state, site?.runs[0]?.id),
    domains: domains.map((each) => {
      const macs = macsOf(each.definition);
      const told = mainAddress(parseGuestAddresses(each.guestAddresses), macs);
      return {
        id: domainId(each.id),
        name: each.name,
        state: z.enum(DOMAIN_STATES).parse(each.state),
        simulated: each.simulated,
        ...addressOf(each.probeTarget?.address, told, given.get(each.id)),
        macs,
        hostName: each.host?.name ?? null,
        verified: verified.get(each.id) ?? null,
      };
    }),
    maintenances: await leaseMaintenances(
      db,
      actor,
      { state, hosts: row.hosts, hostIds: domains.flatMap(({ hostId }) => hostId ?? []) },
      now,
    ),
    // One that was made before this was known leads nowhere.
    login: hasInterface(body) ? loginBody(login, loginUntil) : null,
    isolation: body.isolation,
    kept: await keptOf(db, row.id),
    keepings: await keepingsOf(db, row.id),
    ...past,
    feasibility: judged,
    proof: row.proof === null ? null : SiteProof.parse(row.proof),
    can: {
      approve: can('leases:approve', 'approve'),
      reject: can('leases:approve', 'reject'),
      askBack: can('leases:approve', 'ask-back'),
      answer: can('leases:request', 'answer'),
      extend: can('leases:request', 'extend'),
      end: can('leases:request', 'end'),
      dropKeeping: can('leases:request', 'drop-keeping'),
      issueLogin: can('leases:request', 'issue-login'),
    },
  };
}
