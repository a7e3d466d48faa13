import { once } from 'node:events';
import { connectTcp, readUntil } from '@/lib/grid/net/connect-tcp';
import { placeOf, type Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';

const WORD = 4;
/** Five words: 0, 0, 0, 4, 2012. XRootD protocol 5, "Initial handshake". */
const HANDSHAKE = Buffer.alloc(5 * WORD);
HANDSHAKE.writeInt32BE(4, 3 * WORD);
HANDSHAKE.writeInt32BE(2012, 4 * WORD);

/** Stream id and status in one word, length, then version and role: 16 bytes. */
const ANSWER_BYTES = 4 * WORD;
const ROLES: Readonly<Record<number, string>> = { 0: 'a redirector', 1: 'a data server' };

/** A cheap sign of life of a storage element: the first bytes of its own protocol. */
export const probeSeTcp: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'xrootd');
  const socket = await connectTcp(ask, 'xrootd');
  if (!socket.write(HANDSHAKE)) await once(socket, 'drain', { signal: ask.signal });
  const read = await readUntil(socket, {
    most: ANSWER_BYTES,
    signal: ask.signal,
    enough: (bytes) => bytes.length >= ANSWER_BYTES,
  });
  const answer = read.toString('hex').replaceAll(/(.{8})(?=.)/g, '$1 ');
  if (read.length < ANSWER_BYTES)
    throw new ProbeFault('critical', `${where} closes the connection after ${read.length} of ${ANSWER_BYTES} bytes.`, {
      answer,
    });
  const [head, length, version, role] = [0, 1, 2, 3].map((word) => read.readInt32BE(word * WORD));
  const DATA_BYTES = 8;
  if (head !== 0 || length !== DATA_BYTES || version === undefined || role === undefined || ROLES[role] === undefined)
    throw new ProbeFault('critical', `${where} answers, but not in XRootD.`, { answer });
  const name = version.toString(16);
  return {
    verdict: 'ok',
    sentence: `${where} speaks XRootD 0x${name} and is ${ROLES[role]}.`,
    answer,
    facts: { protocol: `0x${name}`, role: ROLES[role] },
  };
};
