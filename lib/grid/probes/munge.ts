import { runClient } from '@/lib/grid/net/run-client';
import type { Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { firstLine } from './slurm-ping';

/** @example 'STATUS:          Success (0)' */
const STATUS = /^STATUS:\s+(.+?)\s+\((\d+)\)$/m;

/** The daemon that vouches for whoever speaks to Slurm, where the agent runs: without it every question to Slurm is refused. */
export const probeMunge: Probe = async (ask) => {
  const socket = ask.clients.mungeSocket === undefined ? [] : ['-S', ask.clients.mungeSocket];
  const made = await runClient(ask, 'munge', [...socket, '-n']);
  if (made.code !== 0)
    throw new ProbeFault('critical', `munge makes no credential: ${firstLine(made.stderr)}`, { answer: made.stderr });
  const read = await runClient(ask, 'unmunge', socket, made.stdout);
  const answer = `${read.stdout.toString('utf8')}${read.stderr}`;
  const [, words, number] = STATUS.exec(answer) ?? [];
  if (number === '0') return { verdict: 'ok', sentence: 'Munge takes a credential of its own.', answer };
  throw new ProbeFault('critical', `unmunge says ${words ?? firstLine(read.stderr)}.`, { answer });
};
