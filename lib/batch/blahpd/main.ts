/** `gridbox-blahpd`: the BLAH protocol on standard input and output, with the batch systems of a file of settings behind it. */
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { createBlahServer } from '@/lib/batch/blah/server';
import type { SubmissionNote } from '@/lib/batch/blah/submit-once';
import { type FileBook, openFileBook } from './file-book';
import { checkSystems } from './check-systems';
import { createLineReader } from './line-reader';
import { type BlahpdSettings, createSystems, parseSettings } from './settings';

const DEFAULT_SETTINGS = '/etc/gridbox/blahpd.yaml';
/** As the command line's: 2 is a wrong call, a file of settings that is none included. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;
/** Of what is under way when the client has gone: then it is left to the book. */
const SETTLE_WITHIN_MS = 60_000;

type Systems = ReturnType<typeof createSystems>;

export interface BlahpdContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  /** The protocol, and nothing else. */
  readonly write: (text: string) => void;
  /** Lines for a log. */
  readonly tell: (line: string) => void;
  readonly now: () => Date;
}

function realContext(): BlahpdContext {
  // A client that has gone is told by the end of the input.
  process.stdout.on('error', () => undefined);
  return {
    environment: process.env,
    input: process.stdin,
    write: (text) => void process.stdout.write(text),
    tell: (line) => void process.stderr.write(`gridbox-blahpd: ${line}\n`),
    now: () => new Date(),
  };
}

/** @param argv as of a process @returns the exit code */
export async function main(argv: readonly string[], context: BlahpdContext = realContext()): Promise<number> {
  const program = new Command('gridbox-blahpd')
    .description('Speaks the BLAH protocol on standard input and output, and drives the batch systems of its settings')
    .option('--settings <file>', `of YAML (or GRIDBOX_BLAHPD_SETTINGS; left out ${DEFAULT_SETTINGS})`)
    .option('--unanswered', 'says which submissions nobody fetched the answer of, and ends')
    .option('--check', 'says what the batch systems of its settings have, and ends')
    .exitOverride()
    .configureOutput({ writeOut: context.write, writeErr: (text) => context.tell(text.trimEnd()) });
  try {
    program.parse([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  const { settings, unanswered, check } = program.opts<{ settings?: string; unanswered?: true; check?: true }>();
  const file = settings ?? context.environment['GRIDBOX_BLAHPD_SETTINGS'] ?? DEFAULT_SETTINGS;
  const read = readSettings(file, context.tell);
  if (read === undefined) return EXIT.usage;
  let systems: Systems;
  try {
    systems = createSystems(read, () => context.now().getTime());
  } catch (error) {
    context.tell(`The simulated batch system cannot go on: ${wordsOf(error)}`);
    return EXIT.failed;
  }
  if (check === true) return (await checkSystems(systems, context.write)) ? EXIT.done : EXIT.failed;
  let book: FileBook;
  try {
    book = await openFileBook(read.record, context.now());
  } catch (error) {
    context.tell(`The record ${read.record} cannot be kept: ${wordsOf(error)}`);
    return EXIT.failed;
  }
  const open = await book.unanswered();
  if (unanswered === true) {
    for (const note of open) context.write(`${lineOf(note)}\n`);
    return EXIT.done;
  }
  for (const note of open) context.tell(`not fetched yet: ${lineOf(note)}`);
  return await serve(systems, book, context);
}

function readSettings(file: string, tell: BlahpdContext['tell']): BlahpdSettings | undefined {
  try {
    return parseSettings(readFileSync(file, 'utf8'));
  } catch (error) {
    tell(`The settings ${file} cannot be used: ${wordsOf(error)}`);
    return undefined;
  }
}

async function serve(systems: Systems, book: FileBook, context: BlahpdContext): Promise<number> {
  const { input, write, now, tell } = context;
  const server = createBlahServer({
    systems,
    write,
    now,
    book,
    onIgnored: (jobId, ignored) => tell(`${jobId}: not acted on: ${ignored.join('; ')}`),
  });
  let quit = false;
  const feed = createLineReader((line) => {
    if (!quit) quit = !server.line(line);
  });
  input.setEncoding('utf8');
  let code: number = EXIT.done;
  for await (const piece of input) {
    if (!feed(String(piece))) {
      tell('A line has no end.');
      code = EXIT.failed;
      break;
    }
    if (quit) break;
  }
  const late = new Promise<void>((resolve) => setTimeout(resolve, SETTLE_WITHIN_MS).unref());
  await Promise.race([server.settled(), late]);
  return code;
}

const lineOf = ({ beganAt, lrms, tag, jobId, clientJobId, command }: SubmissionNote): string =>
  [
    beganAt.toISOString(),
    jobId ?? `${lrms} (not known whether there is a job; its tag is ${tag})`,
    ...(clientJobId === undefined ? [] : [`ClientJobId ${JSON.stringify(clientJobId)}`]),
    JSON.stringify(command),
  ].join(' ');

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
