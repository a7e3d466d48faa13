import type { OperationKind } from '@/lib/domain/operation';
import type { ClaimedOperation } from '@/lib/operations/claim-operation';
import type { ParsedInput } from '@/lib/operations/registry';
import type { HostConnection } from '@/lib/drivers/port';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import type { AgentPorts } from '@/lib/agent/ports';
import type { NewEvent } from '@/lib/server/events/append-event';
import type { Sql } from '@/lib/server/db/sql';

/** One run of one operation, as its handler sees it. */
export interface Run<Kind extends OperationKind = OperationKind> {
  readonly operation: Omit<ClaimedOperation, 'input' | 'kind'> & { readonly kind: Kind };
  readonly input: ParsedInput<Kind>;
  /** Fires when the run must end; its reason is one of `abort-reasons.ts`. Hand it to every driver call. */
  readonly signal: AbortSignal;
  readonly ports: AgentPorts;
  readonly sql: Sql;
  readonly directory: HostDirectory;
  /** The connection to a host. @throws DriverError `unreachable`. */
  connection(hostId: string): Promise<HostConnection>;
  /** Closes the step before and opens this one; before every side effect. @throws where the lease was lost. */
  step(name: string, title: string, before?: { readonly skipped?: boolean; readonly detail?: string }): Promise<void>;
  /** Whether the open step was needed, and a word on it; kept when it closes. */
  note(detail: string, skipped?: boolean): void;
  /** See `AgentPorts.probe`; prefixed with the kind. */
  probe(point: string): void;
}

export interface HandlerResult {
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly events?: readonly NewEvent[] | undefined;
}

export interface Handler<Kind extends OperationKind> {
  readonly kind: Kind;
  /** Opened together with the claim, so that the first side effect needs no further write before it. */
  readonly firstStep: { readonly name: string; readonly title: string };
  run(run: Run<Kind>): Promise<HandlerResult>;
  /** Last words where the run failed, was cancelled or timed out, e.g. on a row of its own. Must not act on a hypervisor. */
  ended?: (
    run: Run<Kind>,
    outcome: { readonly state: 'failed' | 'cancelled'; readonly message: string },
  ) => Promise<void>;
}
