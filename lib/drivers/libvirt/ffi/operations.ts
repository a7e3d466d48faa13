/** Types of the messages between the main thread and the native threads (`thread/operations.mjs`). Pointers are BigInts and opaque here. */

/** A `virConnectPtr`, `virStreamPtr` or callback address. Only native threads follow it. */
export type Pointer = bigint;

export interface NativeOperations {
  readonly open: {
    in: {
      uri: string;
      username?: string | undefined;
      password?: string | undefined;
      keepAliveSeconds: number;
      keepAliveCount: number;
    };
    out: Pointer;
  };
  readonly watch: {
    in: { conn: Pointer; token: bigint; offered: readonly DomainEventCallback[]; closeCallback: Pointer };
    /** `type`: what `virConnectGetType` says, e.g. `QEMU`, `Xen`. */
    out: { events: number[]; closing: boolean; type: string };
  };
  readonly close: {
    in: { conn: Pointer; events: readonly number[]; closeCallback?: Pointer | undefined };
    out: number;
  };
  readonly call: { in: { conn: Pointer; fn: string; args: readonly CallArgument[] }; out: unknown };
  readonly domain: { in: { conn: Pointer; uuid: string; fn: string; args: readonly CallArgument[] }; out: unknown };
  /** `dropLeftover`: the host may have kept the file of a save that failed, and would take it up. */
  readonly boot: {
    in: { conn: Pointer; uuid: string; saved: boolean; dropLeftover?: boolean | undefined };
    out: boolean;
  };
  readonly discardSaved: { in: { conn: Pointer; uuid: string }; out: boolean };
  readonly define: { in: { conn: Pointer; xml: string; flags: number }; out: string };
  readonly texts: {
    in: { conn: Pointer; uuids: readonly string[]; flags: number };
    out: DomainText[];
  };
  readonly collect: {
    in: {
      conn: Pointer;
      uuid?: string | undefined;
      stats: number;
      flags: number;
      transientFlag: number;
      withInfo: boolean;
      /** False where this host is known to have no bulk statistics. */
      bulk: boolean;
      /** Read only one by one: what each domain has whose counters are wanted, by UUID. */
      devices?: Readonly<Record<string, DomainDevices>> | undefined;
    };
    out: CollectedStats;
  };
  readonly probe: { in: { conn: Pointer }; out: { missing: readonly string[]; controlDomain: boolean } };
  readonly nudge: { in: { conn: Pointer }; out: void };
  readonly releasing: { in: { conn: Pointer; uuid: string }; out: boolean };
  readonly node: { in: { conn: Pointer }; out: NodeFacts };
  /** Their XML. */
  readonly networkFilters: { in: { conn: Pointer }; out: readonly string[] | undefined };
  readonly baselineCpu: { in: { conn: Pointer; cpuXml: string; flags: number }; out: string };
  readonly migrate: {
    in: { conn: Pointer; uuid: string; targetConn: Pointer; params: readonly MigrateParameter[]; flags: number };
    out: undefined;
  };
  readonly jobStats: { in: { conn: Pointer; uuid: string; flags: number }; out: { type: number; bytes: Uint8Array } };
  readonly agent: { in: { conn: Pointer; uuid: string; command: string; timeoutSeconds: number }; out: string };
  readonly openConsole: {
    in: { conn: Pointer; uuid: string; device: string | null; consoleFlags: number; callback: Pointer; token: bigint };
    out: Pointer;
  };
  /** `out`: bytes taken, which may be none where the way to the guest is full; -1 where the stream has ended. */
  readonly typeInConsole: { in: { conn: Pointer; stream: Pointer; bytes: Uint8Array }; out: number };
  readonly closeConsole: { in: { stream: Pointer }; out: undefined };

  readonly pools: { in: { conn: Pointer }; out: { readonly xml: string; readonly active: boolean }[] };
  readonly createPool: { in: { conn: Pointer; xml: string; build: boolean }; out: undefined };
  readonly refreshPool: { in: { conn: Pointer; name: string }; out: undefined };
  readonly destroyPool: { in: { conn: Pointer; name: string }; out: undefined };
  /** Its XML. */
  readonly volume: { in: { conn: Pointer; path: string }; out: string };
  readonly createVolume: { in: { conn: Pointer; pool: string; xml: string }; out: string };
  readonly deleteVolume: { in: { conn: Pointer; path: string }; out: undefined };
  readonly openTransfer: {
    in: { conn: Pointer; path: string; direction: 'download' | 'upload'; length: number };
    out: Pointer;
  };
  readonly receive: {
    in: { conn: Pointer; stream: Pointer; size: number };
    out: { readonly bytes: Uint8Array; readonly holeBytes: number };
  };
  readonly send: { in: { conn: Pointer; stream: Pointer; bytes: Uint8Array }; out: undefined };
  readonly sendHole: { in: { conn: Pointer; stream: Pointer; length: number }; out: undefined };
  readonly finishTransfer: { in: { conn: Pointer; stream: Pointer }; out: undefined };
  readonly abortTransfer: { in: { conn: Pointer; stream: Pointer }; out: undefined };

