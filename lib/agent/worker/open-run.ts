import type { ClaimedOperation } from '@/lib/operations/claim-operation';
import { beginStep } from '@/lib/operations/begin-step';
import { definitionOf } from '@/lib/operations/registry';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import type { AgentPorts } from '@/lib/agent/ports';
import { sqlOfPool } from '@/lib/server/db/sql';
import { LeaseLost } from './abort-reasons';
import type { Run } from './run';

/** A run with the handles that only the runner has. */
export interface OpenRun {
  readonly operation: ClaimedOperation;
  readonly run: Run;
  /** The first reason stands. */
  abort(reason: Error): void;
  /** How the open step ends when the operation does. */
  openStep(): { readonly detail: string | undefined; readonly skipped: boolean };
  /** After this nothing of the run is written any more. */
  close(): void;
}

export function createRun(ports: AgentPorts, directory: HostDirectory, operation: ClaimedOperation): OpenRun {
  const controller = new AbortController();
  const sql = sqlOfPool(ports.pool);
  let noted: { detail: string | undefined; skipped: boolean } = { detail: undefined, skipped: false };
  let closed = false;
  /** The run's calls may be all that a slow host has time for. */
  const kept = new Map<string, (() => void) | undefined>();

  const run: Run = {
    operation,
    // Parsed when it was submitted, and again here: the row may be of an older version.
    input: definitionOf(operation.kind).input.parse(operation.input) as Run['input'],
    signal: controller.signal,
    ports,
    sql,
    directory,
    connection: async (hostId) => {
      const connection = await directory.connection(hostId, controller.signal);
      if (!closed && !kept.has(hostId)) kept.set(hostId, directory.link(hostId)?.keep());
      return connection;
    },
    step: async (name, title, before) => {
      const state = (before?.skipped ?? noted.skipped) ? 'skipped' : 'succeeded';
      const detail = before?.detail ?? noted.detail;
      noted = { detail: undefined, skipped: false };
      if (closed || controller.signal.reason instanceof LeaseLost) throw new LeaseLost();
      const { id, fencingToken } = operation;
      const mine = await beginStep(sql, { id, fencingToken, name, title, before: { state, detail } });
      if (mine) return;
      controller.abort(new LeaseLost());
      throw new LeaseLost();
    },
    note: (detail, skipped = false) => {
      noted = { detail, skipped };
    },
    probe: (point) => ports.probe(`${operation.kind}:${point}`, operation.id),
  };
  return {
    operation,
    run,
    abort: (reason) => controller.abort(reason),
    openStep: () => noted,
    close: () => {
      closed = true;
      for (const release of kept.values()) release?.();
    },
  };
}
