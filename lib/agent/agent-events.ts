/** What the loops tell about themselves. Log, metrics and tests listen; the loops know none of them. */
import type { OperationKind, OperationState } from '@/lib/domain/operation';

export type AgentEvent =
  | { readonly type: 'agent.started'; readonly owner: string }
  | { readonly type: 'agent.stopped'; readonly owner: string }
  | {
      readonly type: 'operation.claimed';
      readonly id: string;
      readonly kind: OperationKind;
      readonly title: string;
      readonly attempt: number;
    }
  | { readonly type: 'operation.waiting'; readonly id: string; readonly waitingFor: string }
  | {
      readonly type: 'operation.finished';
      readonly id: string;
      readonly kind: OperationKind;
      readonly title: string;
      readonly state: Exclude<OperationState, 'queued' | 'running'>;
      readonly ms: number;
      readonly error?: string | undefined;
    }
  | { readonly type: 'operation.fenced'; readonly id: string }
  | { readonly type: 'host.up'; readonly hostId: string; readonly name: string }
  | { readonly type: 'host.down'; readonly hostId: string; readonly name: string; readonly reason: string }
  | {
      readonly type: 'host.read';
      readonly hostId: string;
      readonly name: string;
      readonly domains: number;
      readonly changed: number;
      readonly ms: number;
    }
  | { readonly type: 'alarm.raised'; readonly kind: string; readonly sentence: string }
  /** A loop hit something it did not expect and goes on. */
  | { readonly type: 'loop.error'; readonly loop: string; readonly error: unknown };

export type EmitAgentEvent = (event: AgentEvent) => void;