  readonly network: { in: { conn: Pointer; name: string }; out: { readonly xml: string; readonly active: boolean } };
  readonly createNetwork: { in: { conn: Pointer; xml: string }; out: undefined };
  readonly startNetwork: { in: { conn: Pointer; name: string }; out: undefined };
  readonly deleteNetwork: { in: { conn: Pointer; name: string }; out: undefined };
}
export type OperationName = keyof NativeOperations;
export type CallArgument = string | number | bigint | null;

export interface MigrateParameter {
  readonly name: string;
  readonly value: string | bigint;
}

/** The definition of a domain, or why the host does not give it; a domain that went away is in no list. */
export type DomainText =
  | { readonly uuid: string; readonly xml: string; readonly snapshots: number }
  | { readonly uuid: string; readonly failure: NativeFailureRecord };

/** Structure of arrays: index i belongs to domain i. */
export interface CollectedStats {
  readonly names: readonly string[];
  /** 16 bytes each. */
  readonly uuids: Uint8Array;
  /** Typed parameters of each domain. */
  readonly counts: Int32Array;
  /** `virDomainInfo` of each, zero where the statistics have it all. */
  readonly infos: Uint8Array;
  /** All `virTypedParameter`s, one after the other. */
  readonly bytes: Uint8Array;
  readonly transient: readonly string[];
  /** UUIDs of those that have a saved memory; maybe also of some that are not in this answer. */
  readonly saved: readonly string[];
  /** The hypervisor has no bulk statistics: `infos`, `numbers`, `reasons` and `traffic` are all there is. */
  readonly oneByOne: boolean;
  /** The hypervisor's number of each running domain, -1 where it has none; only where read one by one. */
  readonly numbers: Int32Array;
  /** libvirt's reasons of the paused ones, else 0; only where read one by one. */
  readonly reasons: Int32Array;
  /** Four signed 64-bit sums each: disk read, disk written, received, sent, in bytes; -1 where not known. May be empty. */
  readonly traffic: Uint8Array;
}

/** What the counters of one domain are read from. */
export interface DomainDevices {
  /** Names of its interfaces on the host, e.g. `vif7.0`. */
  readonly nics: readonly string[];
  readonly disks: boolean;
}

export interface NodeFacts {
  /** `virNodeInfo`. */
  readonly info: Uint8Array;
  readonly type: string;
  readonly hostname?: string | undefined;
  readonly version?: number | undefined;
  readonly libVersion?: number | undefined;
  readonly freeBytes?: number | undefined;
  /** `virNodeMemoryStats` and `virNodeCPUStats`: same layout. */
  readonly memoryStats?: Uint8Array | undefined;
  readonly cpuStats?: Uint8Array | undefined;
  /** CPU time of every domain, the control domain too, where a hypervisor has no counters of its own. `domain` is new after each start. */
  readonly domainCpu?: readonly { readonly domain: string; readonly cpuTimeNs: bigint }[] | undefined;
  readonly pools: readonly { readonly xml: string }[];
  readonly networks: readonly { readonly xml: string; readonly active: boolean }[];
}

export interface DomainEventCallback {
  readonly eventId: number;
  readonly callback: Pointer;
}

/** What a native thread reports of a failed call. */
export interface NativeFailureRecord {
  readonly functionName: string;
  readonly code: number;
  readonly domain: number;
  readonly message: string;
  /** Of VIR_ERR_SYSTEM_ERROR. */
  readonly errno?: number | undefined;
  readonly connectionLost: boolean;
}

/** Thrown by the thread pool; becomes a DriverError at the connection. */
export class NativeFailure extends Error {
  override readonly name = 'NativeFailure';
  readonly record: NativeFailureRecord;
  constructor(record: NativeFailureRecord) {
    super(record.message);
    this.record = record;
  }
}

/** What the event thread posts. */
export type EventThreadMessage =
  | {
      readonly kind: 'ready';
      readonly domainEvents: readonly DomainEventCallback[];
      readonly closeCallback: Pointer;
      readonly streamCallback: Pointer;
    }
  | {
      readonly kind: 'domain';
      readonly what: string;
      readonly uuid: string;
      readonly details: readonly number[];
      readonly token: number;
    }
  | { readonly kind: 'closed'; readonly reason: number; readonly token: number }
  | {
      readonly kind: 'stream';
      readonly token: number;
      readonly text: string;
      readonly ended: boolean;
      readonly at: number;
    };
