/**
 * The batch port: everything Gridbox asks of the batch system whose jobs run in worker nodes. Its rules are those of the driver
 * port: each call takes `CallOptions` and settles when they say, and everything thrown is a `DriverError`.
 */
import type { BatchNode } from '@/lib/domain/batch';
import type { DomainId } from '@/lib/domain/ids';
import type { CallOptions } from '@/lib/drivers/port';

export interface BatchSystem {
  /** For people; of a model it says that it is simulated. */
  readonly name: string;
  /** Every node it knows, in one call: asked every few seconds. */
  nodes(options?: CallOptions): Promise<readonly BatchNode[]>;
  /** One node with its slots and jobs as they are now; undefined where this batch system does not know the domain. */
  slotsOf(id: DomainId, options?: CallOptions): Promise<BatchNode | undefined>;
  /**
   * No job begins there any more, those that run go on. Idempotent. It stays so when the node is shut down and started again,
   * until `openSlots`. `reason` is for whoever looks at the batch system itself.
   */
  closeSlots(id: DomainId, reason: string, options?: CallOptions): Promise<void>;
  /** Idempotent. */
  openSlots(id: DomainId, options?: CallOptions): Promise<void>;
  /** Frees its connection. Idempotent. */
  stop(): Promise<void>;
}
