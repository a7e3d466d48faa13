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

/** A logger that leaves secrets out. `destination` is for tests. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => {
    const quoted = `["${key}"]`;
    return [quoted, `*${quoted}`, `*.*${quoted}`];
  });
  const options = {
    level,
    base: null,
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
