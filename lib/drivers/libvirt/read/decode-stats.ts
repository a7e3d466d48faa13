/** Raw statistics of a native thread → readings without definitions. Pure; runs for every domain every few seconds, so it makes few strings. */
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/drivers/port';
import { mapReason, mapState } from '@/lib/drivers/libvirt/domain-state';
import type { CollectedStats } from '@/lib/drivers/libvirt/ffi/operations';
import { TYPED_PARAMETER_BYTES } from '@/lib/drivers/libvirt/ffi/typed-parameters';

const UUID_BYTES = 16;
const HEX_PER_BYTE = 2;
/** `virDomainInfo`: uchar state; ulong maxMem; ulong memory; ushort nrVirtCpu; ulonglong cpuTime. */
const INFO_BYTES = 40;
const INFO = { state: 0, maxMem: 8, memory: 16, nrVirtCpu: 24, cpuTime: 32 } as const;
const VALUE_AT = 88;
const HIGH_WORD = 4_294_967_296;

/** Memory and vCPUs of a domain whose statistics leave them out. */
export interface Sizes {
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
}

/** Fields we read, told apart by their bytes so that the many others cost nothing. Names: virConnectGetAllDomainStats. */
const FIELD = {
  state: field('state.state'),
  reason: field('state.reason'),
  cpuTime: field('cpu.time'),
  vcpus: field('vcpu.current'),
  maxVcpus: field('vcpu.maximum'),
  memory: field('balloon.current'),
  maxMemory: field('balloon.maximum'),
};
const BLOCK = prefix('bloc');
const NET = prefix('net.');

/** Bytes 0-3 and 4-7 and 8-11 of a name; enough to tell ours from all others that libvirt 9 sends. */
interface FieldKey {
  readonly first: number;
  readonly second: number;
  readonly third: number;
}
function field(name: string): FieldKey {
  const bytes = Buffer.alloc(TYPED_PARAMETER_BYTES);
  bytes.write(name, 'latin1');
  return { first: bytes.readInt32LE(0), second: bytes.readInt32LE(4), third: bytes.readInt32LE(8) };
}
function prefix(text: string): number {
  return Buffer.from(text, 'latin1').readInt32LE(0);
}

/**
 * @param sizesOf what is known of a domain whose statistics leave memory and vCPUs out
 */
export function decodeStats(
  collected: CollectedStats,
  at: Date,
  sizesOf: (id: DomainId) => Sizes | undefined,
): DomainReading[] {
  const bytes = asBuffer(collected.bytes);
  const uuids = asBuffer(collected.uuids).toString('hex');
  const transient = new Set(collected.transient);
  const infos = asBuffer(collected.infos);
  const readings: DomainReading[] = [];
  const { names, counts } = collected;
  let from = 0;
  for (let index = 0; index < names.length; index += 1) {
    const figures = new DomainFigures();
    const to = from + (counts[index] ?? 0) * TYPED_PARAMETER_BYTES;
    for (let parameter = from; parameter < to; parameter += TYPED_PARAMETER_BYTES) figures.take(bytes, parameter);
    from = to;
    const id = idAt(uuids, index);
    if (collected.oneByOne) figures.takeInfo(infos, index * INFO_BYTES);
    figures.fill(readSizes(infos, index * INFO_BYTES) ?? sizesOf(id));
    readings.push(figures.reading(id, names[index] ?? '', at, !transient.has(id)));
  }
  return readings;
}

/** Sizes of the domains for which `virDomainGetInfo` was asked. */
export function collectedSizes(collected: CollectedStats): Map<DomainId, Sizes> {
  const infos = asBuffer(collected.infos);
  const uuids = asBuffer(collected.uuids).toString('hex');
  const found = new Map<DomainId, Sizes>();
  for (let index = 0; index < collected.names.length; index += 1) {
    const sizes = readSizes(infos, index * INFO_BYTES);
    if (sizes !== undefined) found.set(idAt(uuids, index), sizes);
  }
  return found;
}

/** A domain without memory is none: zero means that nothing was asked. */
function readSizes(infos: Buffer, at: number): Sizes | undefined {
  const maxMemoryKiB = readULong(infos, at + INFO.maxMem);
  if (maxMemoryKiB === 0) return undefined;
  return {
    maxMemoryKiB,
    memoryKiB: readULong(infos, at + INFO.memory),
    vcpus: infos.readUInt16LE(at + INFO.nrVirtCpu),
  };
}

