import { runClient, type ClientEnd } from '@/lib/grid/net/run-client';
import { placeOf, type ProbeAsk, reachOf } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { firstLine } from './slurm-ping';

/**
 * One try, and no patience of its own: otherwise a client waits for minutes on a server that is gone, past the probe's deadline.
 * Seconds; names of the XRootD client's settings.
 */
const IMPATIENT = {
  XRD_CONNECTIONWINDOW: '5',
  XRD_CONNECTIONRETRY: '1',
  XRD_REQUESTTIMEOUT: '8',
  XRD_STREAMTIMEOUT: '8',
};

export function serverOf({ endpoint }: Pick<ProbeAsk, 'endpoint'>): string {
  const { host, port } = reachOf(endpoint, 'xrootd');
  return `root://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A program of the XRootD client, whatever its exit code. */
export const runXrootd = async (
  ask: ProbeAsk,
  program: 'xrdcp' | 'xrdfs',
  args: readonly string[],
  input?: Buffer,
): Promise<ClientEnd> =>
  await runClient(
    { ...ask, clients: { ...ask.clients, env: { ...ask.clients.env, ...IMPATIENT } } },
    program,
    args,
    input,
  );

/** @throws ProbeFault where it ends with anything but 0. */
export async function mustXrootd(ask: ProbeAsk, what: string, ...[program, args, input]: Tail): Promise<ClientEnd> {
  const end = await runXrootd(ask, program, args, input);
  if (end.code === 0) return end;
  const said = `${end.stderr}${end.stdout.toString('utf8')}`;
  throw new ProbeFault(
    'critical',
    `${what} at ${placeOf(ask.endpoint, 'xrootd')} failed (${end.code ?? 'killed'}): ${firstLine(said)}`,
    { answer: said },
  );
}
type Tail = readonly [program: 'xrdcp' | 'xrdfs', args: readonly string[], input?: Buffer];
