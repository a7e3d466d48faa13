import { z } from 'zod';
import { type ProbeVerdict, worstVerdict } from '@/lib/domain/probe';
import { parseJson } from '@/lib/grid/net/parse-json';
import { runClient } from '@/lib/grid/net/run-client';
import type { Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { firstLine, onlyConnect, requireConfiguration, whyNotAsked } from './slurm-ping';

const words = z.array(z.string()).default([]);
/** Of Slurm 22.05 one state and its flags; newer ones give both in one list, in capitals. */
const Node = z.object({
  name: z.string(),
  hostname: z.string().default(''),
  address: z.string().default(''),
  state: z.union([z.string(), z.array(z.string())]),
  state_flags: words,
  reason: z.string().nullish(),
});
const MOST_NODES = 20_000;
const Nodes = z.object({ nodes: z.array(Node).max(MOST_NODES) });
export type SlurmNode = z.infer<typeof Node>;

const WORKING = ['idle', 'allocated', 'mixed', 'completing'];
/** It is closed by somebody's will, and its jobs go on. */
const CLOSED = ['drain', 'maintenance', 'reserved', 'planned', 'reboot_requested'];

/**
 * What a node's state means to whoever waits for a slot.
 * @example judgeNode({ state: 'idle', state_flags: [] }) // 'ok'
 * @example judgeNode({ state: 'idle', state_flags: ['DRAIN'] }) // 'warning': no new job, by somebody's will
 * @example judgeNode({ state: 'down', state_flags: ['NOT_RESPONDING'] }) // 'critical'
 */
export function judgeNode({ state, state_flags }: Pick<SlurmNode, 'state' | 'state_flags'>): {
  readonly verdict: ProbeVerdict;
  readonly words: string;
} {
  const all = [state, state_flags].flat().map((each) => each.toLowerCase());
  if (all.length === 0) return { verdict: 'unknown', words: 'without a state' };
  return { verdict: worstVerdict(all.map(verdictOf)), words: all.join(', ') };
}

function verdictOf(state: string): ProbeVerdict {
  if (WORKING.includes(state)) return 'ok';
  // The controller has not heard of it since it began.
  if (state === 'unknown') return 'unknown';
  return CLOSED.includes(state) ? 'warning' : 'critical';
}

/** Does the batch system give the worker node jobs? */
export const probeWnState: Probe = async (ask) => {
  const { address, nodeName } = ask.endpoint;
  let end;
  try {
    end = await runClient(ask, 'sinfo', ['--json']);
    requireConfiguration(end.stderr);
  } catch (error) {
    const without = whyNotAsked(error, 'sinfo');
    if (without !== undefined) return await onlyConnect(ask, 'slurmd', without);
    throw error;
  }
  const { code, stdout, stderr } = end;
  if (code !== 0) {
    const said = firstLine(stderr);
    // The controller's fault is told by its own probe; of the node nothing is known.
    throw new ProbeFault('unknown', `sinfo ended with ${code ?? 'a signal'}: ${said}`, { answer: stderr });
  }
  const { nodes } = parseJson(stdout, Nodes, 'sinfo');
  const wanted = nodeName ?? address;
  const node = nodes.find((each) => [each.name, each.hostname, each.address].includes(wanted));
  if (node === undefined)
    throw new ProbeFault('critical', `Slurm knows no node ${wanted}; it knows ${nodes.length}.`, {
      answer: nodes.map(({ name }) => name).join('\n'),
    });
  const { verdict, words: told } = judgeNode(node);
  const reason = node.reason === undefined || node.reason === null || node.reason === '' ? '' : ` (${node.reason})`;
  return {
    verdict,
    sentence: `Slurm says of ${node.name}: ${told}${reason}.`,
    answer: JSON.stringify(node, undefined, 2),
    facts: { asked: 'sinfo', node: node.name, state: told },
  };
};
