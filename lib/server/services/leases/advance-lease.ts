/**
 * One look at a lease: it is begun when its time has come, its site is made by the machinery of sites and by nothing else, and taken away
 * when its time is over. All of it stands in the rows, and every write says what it was read as: an agent that dies in the middle, or
 * two that look at once, leave nothing that the next one would do twice (docs/decisions/0028).
 */
import { RunSite, SitePlanDocument, SiteProof } from '@/lib/contracts/sites';
import { HOST_CLASSES } from '@/lib/domain/host';
import { AppError } from '@/lib/domain/errors';
import { BUSY_STATES, leaseName, type LeaseOutcome, PREPARE_AHEAD_MS, TRY_LEASE_AGAIN_MS } from '@/lib/domain/lease';
import { momentWords } from '@/lib/utils/utc-words';
import { isEnded } from '@/lib/domain/site-run';
import type { Db } from '@/lib/server/db/client';
import { isUniqueViolation } from '@/lib/server/db-errors';
import { runSite, writeRun, freshDocument } from '@/lib/server/services/site-runs/begin-run';
import { leaveRun, pauseRun } from '@/lib/server/services/site-runs/change-run';
import { stateOf } from '@/lib/server/services/site-runs/run-summary';
import { tellRun } from '@/lib/server/services/site-runs/run-writes';
import { keepSite } from '@/lib/server/services/sites/keep-site';
import { planSite } from '@/lib/server/services/sites/plan-site';
import { readKept, SITE_PARTS, type SiteRow } from '@/lib/server/services/sites/site-rows';
import { siteTextOf } from './approve-lease';
import { keepLeaseDisks } from './keep-lease-disks';
import { approverOf, leaseContext, LEASES_ACTOR } from './lease-actor';
import { makeLogin } from './lease-login';
import { approvedTerms, environmentBodyOf, LEASE_PARTS, type LeaseRow, leaseStateOf } from './lease-rows';
import { change, Changed, leave, type Look, note, wait } from './lease-writes';
import { tellLease } from './record-lease';
import { firstReminder } from './remind-leases';

/** Leases of which something may have to be noted or begun: of thousands in the calendar those whose time has come. */
export async function keptLeases(
  db: Db,
  now: Date,
): Promise<readonly { readonly id: string; readonly busy: boolean }[]> {
  const gone = [{ endRequestedAt: { not: null } }, { approvedEndsAt: { lte: now } }];
  const begins = { approvedStartsAt: { lte: new Date(now.getTime() + PREPARE_AHEAD_MS) } };
  const rows = await db.lease.findMany({
    where: {
      OR: [
        { state: 'approved', OR: [...gone, begins] },
        { state: { in: ['preparing', 'ending', 'not-clean'] } },
        // Its site was destroyed by hand, or deleted after that.
        { state: 'active', OR: [...gone, { siteId: null }, { site: { runs: { some: { kind: 'destroy' } } } }] },
      ],
    },
    orderBy: { number: 'asc' },
    select: { id: true, state: true, dueAt: true },
  });
  return rows.map((row) => ({ id: row.id, busy: BUSY_STATES.includes(leaseStateOf(row)) && row.dueAt === null }));
}

/** Does nothing where it is not under way. */
export async function advanceLease(db: Db, id: string, now: Date): Promise<void> {
  const row = await db.lease.findUnique({ where: { id }, include: LEASE_PARTS });
  if (row === null) return;
  const look: Look = { db, row, now };
  switch (leaseStateOf(row)) {
    case 'approved':
      return await begin(look);
    case 'preparing':
      return await prepare(look);
    case 'active':
      return isWantedGone(look) || (await isGoing(look))
        ? await leave(look, 'ending', {}, 'is being ended')
        : undefined;
    case 'ending':
    case 'not-clean':
      return await takeAway(look);
    default:
      return;
  }
}

const isWantedGone = ({ row, now }: Look): boolean =>
  row.endRequestedAt !== null || (row.approvedEndsAt !== null && row.approvedEndsAt <= now);

/** The site is destroyed by hand: that is the end of the lease as well. */
async function isGoing({ db, row }: Look): Promise<boolean> {
  const site = await siteOf(db, row);
  return site === null || site.runs[0]?.kind === 'destroy';
}

