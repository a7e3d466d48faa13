/** The guest's own uptime, asked of the QEMU guest agent. */
import { z } from 'zod';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestSign } from '@/lib/drivers/port';
import { askAgentCommand } from '@/lib/drivers/libvirt/guest/agent-command';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';

const opened = z.number().int();
const read = z.object({ count: z.number().int(), 'buf-b64': z.string() });

const MS_PER_SECOND = 1_000;

/** Reads `/proc/uptime` in the guest. Rejects with `timeout` or `refused` while the agent does not answer. */
export async function askAgent(caller: HostCaller, id: DomainId, signal: AbortSignal): Promise<GuestSign> {
  const handle = await askAgentCommand(
    caller,
    id,
    { execute: 'guest-file-open', arguments: { path: '/proc/uptime', mode: 'r' }, answer: opened },
    signal,
  );
  const LONGEST = 64;
  const answer = await askAgentCommand(
    caller,
    id,
    { execute: 'guest-file-read', arguments: { handle, count: LONGEST }, answer: read },
    signal,
  );
  const heardAt = new Date();
  // Nobody waits for the file to be closed; a guest that died meanwhile has closed it.
  askAgentCommand(
    caller,
    id,
    { execute: 'guest-file-close', arguments: { handle }, answer: z.unknown() },
    signal,
  ).catch(() => undefined);
  const seconds = Number(Buffer.from(answer['buf-b64'], 'base64').toString('latin1').split(' ')[0]);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new DriverError('internal', 'The guest agent gave an uptime that is not a number.');
  return { channel: 'agent', heardAt, uptimeMs: Math.round(seconds * MS_PER_SECOND) };
}
