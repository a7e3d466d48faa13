/** The command of a cell: begun once, waited for, whoever waits. */
import { CELL_FOLDER } from '@/lib/domain/campaign-guest';
import { sleepUnless } from '@/lib/agent/system-clock';
import { DriverError } from '@/lib/drivers/errors';
import { SECOND_MS } from '@/lib/utils/time';
import {
  endQuietly,
  isKept,
  runSmall,
  type ProgramEnd,
  untilEnded,
} from '@/lib/agent/handlers/run-benchmark/small-programs';
import { guestStep } from './cell-programs';
import { type CellProgram, type CellRun, keepProgram, type KnownCell } from './sql';
import { STATE_EVERY_MS, STATE_GRACE_MS } from './tunables';

export type CommandEnd =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly commandMs: number }
  | { readonly kind: 'too-late' }
  /** It ended, or its guest did, without a word on how. */
  | { readonly kind: 'lost'; readonly signal: number | undefined };

/** Of the guest's own files: they outlive the agent that began the command. */
type GuestState = 'none' | 'running' | Extract<CommandEnd, { kind: 'ended' }>;

export async function runCommand(run: CellRun, end: ProgramEnd, cell: KnownCell): Promise<CommandEnd> {
  const { clock } = run.ports;
  const limitMs = cell.file.timeoutSeconds * SECOND_MS;
  const program = cell.program ?? (await begin(run, end, cell));
  run.probe('running');
  const leftMs = Math.max(0, limitMs - (clock.now().getTime() - program.startedAt.getTime()));
  if (program.process !== null) {
    const outcome = await untilEnded(run, end, program.process, leftMs);
    if (outcome === 'too-late') {
      await endQuietly(end, program.process);
      return { kind: 'too-late' };
    }
    if (isKept(program.process)) await endQuietly(end, program.process);
    const state = await stateOf(run, end);
    if (typeof state === 'object') return state;
    // It ended and has not said how; or it was the second start of one that an earlier agent had begun.
    if (typeof outcome === 'object' && (state === 'none' || outcome.exitCode === undefined))
      return { kind: 'lost', signal: outcome.signal };
  }
  return await untilSaid(run, end, program, limitMs);
}

async function begin(run: CellRun, end: ProgramEnd, cell: KnownCell): Promise<CellProgram> {
  const { clock } = run.ports;
  const { folder, variables, command } = cell.file;
  const startedAt = clock.now();
  // An agent that died between the start and its noting has begun it.
  const process =
    (await stateOf(run, end)) === 'none'
      ? await end.programs.start(
          guestStep(
            'run',
            CELL_FOLDER,
            folder,
            ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
            ...command,
          ),
          { signal: run.signal },
        )
      : null;
  run.probe('started');
  const program = { startedAt, process };
  await keepProgram(run, program);
  return program;
}

async function stateOf(run: CellRun, end: ProgramEnd): Promise<GuestState> {
  const { stdout } = await runSmall(run, end, guestStep('state', CELL_FOLDER));
  const [, code, from, to] = /^ended (\d{1,3}) ([\d.]+) ([\d.]+)\s*$/.exec(stdout) ?? [];
  if (code !== undefined)
    return { kind: 'ended', exitCode: Number(code), commandMs: Math.max(0, (Number(to) - Number(from)) * SECOND_MS) };
  return stdout.trim() === 'running' ? 'running' : 'none';
}

/** Asks the guest's own files, where nobody knows the process any more. */
async function untilSaid(run: CellRun, end: ProgramEnd, program: CellProgram, limitMs: number): Promise<CommandEnd> {
  const { clock } = run.ports;
  const until = program.startedAt.getTime() + limitMs + STATE_GRACE_MS;
  for (;;) {
    try {
      const state = await stateOf(run, end);
      if (typeof state === 'object') return state;
      if (state === 'none') return { kind: 'lost', signal: undefined };
    } catch (error) {
      if (!DriverError.is(error) || run.signal.aborted) throw error;
    }
    if (clock.now().getTime() > until) return { kind: 'too-late' };
    await sleepUnless(clock, STATE_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
}
