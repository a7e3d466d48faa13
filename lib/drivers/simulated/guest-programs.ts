import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestPrograms, GuestProgramState } from '@/lib/drivers/port';
import { INSIDE_PROGRAMS } from './world/inside';

type RunInside = (
  id: string,
  program: { readonly argv: string[]; readonly input: string },
  options: CallOptions | undefined,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;

/** Programs of simulated guests: each has ended by the time that it was started, and its first reader is told how. */
export function simulatedPrograms(run: RunInside): GuestPrograms {
  const ended = new Map<number, GuestProgramState>();
  let last = 0;
  return {
    only: INSIDE_PROGRAMS,
    start: async (id, { argv, input = '' }, options) => {
      const end = await run(id, { argv: [...argv], input }, options);
      last += 1;
      ended.set(last, { running: false, ...end, signal: undefined, truncated: false });
      return { pid: last };
    },
    read: (_id, { pid }) => {
      const state = ended.get(pid);
      ended.delete(pid);
      return state === undefined
        ? Promise.reject(new DriverError('internal', `The guest knows no process ${pid}.`))
        : Promise.resolve(state);
    },
    stop: () => Promise.resolve(),
    end: (_id, { pid }) => {
      ended.delete(pid);
      return Promise.resolve();
    },
    isFenced: () => Promise.resolve(true),
  };
}