async function begin(look: Look): Promise<void> {
  const { db, row, now } = look;
  const terms = approvedTerms(row);
  const hostClass = HOST_CLASSES.find((each) => each === row.hostClass);
  if (isWantedGone(look) || terms === undefined || hostClass === undefined)
    return await leave(look, 'ended', { outcome: 'unused', endedAt: now }, 'has ended, and was never begun');
  if (terms.startsAt.getTime() - PREPARE_AHEAD_MS > now.getTime() || isNotDue(look)) return;
  const approver = await approverOf(db, row);
  if (typeof approver === 'string') return await wait(look, approver);
  try {
    await db.$transaction(async (tx) => {
      const files = await makeLogin(tx, row, { body: environmentBodyOf(row), now });
      const site = await keepSite(tx, leaseContext(db, row, approver, now), {
        text: siteTextOf(row, terms, hostClass, files),
        reason: `Lease ${row.number} of ${row.vo}`,
      });
      await change(tx, row, 'preparing', { siteId: site.id, preparingAt: now, words: null, dueAt: null });
      await tellLease(tx, row, 'is being prepared');
    });
  } catch (error) {
    if (error instanceof Changed) return;
    // Another look made it a moment ago, or somebody's own site is called so.
    if (isUniqueViolation(error)) return await wait(look, `There is a site called ${leaseName(row.number)} already.`);
    if (!AppError.is(error)) throw error;
    await wait(look, error.message);
  }
}

async function prepare(look: Look): Promise<void> {
  const { db, row, now } = look;
  const site = await siteOf(db, row);
  if (site === null)
    return await leave(look, 'ended', { outcome: 'failed', endedAt: now }, 'has ended: its site was deleted');
  const [run] = site.runs;
  if (isWantedGone(look))
    return (await standStill(look, site)) ? await leave(look, 'ending', {}, 'is being ended') : undefined;
  if (run === undefined) return isNotDue(look) ? undefined : await apply(look, site);
  if (run.kind === 'destroy') return await leave(look, 'ending', {}, 'is being ended: its site is destroyed');
  const state = stateOf(run);
  switch (state) {
    case 'done':
      return await leave(
        look,
        'active',
        { activeAt: now, words: null, reminderDueAt: firstReminder(row, now) },
        'is active',
      );
    case 'rolled-back':
      return await end(look, run, 'failed', run.halted);
    case 'not-clean':
      return await leave(look, 'not-clean', { words: run.halted }, 'is not clean');
    default:
      return await note(
        look,
        isEnded(state) || state === 'paused' ? (run.halted ?? 'Its site stands still half-way.') : run.halted,
      );
  }
}

async function apply(look: Look, site: SiteRow): Promise<void> {
  const { db, row, now } = look;
  const approver = await approverOf(db, row);
  if (typeof approver === 'string') return await wait(look, approver);
  const context = leaseContext(db, row, approver, now);
  try {
    const kept = recentPlan(site, now);
    const { nodes } =
      kept === undefined
        ? await freshDocument({ db, now: () => now }, site, 'apply')
        : SitePlanDocument.parse(kept.document);
    const blocked = nodes.find(({ blockers }) => blockers.length > 0);
    // What is in the way may be there for days: no plan is kept and written down each minute for it.
    if (blocked !== undefined) return await wait(look, `${blocked.instance}: ${blocked.blockers[0] ?? ''}`);
    const plan = kept ?? (await planSite({ context, id: site.id }));
    await runSite({
      context,
      id: site.id,
      input: RunSite.parse({ planId: plan.id, reason: `Lease ${row.number} of ${row.vo}` }),
      forLease: true,
    });
  } catch (error) {
    if (!AppError.is(error)) throw error;
    // Another look was faster.
    if ((await db.siteRun.count({ where: { siteId: site.id } })) > 0) return;
    // Or the testbed is not as it was a moment ago, and is planned again.
    await wait(look, error.message);
  }
}

/** One that an earlier look has kept; whether it still holds is looked at when it is run. */
const recentPlan = ({ plans: [plan], revision }: SiteRow, now: Date): SiteRow['plans'][number] | undefined =>
  plan !== undefined && plan.revision === revision && plan.plannedAt.getTime() > now.getTime() - TRY_LEASE_AGAIN_MS
    ? plan
    : undefined;

/**
 * Nothing more of its site is begun, and what is under way has ended, so that what is to go is known.
 * @returns whether it is so
 */
