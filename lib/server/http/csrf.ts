import { AppError } from '@/lib/domain/errors';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

export interface CsrfFacts {
  readonly method: string;
  readonly headers: Headers;
  /** Where people reach Gridbox by configuration. */
  readonly baseUrl: URL;
  /** A cookie decides who asks (or will, at signing in). A token is sent by no browser on its own and needs no check. */
  readonly byCookie: boolean;
  /** Signing in: there is no session to abuse yet, so a client that is no browser may come without either header. */
  readonly lenient?: boolean;
}

/**
 * Lets an unsafe request with a cookie through only where the browser says that our own pages sent it:
 * `Sec-Fetch-Site: same-origin`, or an `Origin` whose host is the one that was asked.
 *
 *   Sec-Fetch-Site same-origin            → passes
 *   Sec-Fetch-Site cross-site, same-site  → refused, whatever else it says
 *   Origin http://127.0.0.1:3000, Host 127.0.0.1:3000 → passes (also where people typed `localhost`)
 *   neither header                        → refused; scripts use tokens
 *
 * @throws AppError `forbidden`.
 */
export function checkCsrf(facts: CsrfFacts): void {
  if (SAFE_METHODS.includes(facts.method.toUpperCase()) || !facts.byCookie) return;
  const site = facts.headers.get('sec-fetch-site');
  if (site === 'same-origin') return;
  if (site !== null && site !== 'none') throw refused();
  const origin = facts.headers.get('origin');
  if (origin === null) {
    if (facts.lenient === true) return;
    throw refused();
  }
  const host = hostOf(origin);
  // A rebinding page's host equals its `Host` too, but our cookie is not sent to that name.
  if (host === undefined || (host !== facts.headers.get('host') && host !== facts.baseUrl.host)) throw refused();
}

function hostOf(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : undefined;
}

const refused = (): AppError =>
  new AppError(
    'forbidden',
    'This request did not come from a page of Gridbox. Scripts use an API token instead of a session cookie.',
    { detail: { reason: 'cross-site' } },
  );
