/** The guest's own uptime, asked of the QEMU guest agent. https://www.qemu.org/docs/master/interop/qemu-ga-ref.html */
import { z } from 'zod';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestSign } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { AGENT_COMMAND_SECONDS } from '@/lib/drivers/libvirt/limits';

const opened = z.object({ return: z.number().int() });
const read = z.object({ return: z.object({ count: z.number().int(), 'buf-b64': z.string() }) });

const MS_PER_SECOND = 1_000;
/** The agent's own limit, and one second for libvirt to tell of it. */
const ASK_DEADLINE_MS = (AGENT_COMMAND_SECONDS + 1) * MS_PER_SECOND;

/** Reads `/proc/uptime` in the guest. Rejects with `timeout` or `refused` while the agent does not answer. */
export async function askAgent(caller: HostCaller, id: DomainId, signal: AbortSignal): Promise<GuestSign> {
  const command = async (execute: string, args: Record<string, unknown>): Promise<unknown> => {
    const answer = await caller.invoke(
      'agent',
      { uuid: id, command: JSON.stringify({ execute, arguments: args }), timeoutSeconds: AGENT_COMMAND_SECONDS },
      { doing: 'ask the guest agent', deadlineMs: ASK_DEADLINE_MS, signal, long: true },
    );
    const parsed: unknown = JSON.parse(answer);
    return parsed;
  };
  const handle = understand(opened, await command('guest-file-open', { path: '/proc/uptime', mode: 'r' })).return;
  const LONGEST = 64;
  const text = understand(read, await command('guest-file-read', { handle, count: LONGEST })).return['buf-b64'];
  const heardAt = new Date();
  // Nobody waits for the file to be closed; a guest that died meanwhile has closed it.
  command('guest-file-close', { handle }).catch(() => undefined);
  const seconds = Number(Buffer.from(text, 'base64').toString('latin1').split(' ')[0]);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new DriverError('internal', 'The guest agent gave an uptime that is not a number.');
  return { channel: 'agent', heardAt, uptimeMs: Math.round(seconds * MS_PER_SECOND) };
}

function understand<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new DriverError('internal', 'The guest agent gave an answer that is not understood.', {
      cause: parsed.error,
    });
  return parsed.data;
}
