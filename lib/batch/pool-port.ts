/**
 * The port to a batch system whose slots are booted on demand: its queue with what jobs ask for, and its nodes. Rules are those of the
 * driver port: each call takes `CallOptions` and settles when they say, and everything thrown is a `DriverError`.
 */
import type { JobReading } from '@/lib/domain/batch-job';
import type { CallOptions } from '@/lib/drivers/port';

/** A job with what decides over its slot. */
export interface QueuedJob extends JobReading {
  /** Of each of which it needs one; several where it asks for more than an environment. */
  readonly features: readonly string[];
  readonly processors: number;
  /** Milliseconds after which its batch system ends it; undefined: it has no limit. */
  readonly limitMs: number | undefined;
}

export interface PoolNode {
  readonly name: string;
  /** Its batch system hears of it. */
  readonly heard: boolean;
  /** No job begins there, whether it is heard of or not. */
  readonly closed: boolean;
  /** Processors that jobs have. */
  readonly used: number;
  /** What jobs may ask of it. */
  readonly features: readonly string[];
}

/** What a guest needs to become a node, beside its name and address. */
export interface GuestFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** From then on no job may run on these nodes, so that none begins whose limit does not fit before. */
export interface Maintenance {
  /** Of the batch system's own: one of each name. */
  readonly name: string;
  readonly startsAt: Date;
  readonly nodes: readonly string[];
}

export interface PoolSystem {
  /** As pools call it. */
  readonly name: string;
  /** It runs nothing: its slots may be simulated domains. */
  readonly simulated: boolean;
  /** In the order in which it would begin them; those that ended a short time ago with them. */
  jobs(options?: CallOptions): Promise<readonly QueuedJob[]>;
  /** All that it knows by its own settings. */
  nodes(options?: CallOptions): Promise<readonly PoolNode[]>;
  /** A domain is going to be this node, at this address. Until it is heard of no job begins there. Idempotent. */
  attach(node: string, address: string | undefined, options?: CallOptions): Promise<void>;
  /** No job begins there any more, those that run go on. Idempotent. */
  close(node: string, reason: string, options?: CallOptions): Promise<void>;
  /** Its domain is gone. Idempotent. */
  detach(node: string, reason: string, options?: CallOptions): Promise<void>;
  /** From now on it has these features and no others, for jobs that wait as well. Idempotent. */
  offer(node: string, features: readonly string[], options?: CallOptions): Promise<void>;
  /** All that it has, by name: their start, and of how many nodes each is. */
  maintenances(
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, { readonly startsAt: Date; readonly nodeCount: number }>>;
  /** Only where there is none of this name; it has no end of its own. @throws DriverError `refused`, also where it would begin in the past */
  beginMaintenance(wanted: Maintenance, options?: CallOptions): Promise<void>;
  /** Idempotent. */
  endMaintenance(name: string, options?: CallOptions): Promise<void>;
  /** @throws DriverError where they cannot be read */
  guestFiles(options?: CallOptions): Promise<readonly GuestFile[]>;
}
