import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliFailure, EXIT } from './failure';

export interface Settings {
  /** Of Gridbox, without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** Of `npm run up`. */
const DEFAULT_URL = 'http://127.0.0.1:3000';
const Url = z.url({ protocol: /^https?$/ });
/** As `POST /api/v1/tokens` makes them; a wrong file is told before it is sent anywhere. */
const TOKEN = /^gbx_[\w-]{16,256}$/;

/**
 * From options, then the environment. A token is taken from a file or the environment only: arguments are seen by everybody on a machine.
 * @throws CliFailure with what is missing and how to give it.
 */
export function readSettings(
  options: { readonly url?: string | undefined; readonly tokenFile?: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const address = options.url ?? environment['GRIDBOX_URL'] ?? DEFAULT_URL;
  const url = Url.safeParse(address);
  if (!url.success) throw new CliFailure(`${address} is no address such as https://gridbox.example.`, EXIT.usage);
  const token = (
    options.tokenFile === undefined ? (environment['GRIDBOX_TOKEN'] ?? '') : readToken(options.tokenFile)
  ).trim();
  if (token === '')
    throw new CliFailure(
      'No API token. Make one in Gridbox (Account → API tokens) and give it as GRIDBOX_TOKEN or by --token-file.',
      EXIT.usage,
    );
  if (!TOKEN.test(token)) throw new CliFailure('The API token is none: they begin with gbx_.', EXIT.usage);
  return { url: url.data.replace(/\/+$/, ''), token };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliFailure(`The token file ${file} cannot be read.`, EXIT.usage, { cause });
  }
}
