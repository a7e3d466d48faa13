import { connectTcp, readUntil, staysOpen } from '@/lib/grid/net/connect-tcp';
import { isNotInstalled, runClient } from '@/lib/grid/net/run-client';
import { placeOf, type Probe, type ProbeAnswer, type ProbeAsk } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';

/** @example 'Slurmctld(primary) at ce is UP' */
const PING = /^Slurmctld\((primary|backup\d*)\) at (\S+) (?:is|are) (UP|DOWN)$/gm;
/** @example 'SLURMCTLD_HOST[0]       = ce(10.0.0.4)' */
const CONTROLLER = /^SlurmctldHost\[\d+\]\s*=\s*([^\s()]+)(?:\(([^\s()]+)\))?\s*$/gim;

/** Does the controller of the batch system answer? */
export const probeSlurmPing: Probe = async (ask) => {
  try {
    return await askScontrol(ask);
  } catch (error) {
    const without = whyNotAsked(error, 'scontrol');
    if (without !== undefined) return await onlyConnect(ask, 'slurmctld', without);
    throw error;
  }
};

/** Of a machine on which Slurm was installed and never told of a cluster (22.05). */
const NO_CONFIGURATION = /Could not establish a configuration source/;
class Unconfigured extends Error {}

/** @throws Unconfigured where one of Slurm's programs ended so because it knows no cluster at all. */
export function requireConfiguration(stderr: string): void {
  if (NO_CONFIGURATION.test(stderr)) throw new Unconfigured();
}

/** Why Slurm itself was not asked, for people; undefined where something else went wrong. */
export function whyNotAsked(error: unknown, program: string): string | undefined {
  if (isNotInstalled(error)) return `${program} is not installed where the agent runs`;
  return error instanceof Unconfigured ? `${program} knows no cluster where the agent runs` : undefined;
}

/** No length that a message of Slurm's may have: whoever reads it ends the connection (22.05, tried). */
const NO_MESSAGE = Buffer.from('ffffffff', 'hex');

/**
 * Where nothing can be asked of Slurm itself: whether somebody listens. That a connection comes about does not say so much: a gateway in
 * between takes every one, and ends it when the guest refuses, or keeps it when the guest is not there.
 */
export async function onlyConnect(ask: ProbeAsk, port: 'slurmctld' | 'slurmd', without: string): Promise<ProbeAnswer> {
  const where = placeOf(ask.endpoint, port);
  const socket = await connectTcp(ask, port);
  if (!(await staysOpen(socket, ask.signal)))
    throw new ProbeFault('critical', `${where} takes a connection and ends it at once.`);
  socket.write(NO_MESSAGE);
  await readUntil(socket, { most: 1, signal: ask.signal, enough: () => true });
  return {
    verdict: 'ok',
    sentence: `${where} takes connections; ${without}, so that nothing was asked of Slurm.`,
    facts: { asked: 'connection only' },
  };
}

async function askScontrol(ask: ProbeAsk): Promise<ProbeAnswer> {
  const { stdout, stderr, code } = await runClient(ask, 'scontrol', ['ping']);
  requireConfiguration(stderr);
  const text = stdout.toString('utf8');
  const controllers = [...text.matchAll(PING)].map(([, rank = '', name = '', state = '']) => ({ rank, name, state }));
  const answer = `${text}${stderr}`;
  if (controllers.length === 0) {
    // It fails before it asks anybody where its configuration is missing or wrong.
    const verdict = /slurm_load_conf|conf(ig)? file|Unable to process/i.test(stderr) ? 'unknown' : 'critical';
    throw new ProbeFault(
      verdict,
      `scontrol ping ended with ${code ?? 'a signal'} and told of no controller: ${firstLine(stderr)}`,
      { answer },
    );
  }
  const facts = { asked: 'scontrol ping', controllers: controllers.length };
  const down = controllers.filter(({ state }) => state !== 'UP');
  if (down.some(({ rank }) => rank === 'primary'))
    return {
      verdict: 'critical',
      sentence: `The Slurm controller at ${placeOf(ask.endpoint, 'slurmctld')} is down.`,
      answer,
      facts,
    };
  await requireSameController(ask);
  if (down.length > 0)
    return {
      verdict: 'warning',
      sentence: `A backup of the Slurm controller is down: ${down.map(({ name }) => name).join(', ')}.`,
      answer,
      facts,
    };
  return {
    verdict: 'ok',
    sentence: `The Slurm controller at ${placeOf(ask.endpoint, 'slurmctld')} is up.`,
    answer,
    facts,
  };
}

/**
 * The agent's Slurm configuration names one cluster. An answer of another's controller would be taken for this one's.
 * @throws ProbeFault `unknown`.
 */
async function requireSameController(ask: ProbeAsk): Promise<void> {
  const { address, tlsName } = ask.endpoint;
  const { stdout } = await runClient(ask, 'scontrol', ['show', 'config']);
  const names = [...stdout.toString('utf8').matchAll(CONTROLLER)].flatMap(([, name, at]) =>
    [name, at].filter((each) => each !== undefined),
  );
  if (names.length === 0 || names.some((name) => name === address || name === tlsName)) return;
  throw new ProbeFault(
    'unknown',
    `The Slurm configuration where the agent runs is of ${names.join(', ')}, not of ${address}.`,
  );
}

export const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';
