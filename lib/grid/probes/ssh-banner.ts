import { connectTcp, readUntil } from '@/lib/grid/net/connect-tcp';
import { MOST_BANNER_BYTES } from '@/lib/grid/net/limits';
import { placeOf, type Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';

/** RFC 4253, 4.2: lines may stand before it. 1.99 is a server that still takes the old protocol, too. */
const BANNER = /^SSH-(?:2\.0|1\.99)-[\x20-\x7e]{1,250}\r?$/m;

/** Whoever works at a VO box or a UI comes in here. */
export const probeSshBanner: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'ssh');
  const socket = await connectTcp(ask, 'ssh');
  const whole = (bytes: Buffer): string => {
    const text = bytes.toString('latin1');
    // The last line may still grow.
    return text.slice(0, text.lastIndexOf('\n') + 1);
  };
  const read = await readUntil(socket, {
    most: MOST_BANNER_BYTES,
    signal: ask.signal,
    enough: (bytes) => BANNER.test(whole(bytes)),
  });
  const [banner] = BANNER.exec(whole(read)) ?? [];
  if (banner === undefined)
    throw new ProbeFault('critical', `${where} answers, but not as an SSH server.`, {
      answer: read.toString('latin1'),
    });
  return {
    verdict: 'ok',
    sentence: `${where} answers as an SSH server.`,
    answer: banner.trim(),
    facts: { banner: banner.trim() },
  };
};
