/** The program as a process, with a submitting command that waits at gates: so that a test can end the program at a step of its choice. */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lrms } from '@/lib/domain/batch-job';
import type { BlahResult } from '@/lib/batch/blah/client';
import { type StartedBlahpd, startBlahpd } from '@/lib/batch/blah/start-blahpd';
import { escapeWord } from '@/lib/batch/blah/tokens';
import { waitUntil } from '@/tools/shared/wait-until';
import { blahpdCommand } from './blahpd-command';

const EXECUTABLE = 0o755;
export const WAIT = { deadlineMs: 60_000, everyMs: 100 };
const run = promisify(execFile);

/** While it is shut the submitting command waits: before it asks its batch system, or after. */
export type Gate = 'before' | 'after';

export interface GatedBlahpd {
  readonly lrms: Lrms;
  readonly queue: string;
  /** Jobs may write here. */
  readonly folder: string;
  open(): Promise<StartedBlahpd>;
  submit(blahpd: StartedBlahpd, description: string): Promise<BlahResult>;
  /** Begins a submission in a program that is never asked for results. @returns what ends it by a kill */
  submitUnread(description: string): () => Promise<void>;
  /** Lines of the submissions that the client calls so. */
  unanswered(clientJobId: string): Promise<string>;
  shut(gate: Gate): void;
  lift(gate: Gate): void;
  /** The submitting command was called, or has ended. */
  passed(what: 'asked' | 'taken'): Promise<void>;
  reset(): void;
  stop(): Promise<void>;
}

export interface GatedOptions {
  readonly lrms: Lrms;
  readonly queue: string;
  readonly folder: string;
  /** For settings, the record and the gates. */
  readonly root: string;
  readonly command: string;
  /** Of the batch system's commands; its `PATH` finds the real command. */
  readonly environment: Readonly<Record<string, string>>;
}

export function makeGatedBlahpd({ lrms, queue, folder, root, command, environment }: GatedOptions): GatedBlahpd {
  const [bin, gates] = [join(root, 'gated'), join(root, 'gates')];
  for (const each of [bin, gates]) mkdirSync(each);
  const path = environment['PATH'] ?? '';
  writeFileSync(
    join(bin, command),
    `#!/bin/sh
PATH='${path}'
touch '${gates}/asked'
while [ -e '${gates}/before' ]; do sleep 0.05; done
${command} "$@"
code=$?
touch '${gates}/taken'
while [ -e '${gates}/after' ]; do sleep 0.05; done
exit $code
`,
  );
  chmodSync(join(bin, command), EXECUTABLE);
  const commands = { environment: { ...environment, PATH: `${bin}:${path}` } };
  const program = blahpdCommand(root, { [lrms]: commands });
  const started: StartedBlahpd[] = [];
  return {
    lrms,
    queue,
    folder,
    open: async () => {
      const blahpd = await startBlahpd(program);
      started.push(blahpd);
      return blahpd;
    },
    submit: async ({ client }, description) => await client.request('BLAH_JOB_SUBMIT', [description]),
    submitUnread: (description) => {
      const [file, ...args] = program.argv;
      const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'ignore'] });
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      child.stdin.write(`BLAH_JOB_SUBMIT 1 ${escapeWord(description)}\n`);
      return async () => {
        child.kill('SIGKILL');
        await gone;
      };
    },
    unanswered: async (clientJobId) => {
      const [file, ...args] = program.argv;
      const { stdout } = await run(file, [...args, '--unanswered']);
      const mine = (line: string) => line.includes(`ClientJobId ${JSON.stringify(clientJobId)}`);
      return stdout.split('\n').filter(mine).join('\n');
    },
    shut: (gate) => writeFileSync(join(gates, gate), ''),
    lift: (gate) => rmSync(join(gates, gate)),
    passed: async (what) => void (await waitUntil(what, () => existsSync(join(gates, what)), WAIT)),
    reset: () => {
      for (const each of ['before', 'after', 'asked', 'taken']) rmSync(join(gates, each), { force: true });
    },
    stop: async () => {
      for (const each of started) await each.stop();
    },
  };
}