async function standStill({ db, row, now }: Look, site: SiteRow): Promise<boolean> {
  const [run] = site.runs;
  if (run === undefined || run.endedAt !== null || run.kind === 'destroy') return true;
  const ask = { context: leaseContext(db, row, LEASES_ACTOR, now), id: run.id, ifMatch: run.version };
  const state = stateOf(run);
  const working = run.steps.some((step) => step.state === 'running');
  try {
    if (state === 'running') await pauseRun(ask);
    if (state === 'paused' && !working) await leaveRun(ask);
  } catch (error) {
    // It has gone on since it was read.
    if (!AppError.is(error)) throw error;
  }
  return false;
}

async function takeAway(look: Look): Promise<void> {
  const { db, row, now } = look;
  const site = await siteOf(db, row);
  // Nothing of it can be there: a site is not deleted before.
  if (site === null)
    return await leave(look, 'ended', { outcome: outcomeOf(row), endedAt: now }, 'has ended: its site was deleted');
  const [run] = site.runs;
  if (run === undefined || (run.endedAt !== null && run.kind === 'apply' && stateOf(run) !== 'rolled-back')) {
    if (!(await keepLeaseDisks(look, site.id)) || isNotDue(look)) return;
    return await destroy(look, site);
  }
  const state = stateOf(run);
  if (state === 'destroyed' || state === 'rolled-back') return await end(look, run, outcomeOf(row), run.halted);
  // Somebody has left it so, or its file wishes for one look only.
  if (run.endedAt !== null) return await end(look, run, 'not-clean', run.halted);
  if (run.kind === 'apply' && !['rolling-back', 'proving', 'not-clean'].includes(state)) {
    await standStill(look, site);
    return;
  }
  // It goes back and forth while what is left is looked for again; the lease is not clean until it is.
  if (state === 'not-clean' && leaseStateOf(row) === 'ending')
    return await leave(look, 'not-clean', { words: run.halted }, `is not clean: ${run.halted ?? ''}`);
  await note(look, run.halted);
}

/** The run that destroys its site, and by nobody's account: see `LEASES_ACTOR`. */
async function destroy(look: Look, site: SiteRow): Promise<void> {
  const { db, row, now } = look;
  try {
    const file = readKept(site);
    const document = await freshDocument({ db, now: () => now }, site, 'destroy');
    await db.$transaction(async (tx) => {
      await writeRun(tx, {
        site,
        file,
        kind: 'destroy',
        document,
        onFailure: 'keep',
        origin: 'lease',
        reason: `Lease ${row.number} of ${row.vo} ends.`,
        owner: { id: null, name: LEASES_ACTOR.name },
        now,
      });
      await tellRun(tx, { site }, 'is being destroyed: its lease ends');
    });
  } catch (error) {
    // Another look began it a moment ago.
    if (isUniqueViolation(error)) return;
    // This release reads its file no more, which its page says.
    if (!AppError.is(error, 'refused')) throw error;
    await wait(look, error.message);
  }
}

/** With what the end of its site found. */
async function end(
  look: Look,
  run: SiteRow['runs'][number],
  outcome: LeaseOutcome,
  words: string | null,
): Promise<void> {
  const proof = SiteProof.safeParse(run.proof);
  await leave(
    look,
    'ended',
    {
      outcome,
      endedAt: look.now,
      words,
      proofRunId: run.id,
      ...(proof.success ? { proof: proof.data } : {}),
    },
    outcome === 'not-clean'
      ? 'has ended, and is not proved to be gone'
      : outcome === 'failed'
        ? `could not be made, and nothing of it is left${words === null ? '' : `: ${words}`}`
        : `has ended, ${await keptWords(look)} of it is left`,
  );
}

/** The proof is of all but what was kept on purpose, which is said in one breath with it. */
async function keptWords({ db, row }: Look): Promise<string> {
  const kept = await db.keptDisk.findMany({ where: { leaseId: row.id, state: 'kept', simulated: false } });
  const until = Math.min(...kept.map(({ keptUntil }) => keptUntil?.getTime() ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(until)) return 'and nothing';
  return `with ${kept.length === 1 ? 'a disk' : `${kept.length} disks`} kept until ${momentWords(until)}, and nothing else`;
}

const outcomeOf = (row: LeaseRow): LeaseOutcome => (row.activeAt === null ? 'failed' : 'used');

const siteOf = async (db: Db, { siteId }: LeaseRow): Promise<SiteRow | null> =>
  siteId === null ? null : await db.site.findUnique({ where: { id: siteId }, include: SITE_PARTS });

const isNotDue = ({ row, now }: Look): boolean => row.dueAt !== null && row.dueAt > now;