class DomainFigures {
  state = 0;
  reason = 0;
  vcpus: number | undefined;
  maxVcpus: number | undefined;
  memoryKiB: number | undefined;
  maxMemoryKiB: number | undefined;
  cpuTimeNs: bigint | undefined;
  blockReadBytes: bigint | undefined;
  blockWriteBytes: bigint | undefined;
  netReceiveBytes: bigint | undefined;
  netTransmitBytes: bigint | undefined;

  /** One `virTypedParameter`; the fields below are ints, uints or unsigned long longs. */
  take(bytes: Buffer, at: number): void {
    const first = bytes.readInt32LE(at);
    if (first === BLOCK || first === NET) {
      this.takeDevice(bytes.toString('latin1', at, bytes.indexOf(0, at)), bytes.readBigUInt64LE(at + VALUE_AT));
      return;
    }
    const second = bytes.readInt32LE(at + 4);
    const third = bytes.readInt32LE(at + 8);
    const is = (key: FieldKey): boolean => key.first === first && key.second === second && key.third === third;
    if (is(FIELD.state)) this.state = bytes.readInt32LE(at + VALUE_AT);
    else if (is(FIELD.reason)) this.reason = bytes.readInt32LE(at + VALUE_AT);
    else if (is(FIELD.cpuTime)) this.cpuTimeNs = bytes.readBigUInt64LE(at + VALUE_AT);
    else if (is(FIELD.vcpus)) this.vcpus = bytes.readUInt32LE(at + VALUE_AT);
    else if (is(FIELD.maxVcpus)) this.maxVcpus = bytes.readUInt32LE(at + VALUE_AT);
    else if (is(FIELD.memory)) this.memoryKiB = readULong(bytes, at + VALUE_AT);
    else if (is(FIELD.maxMemory)) this.maxMemoryKiB = readULong(bytes, at + VALUE_AT);
  }

  /** Sums over all disks and interfaces: `block.0.rd.bytes`, `net.1.tx.bytes`. */
  takeDevice(name: string, value: bigint): void {
    if (name.startsWith('block.')) {
      if (name.endsWith('.rd.bytes')) this.blockReadBytes = (this.blockReadBytes ?? 0n) + value;
      else if (name.endsWith('.wr.bytes')) this.blockWriteBytes = (this.blockWriteBytes ?? 0n) + value;
    } else if (name.endsWith('.rx.bytes')) this.netReceiveBytes = (this.netReceiveBytes ?? 0n) + value;
    else if (name.endsWith('.tx.bytes')) this.netTransmitBytes = (this.netTransmitBytes ?? 0n) + value;
  }

  /** Where there are no statistics at all. */
  takeInfo(infos: Buffer, at: number): void {
    this.state = infos.readUInt8(at + INFO.state);
    this.cpuTimeNs = infos.readBigUInt64LE(at + INFO.cpuTime);
  }

  fill(sizes: Sizes | undefined): void {
    if (sizes === undefined) return;
    this.maxMemoryKiB ??= sizes.maxMemoryKiB;
    this.memoryKiB ??= sizes.memoryKiB;
    this.vcpus ??= sizes.vcpus;
  }

  reading(id: DomainId, name: string, at: Date, persistent: boolean): DomainReading {
    return {
      id,
      name,
      at,
      state: mapState(this.state),
      stateReason: mapReason(this.state, this.reason),
      persistent,
      vcpus: this.vcpus ?? this.maxVcpus ?? 0,
      maxVcpus: this.maxVcpus ?? this.vcpus ?? 0,
      memoryKiB: this.memoryKiB ?? this.maxMemoryKiB ?? 0,
      maxMemoryKiB: this.maxMemoryKiB ?? this.memoryKiB ?? 0,
      cpuTimeNs: this.cpuTimeNs,
      blockReadBytes: this.blockReadBytes,
      blockWriteBytes: this.blockWriteBytes,
      netReceiveBytes: this.netReceiveBytes,
      netTransmitBytes: this.netTransmitBytes,
    };
  }
}

/** Memory in KiB stays far below 2^53. */
function readULong(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * HIGH_WORD;
}

function idAt(hex: string, index: number): DomainId {
  const at = index * UUID_BYTES * HEX_PER_BYTE;
  return domainId(
    `${hex.slice(at, at + 8)}-${hex.slice(at + 8, at + 12)}-${hex.slice(at + 12, at + 16)}-${hex.slice(at + 16, at + 20)}-${hex.slice(at + 20, at + 32)}`,
  );
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
