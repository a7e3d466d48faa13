/** The second path to a host: does it give a sign of life, whether or not its hypervisor answers? */
import { connect } from 'node:net';
import type { AgentPorts } from '@/lib/agent/ports';
import type { SignOfLife } from '@/lib/domain/recovery';
import { parseSecondPath } from '@/lib/domain/second-path';
import { DriverError } from '@/lib/drivers/errors';
import type { AskSign } from '@/lib/server/services/recovery/advance-loss';

/** A suspected host is asked so often. */
const ASK_EVERY_MS = 5_000;
/** Longer takes no living host of a testbed's network; a busy one answers a connection from its kernel. */
const SIGN_DEADLINE_MS = 3_000;

export function createAskSign(ports: Pick<AgentPorts, 'drivers' | 'clock'>): AskSign {
  return async (host, last) => {
    const at = ports.clock.now();
    if (last !== undefined && at.getTime() - new Date(last.at).getTime() < ASK_EVERY_MS) return undefined;
    const answer = async (): Promise<Pick<SignOfLife, 'alive' | 'words'> | undefined> => {
      if (host.secondPath !== null) return await askPort(host.secondPath);
      const { outOfBand } = (host.driver === 'simulated' ? ports.drivers.simulated : undefined) ?? {};
      return outOfBand === undefined ? undefined : await askSimulated(outOfBand.isAlive(host.uri));
    };
    const found = await answer();
    return found === undefined ? undefined : { at: at.toISOString(), ...found };
  };
}

async function askSimulated(asked: Promise<boolean>): Promise<Pick<SignOfLife, 'alive' | 'words'>> {
  try {
    const alive = await asked;
    return {
      alive,
      words: alive
        ? 'its simulated management card says that it lives.'
        : 'its simulated management card says that it is dead.',
    };
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    return { words: error.message };
  }
}

/** Codes that come from the host itself: something there is alive, though nobody listens. */
const FROM_THE_HOST = ['ECONNREFUSED', 'ECONNRESET'];
/** Codes that are a silence; any other is a fault on our side and says nothing. */
const SILENCE = ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'];

/** A connection that is taken or turned down comes from something alive; only silence is none. */
export async function askPort(text: string): Promise<Pick<SignOfLife, 'alive' | 'words'>> {
  const path = parseSecondPath(text);
  if (path === undefined) return { words: `${text} is no address that could be asked.` };
  return await new Promise((resolve) => {
    const socket = connect({ host: path.host, port: path.port });
    const say = (alive: boolean | undefined, words: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(alive === undefined ? { words } : { alive, words });
    };
    const timer = setTimeout(
      () => say(false, `no answer from ${text} within ${SIGN_DEADLINE_MS / 1000} s.`),
      SIGN_DEADLINE_MS,
    );
    socket.once('connect', () => say(true, `${text} takes connections.`));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      if (FROM_THE_HOST.includes(code)) say(true, `${text} turns connections down, so its machine lives.`);
      else if (SILENCE.includes(code)) say(false, `${text} cannot be reached (${code}).`);
      else say(undefined, `${text} could not be asked (${code === '' ? error.message : code}).`);
    });
  });
}
