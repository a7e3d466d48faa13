/** What a simulated batch system was told, as a file: by it the model outlives the program that it is in, as a real batch system does. */
import { openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { z } from 'zod';

const OWNER_ONLY = 0o600;

const Text = z.string().optional();
const Whole = z.number().optional();
const Request = z.object({
  command: z.string(),
  args: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  queue: Text,
  name: Text,
  tag: Text,
  workFolder: Text,
  stdinPath: Text,
  stdoutPath: Text,
  stderrPath: Text,
  wallSeconds: Whole,
  memoryMiB: Whole,
  nodes: Whole,
  project: Text,
  executionEnvironment: Text,
});
const Deed = z.discriminatedUnion('deed', [
  z.object({ atMs: z.number(), deed: z.literal('submit'), request: Request }),
  z.object({ atMs: z.number(), deed: z.enum(['cancel', 'hold', 'release']), id: z.string() }),
]);
export type JobDeed = z.infer<typeof Deed>;

export interface JobFile {
  /** In the order in which they were done. */
  readonly past: readonly JobDeed[];
  /** Returns when the operating system has it: the end of the program loses none, that of the machine may. */
  add(deed: JobDeed): void;
}

/** Makes it where there is none. One program writes to it at a time. @throws Error where it cannot be read or is none */
export function openJobFile(path: string): JobFile {
  const file = openSync(path, 'a', OWNER_ONLY);
  const text = readFileSync(path, 'utf8');
  // Behind the last end of a line there is nothing, or a deed that nobody was told of.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const past = whole
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [parseLine(line, `${path}:${index + 1}`)]));
  return { past, add: (deed) => void writeSync(file, `${JSON.stringify(deed)}\n`) };
}

function parseLine(line: string, where: string): JobDeed {
  try {
    return Deed.parse(JSON.parse(line));
  } catch (cause) {
    throw new Error(`${where} says nothing that a simulated batch system was told.`, { cause });
  }
}
