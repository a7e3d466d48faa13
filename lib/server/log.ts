import { pino, type DestinationStream, type Logger } from 'pino';
import { getConfig } from './config';

/**
 * Keys whose values never reach a log, wherever they stand in the first levels of an entry. The list is the last net:
 * code does not pass secrets to the log in the first place, and a test reads the log after using every secret.
 */
const SECRET_KEYS = [
  'password',
  'currentPassword',
  'newPassword',
  'oneTimePassword',
  'credentials',
  'credentialsEncrypted',
  'secret',
  'token',
  'hash',
  'cookie',
  'authorization',
  'set-cookie',
  'databaseUrl',
];

/**
 * An error for the log: what, where and why, without what was in the statement. A driver's own text may repeat whole rows
 * ("Failing row contains …"), and Prisma's the arguments of the call.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const ofPrisma = error.name.startsWith('PrismaClient');
  const lines = error.message.split('\n').filter((line) => line.trim() !== '');
  return {
    type: error.name,
    message: (ofPrisma ? (lines.at(-1) ?? '') : error.message).slice(0, 1000),
    ...('code' in error ? { code: error.code } : {}),
    at: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim())
      .slice(0, 12),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** A logger that leaves secrets out. `destination` is for tests. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => {
    const quoted = `["${key}"]`;
    return [quoted, `*${quoted}`, `*.*${quoted}`];
  });
  const options = {
    level,
    base: null,
    serializers: { err: describeError },
    redact: { paths, censor: '[secret]' },
    // The level as a word and the time as ISO 8601: a log is read by people first.
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

let log: Logger | undefined;

/** The process's log, JSON lines on standard output. */
export function getLog(): Logger {
  log ??= createLog(getConfig().logLevel);
  return log;
}

/** Sends the process's log elsewhere. For tests that read it. */
export function setLog(replacement: Logger | undefined): void {
  log = replacement;
}
