import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { getConfig, type Config } from '@/lib/server/config';
import { errorResponse } from './error-response';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|(::ffff:)127(\.\d{1,3}){3})$/i;

/**
 * Metrics name routes and counts, nothing of anybody's, yet they are not for the world: with the configured token from
 * anywhere; without one, where Gridbox itself is reached by a loopback address and so is this request.
 * @returns the refusal, or undefined where the caller may read.
 */
export function requireMetricsReader(
  request: Request,
  config: Pick<Config, 'metricsToken' | 'baseUrl'> = getConfig(),
): Response | undefined {
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (config.metricsToken !== undefined && given !== undefined && equal(given, config.metricsToken)) return undefined;
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '');
  const local =
    LOOPBACK.test(config.baseUrl.hostname) && LOOPBACK.test(host) && hops.every((hop) => LOOPBACK.test(hop));
  if (local) return undefined;
  return errorResponse(new AppError('unauthenticated', 'Metrics need the token of GRIDBOX_METRICS_TOKEN.'), '');
}

/** Hashed first: the comparison takes equal lengths, and the time it takes tells nothing. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
