import { DriverError } from '@/lib/drivers/errors';
import type { HostConnection } from '@/lib/drivers/port';
import { isActive } from '@/lib/domain/domain';
import { domainId, type DomainId } from '@/lib/domain/ids';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';

/**
 * Starts a domain of a lost host on another one, by the definition that was kept of it. It refuses unless the lost host is
 * certainly off, and unless nobody else says that he runs it: never two copies. A run that dies is simply done again: a
 * definition that is there is taken, a domain that runs there is done.
 */
export const recoverDomainHandler: Handler<'recover-domain'> = {
  kind: 'recover-domain',
  firstStep: { name: 'check', title: 'Look whether its host is off for certain, and nobody else runs it' },
  run: async (run) => {
    const { operation } = run;
    if (operation.domainId === null || operation.targetHostId === null || operation.hostId === null)
      throw new OperationFailure('bad-request', 'The restart names no domain, no lost host or no target.');
    const id = domainId(operation.domainId);
    const name = operation.domainName ?? operation.domainId;
    const target = run.directory.row(operation.targetHostId)?.name ?? 'the target';
    const kept = await requireAlone(run, name);
    const connection = await run.connection(operation.targetHostId);
    const there = await connection.readDomain(id, { signal: run.signal });
    if (there?.state === 'running') {
      run.note(`${name} runs on ${target} already.`, true);
      return end(run, id);
    }
    await run.step('define', `Define it on ${target}`);
    run.probe('before-define');
    if (there === undefined) await defineThere(run, connection, kept, id);
    else run.note(`${target} has it defined.`, true);
    run.probe('after-define');
    await run.step('start', `Start it on ${target}`);
    // The world may have moved while it was defined: the host that was lost may be back.
    await requireAlone(run, name);
    run.probe('before-start');
    await startThere(run, connection, id, { name, target, isOurs: there === undefined });
    run.probe('after-start');
    return end(run, id);
  },
};

interface AloneRow {
  readonly fenced: boolean;
  readonly splitBrain: boolean;
  /** Hosts that say they have it active, the target left out. */
  readonly activeOn: readonly string[] | null;
  readonly text: string | null;
  readonly lostName: string | null;
}

/** @returns the definition. @throws OperationFailure `refused` where a second copy could come of it. */
async function requireAlone(run: Run<'recover-domain'>, name: string): Promise<string> {
  const { domainId: id, hostId, targetHostId } = run.operation;
  const row = (await run.sql.query<AloneRow>(ALONE, [id, hostId, targetHostId, run.input.lossId]))[0];
  const lost = row?.lostName ?? 'Its host';
  if (row === undefined) throw new OperationFailure('not-found', `Gridbox does not know ${name} any more.`);
  if (!row.fenced)
    throw new OperationFailure(
      'refused',
      `${lost} is not off for certain, so ${name} may still run there. It is not started.`,
    );
  if (row.splitBrain) throw new OperationFailure('refused', `Two hosts claim to run ${name}. Resolve that first.`);
  if (row.activeOn !== null)
    throw new OperationFailure('refused', `${name} is on ${row.activeOn.join(' and ')}; a second copy is not started.`);
  if (row.text === null)
    throw new OperationFailure(
      'refused',
      `No definition of ${name} was kept from ${lost}, so nobody knows how to start it. Define it by hand.`,
    );
  return row.text;
}

async function defineThere(
  run: Run<'recover-domain'>,
  connection: HostConnection,
  definition: string,
  id: DomainId,
): Promise<void> {
  const defined = await connection.define(definition, { signal: run.signal });
  if (defined === id) return;
  await connection.undefine(defined, { livesOn: true }).catch(() => undefined);
  throw new OperationFailure('internal', 'The kept definition is that of another domain; it was taken back.');
}

/** What was defined for nothing goes again: a definition that is left behind is the next one's riddle. */
async function startThere(
  run: Run<'recover-domain'>,
  connection: HostConnection,
  id: DomainId,
  { name, target, isOurs }: { readonly name: string; readonly target: string; readonly isOurs: boolean },
): Promise<void> {
  try {
    await connection.start(id, { signal: run.signal });
    const after = await connection.readDomain(id, { signal: run.signal });
    if (after?.state !== 'running')
      throw new OperationFailure(
        'refused',
        `${target} took the start, and ${name} is ${after?.state ?? 'gone'} there.`,
      );
  } catch (error) {
    const now = await connection.readDomain(id, { deadlineMs: LOOK_DEADLINE_MS }).catch(() => undefined);
    // An answer that was lost is no failure when it runs.
    if (now?.state === 'running') return run.note(`The call failed, yet ${name} runs on ${target}.`);
    if (!isOurs || now === undefined || isActive(now.state)) throw error;
    await connection.undefine(id, { livesOn: true }).catch((later: unknown) => {
      if (!DriverError.is(later)) throw later;
    });
    throw error;
  }
}

const LOOK_DEADLINE_MS = 5_000;

function end(run: Run<'recover-domain'>, id: DomainId) {
  run.directory.reader(run.operation.targetHostId ?? '')?.look(id, true);
  return { result: { hostId: run.operation.targetHostId } };
}

/** A host that does not answer says nothing new; what it said before it was fenced was set to off then. */
const ALONE = `
  select d."splitBrain",
    exists (select 1 from "HostLoss" l where l."id" = $4::uuid and l."hostId" = $2::uuid and l."fencedAt" is not null) as "fenced",
    (select array_agg(h."name" order by h."name") from "DomainSighting" s join "Host" h on h."id" = s."hostId"
     where s."domainId" = d."id" and s."hostId" <> $3::uuid and s."state" in ('running', 'shutting-down', 'paused', 'suspended')) as "activeOn",
    (select k."text" from "KeptDefinition" k where k."domainId" = d."id") as "text",
    (select h."name" from "Host" h where h."id" = $2::uuid) as "lostName"
  from "Domain" d where d."id" = $1::uuid`;
