/** One question to the QEMU guest agent and its answer. https://www.qemu.org/docs/master/interop/qemu-ga-ref.html */
import { z } from 'zod';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { AGENT_COMMAND_SECONDS } from '@/lib/drivers/libvirt/limits';

const MS_PER_SECOND = 1_000;
/** The agent's own limit, and one second for libvirt to tell of it. */
const ASK_DEADLINE_MS = (AGENT_COMMAND_SECONDS + 1) * MS_PER_SECOND;

/**
 * @param answer of the command's `return`
 * @throws DriverError `timeout` or `refused` while the agent does not answer, `internal` where its answer is not understood.
 */
export async function askAgentCommand<T>(
  caller: HostCaller,
  id: DomainId,
  command: {
    readonly execute: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
    readonly answer: z.ZodType<T>;
  },
  signal?: AbortSignal,
): Promise<T> {
  const text = await caller.invoke(
    'agent',
    {
      uuid: id,
      command: JSON.stringify({ execute: command.execute, arguments: command.arguments ?? {} }),
      timeoutSeconds: AGENT_COMMAND_SECONDS,
    },
    { doing: 'ask the guest agent', deadlineMs: ASK_DEADLINE_MS, signal, long: true },
  );
  const parsed = z.object({ return: command.answer }).safeParse(parseJson(text));
  if (!parsed.success)
    throw new DriverError('internal', 'The guest agent gave an answer that is not understood.', {
      cause: parsed.error,
    });
  return parsed.data.return;
}

/** What the guest says is data: text that is no JSON is an answer that is not understood. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
