import { connectTcp } from '@/lib/grid/net/connect-tcp';
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
    if (isNotInstalled(error)) return await onlyConnect(ask, 'slurmctld', 'scontrol');
    throw error;
  }
};

/** Where nothing can be asked of Slurm itself: whether somebody listens. */
export async function onlyConnect(ask: ProbeAsk, port: 'slurmctld' | 'slurmd', program: string): Promise<ProbeAnswer> {
  (await connectTcp(ask, port)).destroy();
  return {
    verdict: 'ok',
    sentence: `${placeOf(ask.endpoint, port)} takes connections; ${program} is not installed where the agent runs, so that nothing was asked of Slurm.`,
    facts: { asked: 'connection only' },
  };
}

async function askScontrol(ask: ProbeAsk): Promise<ProbeAnswer> {
  const { stdout, stderr, code } = await runClient(ask, 'scontrol', ['ping']);
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
