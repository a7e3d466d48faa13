import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AgentEvent } from './agent-events';

export interface AgentMetrics {
  readonly registry: Registry;
  observe(event: AgentEvent): void;
}

/** The agent's figures for Prometheus, made from its loop events. */
export function createAgentMetrics(): AgentMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const operations = new Counter({
    name: 'gridbox_operations_finished_total',
    help: 'Operations that ended, by kind and outcome',
    labelNames: ['kind', 'state'],
    registers,
  });
  const seconds = new Histogram({
    name: 'gridbox_operation_seconds',
    help: 'Time from claim to end of an operation',
    labelNames: ['kind'],
    buckets: [0.01, 0.025, 0.1, 0.5, 1, 2.5, 10, 60, 600],
    registers,
  });
  const reads = new Histogram({
    name: 'gridbox_host_read_seconds',
    help: 'Time of one whole reading of a host, written',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10],
    registers,
  });
  const hostsUp = new Gauge({ name: 'gridbox_hosts_up', help: 'Hosts that answer this agent', registers });
  const errors = new Counter({
    name: 'gridbox_agent_loop_errors_total',
    help: 'Failures a loop went on after',
    labelNames: ['loop'],
    registers,
  });
  const up = new Set<string>();
  return {
    registry,
    observe: (event) => {
      if (event.type === 'operation.finished') {
        operations.inc({ kind: event.kind, state: event.state });
        seconds.observe({ kind: event.kind }, event.ms / 1000);
      } else if (event.type === 'host.read') reads.observe(event.ms / 1000);
      else if (event.type === 'host.up') up.add(event.hostId);
      else if (event.type === 'host.down') up.delete(event.hostId);
      else if (event.type === 'loop.error') errors.inc({ loop: event.loop });
      hostsUp.set(up.size);
    },
  };
}
