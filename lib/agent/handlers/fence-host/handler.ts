import { FenceSetting } from '@/lib/contracts/hosts';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { domainId } from '@/lib/domain/ids';
import { isActive } from '@/lib/domain/domain';
import { sleepUnless } from '@/lib/agent/system-clock';
import { powerOffByCard } from './ipmi';

interface FencedRow {
  readonly name: string;
  readonly uri: string;
  readonly driver: string;
  readonly status: string;
  readonly fence: unknown;
  readonly fencePasswordEncrypted: Buffer | null;
  readonly lossState: string | null;
}

/**
 * Switches a lost host off and waits until it certainly is. Doing it twice does no harm, so a second run simply does it again.
 * Nothing of the host is started elsewhere before this has succeeded, or somebody has confirmed it by hand.
 */
export const fenceHostHandler: Handler<'fence-host'> = {
  kind: 'fence-host',
  firstStep: { name: 'check', title: 'Look whether the host is still lost' },
  run: async (run) => {
    const { hostId } = run.operation;
    const row = hostId === null ? undefined : (await run.sql.query<FencedRow>(ROW, [hostId, run.input.lossId]))[0];
    if (hostId === null || row === undefined)
      throw new OperationFailure('not-found', 'The host was removed from Gridbox.');
    if (row.lossState !== 'fencing' && row.lossState !== 'lost')
      throw new OperationFailure('refused', `${row.name} is not lost any more, so it is left on.`);
    if (row.status === 'up')
      throw new OperationFailure('refused', `${row.name} answers again, so it is left on. Look at it first.`);
    const how = await powerOff(run, hostId, row);
    return { result: { how } };
  },
};

/** @returns what was done, as a sentence to be kept */
async function powerOff(run: Run<'fence-host'>, hostId: string, row: FencedRow): Promise<string> {
  const fence = FenceSetting.parse(row.fence);
  await run.step('off', `Switch ${row.name} off`);
  run.probe('before-off');
  const how = await off();
  run.probe('after-off');
  return how;

  async function off(): Promise<string> {
    switch (fence.method) {
      case 'manual':
        throw new OperationFailure('refused', `${row.name} has no way to be switched off from here.`);
      case 'simulated': {
        const { outOfBand } = run.ports.drivers.simulated ?? {};
        if (outOfBand === undefined || row.driver !== 'simulated')
          throw new OperationFailure('unsupported', `${row.name} is not simulated and has no simulated power switch.`);
        await outOfBand.powerOff(row.uri, { signal: run.signal });
        if (await outOfBand.isAlive(row.uri, { signal: run.signal }))
          throw new OperationFailure(
            'refused',
            `The power switch was thrown and ${row.name} still gives a sign of life.`,
          );
        return 'The simulated power switch is off.';
      }
      case 'ipmi': {
        const sealed = row.fencePasswordEncrypted;
        const password = sealed === null ? '' : (run.ports.openCredentials(sealed, hostId).password ?? '');
        return await powerOffByCard({ ...fence, password }, { clock: run.ports.clock, signal: run.signal });
      }
      case 'domain':
        return await forceOffMachine(run, row.name, fence.domainId);
    }
  }
}

/** The host's machine is a domain of another host. */
async function forceOffMachine(run: Run<'fence-host'>, hostName: string, machine: string): Promise<string> {
  const found = (
    await run.sql.query<{ name: string; hostId: string | null }>(
      `select "name", "hostId"::text as "hostId" from "Domain" where "id" = $1::uuid`,
      [machine],
    )
  )[0];
  if (found === undefined || found.hostId === null)
    throw new OperationFailure('not-found', `The domain that ${hostName} runs in is on no host that Gridbox knows.`);
  const connection = await run.connection(found.hostId);
  const id = domainId(machine);
  const call = { signal: run.signal };
  const before = await connection.readDomain(id, call);
  if (before !== undefined && isActive(before.state)) await connection.destroy(id, call);
  // "Gone" from the list comes before its processes are: only a reading that says off is one.
  for (;;) {
    const after = await connection.readDomain(id, { ...call, figures: false });
    if (after === undefined || !isActive(after.state)) break;
    await sleepUnless(run.ports.clock, LOOK_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
  run.directory.reader(found.hostId)?.look(id, true);
  return `${found.name}, the domain it runs in, was forced off on ${run.directory.row(found.hostId)?.name ?? 'its host'}.`;
}

/** Between two looks at whether it is off. */
const LOOK_EVERY_MS = 500;

const ROW = `
  select h."name", h."uri", h."driver", h."status", h."fence", h."fencePasswordEncrypted",
    (select l."state" from "HostLoss" l where l."id" = $2::uuid and l."hostId" = h."id" and l."endedAt" is null) as "lossState"
  from "Host" h where h."id" = $1::uuid`;
