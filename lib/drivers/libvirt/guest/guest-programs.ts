/**
 * Programs inside a guest, by the QEMU guest agent: started, asked after, ended. The three are apart so that whoever started
 * one may die and another may go on asking. https://www.qemu.org/docs/master/interop/qemu-ga-ref.html#guest-exec
 */
import { z } from 'zod';
import type { DomainId } from '@/lib/domain/ids';
import type { GuestProcess, GuestProgram, GuestProgramState } from '@/lib/drivers/port';
import { askAgentCommand } from '@/lib/drivers/libvirt/guest/agent-command';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';

const started = z.object({ pid: z.number().int() });
const status = z.object({
  exited: z.boolean(),
  exitcode: z.number().int().optional(),
  signal: z.number().int().optional(),
  'out-data': z.string().optional(),
  'err-data': z.string().optional(),
  'out-truncated': z.boolean().optional(),
  'err-truncated': z.boolean().optional(),
});

const decode = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('utf8');

/** In a session of its own, so that everything it starts can be ended with it. */
export async function startProgram(
  caller: HostCaller,
  id: DomainId,
  program: GuestProgram,
  signal?: AbortSignal,
): Promise<GuestProcess> {
  const { pid } = await askAgentCommand(
    caller,
    id,
    {
      execute: 'guest-exec',
      arguments: {
        path: 'setsid',
        arg: program.argv,
        'capture-output': true,
        ...(program.input === undefined ? {} : { 'input-data': Buffer.from(program.input).toString('base64') }),
      },
      answer: started,
    },
    signal,
  );
  return { pid };
}

/** The agent tells of an ended program once, and forgets it. */
export async function readProgram(
  caller: HostCaller,
  id: DomainId,
  process: GuestProcess,
  signal?: AbortSignal,
): Promise<GuestProgramState> {
  const answer = await askAgentCommand(
    caller,
    id,
    { execute: 'guest-exec-status', arguments: { pid: process.pid }, answer: status },
    signal,
  );
  if (!answer.exited) return { running: true };
  return {
    running: false,
    exitCode: answer.exitcode,
    signal: answer.signal,
    stdout: decode(answer['out-data']),
    stderr: decode(answer['err-data']),
    truncated: answer['out-truncated'] === true || answer['err-truncated'] === true,
  };
}

/** Kills the program and all of its session; nothing where it has ended. */
export async function endProgram(
  caller: HostCaller,
  id: DomainId,
  process: GuestProcess,
  signal?: AbortSignal,
): Promise<void> {
  await askAgentCommand(
    caller,
    id,
    {
      execute: 'guest-exec',
      arguments: { path: 'kill', arg: ['-KILL', `-${process.pid}`] },
      answer: started,
    },
    signal,
  );
}
