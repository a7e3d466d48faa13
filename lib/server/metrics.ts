import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Web half's own metrics, in one registry a process. `next dev` reloads modules, so it lives on `globalThis`. */
export interface WebMetrics {
  readonly registry: Registry;
  /** By route id, never by address: ids in a label would make a series each. */
  readonly requests: Counter<'route' | 'status'>;
  readonly seconds: Histogram<'route'>;
  readonly openStreams: Gauge;
  readonly droppedStreams: Counter<'reason'>;
  /** The three of probes are set when they are asked for, by `unsafeMeasureProbes`. */
  readonly probeUp: Gauge<'target' | 'vo' | 'kind'>;
  readonly probeVerdict: Gauge<'target' | 'vo' | 'kind' | 'probe'>;
  readonly probeSeconds: Gauge<'target' | 'vo' | 'kind' | 'probe'>;
}

declare global {
  var gridboxWebMetrics: WebMetrics | undefined;
}

export function getMetrics(): WebMetrics {
  globalThis.gridboxWebMetrics ??= createMetrics();
  return globalThis.gridboxWebMetrics;
}

function createMetrics(): WebMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'gridbox_http_requests_total',
      help: 'Requests to the API by route and status',
      labelNames: ['route', 'status'],
      registers,
    }),
    seconds: new Histogram({
      name: 'gridbox_http_request_seconds',
      help: 'Time from request to answer; streams count to their first frame',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    openStreams: new Gauge({ name: 'gridbox_event_streams_open', help: 'Open event streams', registers }),
    droppedStreams: new Counter({
      name: 'gridbox_event_streams_dropped_total',
      help: 'Event streams that the server ended',
      labelNames: ['reason'],
      registers,
    }),
    probeUp: new Gauge({
      name: 'gridbox_probe_target_up',
      help: '1 where every critical probe is confirmed ok, 0 where one is critical; left out where it is not known',
      labelNames: ['target', 'vo', 'kind'],
      registers,
    }),
    probeVerdict: new Gauge({
      name: 'gridbox_probe_verdict',
      help: 'What is confirmed of a probe: 0 ok, 1 warning, 2 critical, 3 not known, as monitoring plugins number it',
      labelNames: ['target', 'vo', 'kind', 'probe'],
      registers,
    }),
    probeSeconds: new Gauge({
      name: 'gridbox_probe_latency_seconds',
      help: 'Time of the last asking of a probe',
      labelNames: ['target', 'vo', 'kind', 'probe'],
      registers,
    }),
  };
}
