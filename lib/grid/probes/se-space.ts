import type { ProbeVerdict } from '@/lib/domain/probe';
import { placeOf, type Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { mustXrootd, serverOf } from './xrootd-client';

/** Parts of the whole. A tenth is time to clean up; of a fiftieth the next large file finds no place. */
const WARN_BELOW = 0.1;
const CRITICAL_BELOW = 0.02;
const GIB = 1_073_741_824;

/** @example bytesOf('oss.cgroup=public&oss.space=270553174016&oss.free=68818157568', 'oss.free') // 68818157568 */
function bytesOf(text: string, name: string): number | undefined {
  const value = new URLSearchParams(text.trim()).get(name) ?? '';
  return /^\d{1,18}$/.test(value) ? Number(value) : undefined;
}

/** How much room is left. Not by `spaceinfo`, which asks at whatever address the server has for itself. */
export const probeSeSpace: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'xrootd');
  const { stdout } = await mustXrootd(ask, 'The question for space', 'xrdfs', [
    serverOf(ask),
    'query',
    'space',
    ask.endpoint.dataPath,
  ]);
  const answer = stdout.toString('utf8');
  const total = bytesOf(answer, 'oss.space');
  const free = bytesOf(answer, 'oss.free');
  if (total === undefined || free === undefined || total === 0 || free > total)
    throw new ProbeFault('critical', `${where} does not say how much space it has.`, { answer });
  const share = free / total;
  const verdict: ProbeVerdict = share < CRITICAL_BELOW ? 'critical' : share < WARN_BELOW ? 'warning' : 'ok';
  return {
    verdict,
    sentence: `${(free / GIB).toFixed(1)} of ${(total / GIB).toFixed(1)} GiB are free at ${where}.`,
    answer,
    facts: { totalBytes: total, freeBytes: free },
  };
};
