import type { PlacementContext, PlacementHost } from '@/lib/domain/placement';
import type { MoveEnd } from '@/lib/domain/refusal-values';
import type { Refusal } from '@/lib/domain/refusals';
import { NOTHING, type Check } from './check';

/**
 * Readings older than this are not decided on: three missed bulk re-reads of five seconds, and some slack.
 * Too short: moves wait for a slow host. Too long: a move is decided on memory that is gone.
 */
const STALE_AFTER_MS = 20_000;

/** Are both hosts there, and may they take part? */
export const HOST_CHECKS: readonly Check[] = [
  {
    name: 'another host',
    find: ({ domain, source, target }) =>
      source?.id === target.id ? [{ code: 'same-host', values: { domain: domain.name, host: target.name } }] : NOTHING,
  },
  {
    name: 'both hosts up',
    find: ({ source, target, context }) => [
      ...statusOf('target', target, context),
      ...(source === undefined || source.id === target.id ? NOTHING : statusOf('source', source, context)),
    ],
  },
  {
    name: 'target not in maintenance',
    find: ({ target }) => maintenanceOf(target),
  },
  {
    name: 'no benchmark guards a host',
    find: ({ source, target }) => [
      ...benchmarkOn('target', target),
      ...(source === undefined || source.id === target.id ? NOTHING : benchmarkOn('source', source)),
    ],
  },
];

/** What keeps a host from taking a domain whichever it is, and whoever holds it. Empty: nothing does. */
export const hostRefusals = (host: PlacementHost, context: PlacementContext): Refusal[] => [
  ...statusOf('target', host, context),
  ...maintenanceOf(host),
  ...benchmarkOn('target', host),
];

const maintenanceOf = (host: PlacementHost): readonly Refusal[] =>
  host.maintenance ? [{ code: 'host-in-maintenance', values: { host: host.name } }] : NOTHING;

function statusOf(end: MoveEnd, host: PlacementHost, context: PlacementContext): readonly Refusal[] {
  if (host.status === 'disabled') return [{ code: 'host-disabled', values: { end, host: host.name } }];
  if (host.status === 'unreachable') {
    const downForMs =
      host.statusSince === undefined ? undefined : Math.max(0, context.now.getTime() - host.statusSince.getTime());
    return [{ code: 'host-down', values: { end, host: host.name, reason: host.statusReason, downForMs } }];
  }
  if (host.status === 'connecting' || host.reading === undefined) {
    return [{ code: 'host-not-read', values: { end, host: host.name } }];
  }
  const limitMs = context.staleAfterMs ?? STALE_AFTER_MS;
  const ageMs = host.seenAt === undefined ? 0 : context.now.getTime() - host.seenAt.getTime();
  return ageMs > limitMs ? [{ code: 'stale-inventory', values: { end, host: host.name, ageMs, limitMs } }] : NOTHING;
}

function benchmarkOn(end: MoveEnd, host: PlacementHost): readonly Refusal[] {
  return host.benchmark === undefined
    ? NOTHING
    : [{ code: 'benchmark-running', values: { end, host: host.name, benchmark: host.benchmark } }];
}
