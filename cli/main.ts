/** Reads the command line, does the command, and says by its exit code how it ended. */
import { setTimeout as wait } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { AppError } from '@/lib/domain/errors';
import { addCampaignCommands } from './commands/campaign';
import { addImageCommands } from './commands/image';
import { addLeaseCommands } from './commands/lease';
import { addOperationCommands } from './commands/operation';
import { addJobSpecCommands, addPoolCommands } from './commands/pool';
import { addSiteCommands } from './commands/site';
import type { CliContext } from './context';
import { CliFailure, EXIT } from './failure';

export const realContext = (): CliContext => ({
  environment: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
  sleep: async (ms) => await wait(ms),
  nowMs: () => performance.now(),
});

/** @param argv as of a process: the program's own words are the third and following @returns the exit code */
export async function main(argv: readonly string[], context: CliContext = realContext()): Promise<number> {
  const program = new Command('gridbox')
    .description('Gridbox from the command line, for people and for other programs')
    .option('--url <address>', 'of Gridbox (GRIDBOX_URL; left out http://127.0.0.1:3000)')
    .option('--token-file <file>', 'with an API token (or GRIDBOX_TOKEN)')
    .option('--json', 'the answer as JSON')
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.tell(text.trimEnd()),
    });
  addSiteCommands(program, context);
  addImageCommands(program, context);
  addCampaignCommands(program, context);
  addLeaseCommands(program, context);
  addPoolCommands(program, context);
  addJobSpecCommands(program, context);
  addOperationCommands(program, context);
  try {
    await program.parseAsync([...argv]);
    return EXIT.done;
  } catch (error) {
    return endOf(error, context);
  }
}

function endOf(error: unknown, context: CliContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CliFailure) {
    context.tell(error.message);
    return error.exitCode;
  }
  if (AppError.is(error)) {
    context.tell(error.message);
    for (const { field, message } of error.fields)
      if (!error.message.includes(message)) context.tell(`  ${field}: ${message}`);
    return EXIT.failed;
  }
  context.tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
}
