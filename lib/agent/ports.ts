import type { Pool } from 'pg';
import type { PoolSystem } from '@/lib/batch/pool-port';
import type { BatchSystem } from '@/lib/batch/port';
import type { GuestRoute } from '@/lib/domain/guest-route';
import type { DriverName } from '@/lib/domain/host';
import type { Driver } from '@/lib/drivers/port';
import type { ImageMirror } from '@/lib/images/mirror';
import type { SiteKey } from '@/lib/images/site-key';
import type { HostCredentials } from '@/lib/server/crypto/seal-credentials';
import type { EmitAgentEvent } from './agent-events';

export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that nobody sets, for spans: a correction of `now` would make them longer or shorter. */
  monotonicMs(): number;
  /** Rejects with the signal's reason when it fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What building images needs. */
export interface ImagePorts {
  /** Absolute path of the folder of images, layers and builds; made when it is first needed. */
  readonly dir: string;
  readonly mirror: ImageMirror;
  readonly key: SiteKey;
}

/** What keeping disks of leases that ended needs. */
export interface KeptPorts {
  /** Absolute path of their folder; made when it is first needed. */
  readonly dir: string;
  /** Most that is kept for one VO at one time. */
  readonly bytesPerVo: number;
}

/** What every part of the agent is given. */
export interface AgentPorts {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly drivers: Readonly<Partial<Record<DriverName, Driver>>>;
  /** Batch systems of the worker nodes; a domain that none of them knows has none. */
  readonly batch: readonly BatchSystem[];
  /** Batch systems whose slots are booted on demand. */
  readonly pools: readonly PoolSystem[];
  readonly clock: Clock;
  readonly emit: EmitAgentEvent;
  /** Names this run of the agent in leases. */
  readonly owner: string;
  /** `bind` is what the credentials were sealed for: the host's id. */
  readonly openCredentials: (sealed: Uint8Array, bind: string) => HostCredentials;
  /** How guests are reached whose network the agent is not in. */
  readonly guestRoutes: readonly GuestRoute[];
  /** Opens what `makeContext` sealed; `bind` is the id of its row. */
  readonly openContext: (sealed: Uint8Array, bind: string) => Uint8Array;
  /** Absolute path of a folder for files on their way, e.g. disks that are converted; made when it is first needed. */
  readonly workDir: string;
  /** Undefined: this agent keeps no disks of leases. */
  readonly kept: KeptPorts | undefined;
  /** Undefined: this agent builds none. */
  readonly images: ImagePorts | undefined;
  /**
   * Called at named points of every operation, before and after each side effect. Nothing in production; the kill tests
   * end the process here.
   */
  readonly probe: (point: string, operationId: string) => void;
}
