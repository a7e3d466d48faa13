import { isActive } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { CallOptions, HostConnection } from '@/lib/drivers/port';
import { MINUTE_MS } from '@/lib/utils/time';
import type { MadeThing } from './made-things';

/** One question to a host while things are taken away. */
const CLEAN_CALL_MS = MINUTE_MS;

export type OpenHost = (hostId: string) => Promise<HostConnection>;

export interface RemoveOptions {
  readonly open: OpenHost;
  readonly signal?: AbortSignal | undefined;
  /** Before and after each thing. */
  readonly onThing?: ((thing: MadeThing, when: 'before' | 'after') => void | Promise<void>) | undefined;
}

/**
 * Takes things away, definitions before disks: a disk that a definition still names would be missed at the next start. What is
 * not there is done. Idempotent; whether it is gone is not believed but looked for, by `lookAgain`.
 * @throws DriverError as the hosts do
 */
export async function removeThings(things: readonly MadeThing[], options: RemoveOptions): Promise<void> {
  const call: CallOptions = { deadlineMs: CLEAN_CALL_MS, signal: options.signal };
  const inOrder = [...things].sort((a, b) => Number(a.kind === 'disk') - Number(b.kind === 'disk'));
  for (const thing of inOrder) {
    const connection = await options.open(thing.hostId);
    await options.onThing?.(thing, 'before');
    if (thing.kind === 'domain') await removeDomain(connection, thing, call);
    else await connection.disks?.remove(thing.path, call);
    await options.onThing?.(thing, 'after');
  }
}

async function removeDomain(connection: HostConnection, thing: MadeThing, call: CallOptions): Promise<void> {
  const id = domainId(thing.domainId);
  const read = async () => await connection.readDomain(id, { ...call, figures: false });
  const there = await read();
  if (there === undefined) return;
  if (isActive(there.state)) await connection.destroy(id, call);
  // A transient one is gone with its last run.
  const after = await read();
  if (after === undefined) return;
  if (after.state === 'saved') await connection.discardSaved(id, call);
  await connection.undefine(id, call);
}
