/**
 * How a job's words reach the machine that it runs on: as literals of the script that its batch system keeps for it, never on a command
 * line and never as variables of the submitting command (the stand-in for PBS puts those into a line for a shell). A literal is in single
 * quotes, in which a shell reads nothing, and has no line of its own, since batch systems read lines of a script as options (`#PBS`).
 */
import type { JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';

/** Of a script. Slurm takes 4 MB (`max_script_size`); larger things are files. */
const CHARACTERS_MAX = 1024 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** By these a dynamic linker or a shell runs something before the job, as whoever runs it. */
const REFUSED = /^(LD_|GRIDBOX_|BASH_ENV$|ENV$|IFS$|SHELLOPTS$|BASHOPTS$|PS4$|SLURM_|SBATCH_|PBS_|LSB_|LSF_)/;

const NEWLINE = 'gridbox_nl';
/** @example quoteWord("it's") // `'it'\\''s'` */
const quoteWord = (word: string): string =>
  `'${word.replaceAll("'", String.raw`'\''`).replaceAll('\n', `'"$${NEWLINE}"'`)}'`;

/**
 * The whole script of a job.
 * @throws DriverError `refused` for a variable's name that is none or is not the job's to set, for a zero byte, and for too much
 */
export function renderJobScript(request: JobRequest): string {
  const { command, args, environment, workFolder, stdinPath } = request;
  for (const name of Object.keys(environment))
    if (!NAME.test(name) || REFUSED.test(name))
      throw new DriverError('refused', `A job may not set the variable ${name}.`);
  // An option of `exec`, which no shell but some takes `--` against.
  if (command === '' || command.startsWith('-'))
    throw new DriverError('refused', 'A command must not begin with a dash.');
  const texts = [command, ...args, ...Object.values(environment)];
  if (texts.some((text) => text.includes('\0')))
    throw new DriverError('refused', 'A job’s words must not have a zero byte.');
  const script = [
    '#!/bin/sh',
    `${NEWLINE}=$(printf '\\nx'); ${NEWLINE}="\${${NEWLINE}%x}"`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    ...(workFolder === undefined ? [] : [`cd ${quoteWord(workFolder)} || exit 111`]),
    ...(stdinPath === undefined ? [] : [`exec <${quoteWord(stdinPath)} || exit 111`]),
    `set -- ${[command, ...args].map(quoteWord).join(' ')}`,
    `unset ${NEWLINE}`,
    'exec "$@"',
    '',
  ].join('\n');
  if (script.length > CHARACTERS_MAX)
    throw new DriverError(
      'refused',
      `Command, arguments and environment of a job have at most ${CHARACTERS_MAX} characters.`,
    );
  return script;
}

/** Names that stand among the options of a command, and files: what may be in them is what no system reads as more than a name. */
const WORD_FORM = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;
const PATH_FORM = /^\/[\p{L}\p{N}._@+=/-]{0,1023}$/u;

/** @throws DriverError `refused` */
export function requireWord(what: string, word: string | undefined): string | undefined {
  if (word === undefined || WORD_FORM.test(word)) return word;
  throw new DriverError('refused', `${what} has to be of letters, digits, ".", "_", "@" and "-".`);
}

/**
 * Batch systems read some signs of a path as patterns (`%j`) or hosts (`:`), and the stand-in for PBS gives its options to a shell.
 * @throws DriverError `refused`
 */
export function requirePath(what: string, path: string | undefined): string | undefined {
  if (path === undefined || PATH_FORM.test(path)) return path;
  throw new DriverError(
    'refused',
    `${what} has to be an absolute path of letters, digits, "/", ".", "_", "@", "+", "=" and "-".`,
  );
}
