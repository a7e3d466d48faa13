/** Raw statistics of a native thread → readings without definitions. Pure; runs for every domain every few seconds, so it makes few strings. */
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/domain/readings';
import { isReleasing, mapReason, mapState } from '@/lib/drivers/libvirt/domain-state';
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

type Growing<T> = { -readonly [K in keyof T]: T[K] };
type Figures = Growing<DomainReading>;

/** Domain ids of the last listing: as long as the same domains come in the same order, no id is spelled again. */
export class IdList {
  #hex = '';
  #ids: readonly DomainId[] = [];

  of(uuids: Uint8Array): readonly DomainId[] {
    const hex = asBuffer(uuids).toString('hex');
    if (hex !== this.#hex) {
      this.#ids = Array.from({ length: uuids.length / UUID_BYTES }, (_, index) => idAt(hex, index));
      this.#hex = hex;
    }
    return this.#ids;
  }
}

/**
 * @param sizesOf what is known of a domain whose statistics leave memory and vCPUs out
 */
export function decodeStats(
  collected: CollectedStats,
  at: Date,
  sizesOf: (id: DomainId) => Sizes | undefined,
  idList = new IdList(),
): DomainReading[] {
  const bytes = asBuffer(collected.bytes);
  const infos = asBuffer(collected.infos);
  const transient = new Set(collected.transient);
  const saved = new Set(collected.saved);
  const ids = idList.of(collected.uuids);
  const readings: DomainReading[] = [];
  let from = 0;
  for (const [index, id] of ids.entries()) {
    const to = from + (collected.counts[index] ?? 0) * TYPED_PARAMETER_BYTES;
    const reading = emptyReading(id, collected.names[index] ?? '', at, !transient.has(id));
    let state = 0;
    let reason = 0;
    for (let parameter = from; parameter < to; parameter += TYPED_PARAMETER_BYTES) {
      const first = bytes.readInt32LE(parameter);
      const second = bytes.readInt32LE(parameter + 4);
      if (first === FIELD.state.first && second === FIELD.state.second) state = bytes.readInt32LE(parameter + VALUE_AT);
      else if (first === FIELD.reason.first && second === FIELD.reason.second)
        reason = bytes.readInt32LE(parameter + VALUE_AT);
      else takeFigure(reading, bytes, parameter, first, second);
    }
    from = to;
    if (collected.oneByOne) {
      state = infos.readUInt8(index * INFO_BYTES + INFO.state);
      reason = collected.reasons[index] ?? 0;
      const cpuTimeNs = infos.readBigUInt64LE(index * INFO_BYTES + INFO.cpuTime);
      // libvirt's ESX driver leaves it at zero; a domain that has never had a CPU has no figure either.
      reading.cpuTimeNs = cpuTimeNs === 0n ? undefined : cpuTimeNs;
    }
    reading.state = mapState(state);
    reading.stateReason = mapReason(state, reason);
    if (collected.oneByOne) {
      takeTraffic(reading, collected, index);
      if (isReleasing(reading.state, collected.numbers[index] ?? -1)) {
        reading.state = 'shutting-down';
        reading.stateReason = 'being released';
      }
    }
    if (reading.state === 'off' && saved.has(id)) reading.state = 'saved';
    // libvirt goes on giving it as the reason when the image is not there any more.
    if (reading.stateReason === 'saved') reading.stateReason = undefined;
    fillSizes(
      reading,
      reading.maxMemoryKiB === 0 || reading.maxVcpus === 0
        ? (readSizes(infos, index * INFO_BYTES) ?? sizesOf(id))
        : undefined,
    );
    readings.push(reading);
  }
  return readings;
}

function emptyReading(id: DomainId, name: string, at: Date, persistent: boolean): Figures {
  return {
    id,
    name,
    at,
    state: 'unknown',
    stateReason: undefined,
    persistent,
    // Zero stands for "not said" until the sizes are filled in: a domain has some of each.
    vcpus: 0,
    maxVcpus: 0,
    memoryKiB: 0,
    maxMemoryKiB: 0,
    cpuTimeNs: undefined,
    blockReadBytes: undefined,
    blockWriteBytes: undefined,
    netReceiveBytes: undefined,
    netTransmitBytes: undefined,
  };
}

/** One `virTypedParameter`; the fields below are ints, uints or unsigned long longs. */
function takeFigure(reading: Figures, bytes: Buffer, at: number, first: number, second: number): void {
  if (first === BLOCK || first === NET) {
    takeDevice(reading, bytes.toString('latin1', at, bytes.indexOf(0, at)), bytes, at);
    return;
  }
  const third = bytes.readInt32LE(at + 8);
  const is = (key: FieldKey): boolean => key.first === first && key.second === second && key.third === third;
  if (is(FIELD.cpuTime)) reading.cpuTimeNs = bytes.readBigUInt64LE(at + VALUE_AT);
  else if (is(FIELD.vcpus)) reading.vcpus = bytes.readUInt32LE(at + VALUE_AT);
  else if (is(FIELD.maxVcpus)) reading.maxVcpus = bytes.readUInt32LE(at + VALUE_AT);
  else if (is(FIELD.memory)) reading.memoryKiB = readULong(bytes, at + VALUE_AT);
  else if (is(FIELD.maxMemory)) reading.maxMemoryKiB = readULong(bytes, at + VALUE_AT);
}

/** Sums over all disks and interfaces: `block.0.rd.bytes`, `net.1.tx.bytes`. */
function takeDevice(reading: Figures, name: string, bytes: Buffer, at: number): void {
  if (!name.endsWith('.bytes')) return;
  const value = bytes.readBigUInt64LE(at + VALUE_AT);
  if (name.endsWith('.rd.bytes')) reading.blockReadBytes = (reading.blockReadBytes ?? 0n) + value;
  else if (name.endsWith('.wr.bytes')) reading.blockWriteBytes = (reading.blockWriteBytes ?? 0n) + value;
  else if (name.endsWith('.rx.bytes')) reading.netReceiveBytes = (reading.netReceiveBytes ?? 0n) + value;
  else if (name.endsWith('.tx.bytes')) reading.netTransmitBytes = (reading.netTransmitBytes ?? 0n) + value;
}

/** Counters of a host without bulk statistics; -1 stands for "not known". */
function takeTraffic(reading: Figures, collected: CollectedStats, index: number): void {
  const SUM_BYTES = 8;
  const at = index * 4 * SUM_BYTES;
  if (collected.traffic.length <= at) return;
  const sums = asBuffer(collected.traffic);
  const sum = (which: number): bigint | undefined => {
    const value = sums.readBigInt64LE(at + which * SUM_BYTES);
    return value < 0n ? undefined : value;
  };
  reading.blockReadBytes = sum(0);
  reading.blockWriteBytes = sum(1);
  reading.netReceiveBytes = sum(2);
  reading.netTransmitBytes = sum(3);
}

/** What is not said is what is known otherwise; of current and maximum, one stands for the other. */
function fillSizes(reading: Figures, sizes: Sizes | undefined): void {
  if (reading.maxMemoryKiB === 0) reading.maxMemoryKiB = sizes?.maxMemoryKiB ?? reading.memoryKiB;
  if (reading.memoryKiB === 0) reading.memoryKiB = sizes?.memoryKiB ?? reading.maxMemoryKiB;
  // Xen counts some pages of its own to a PVH guest: no domain has more than it may have.
  if (reading.maxMemoryKiB > 0) reading.memoryKiB = Math.min(reading.memoryKiB, reading.maxMemoryKiB);
  if (reading.vcpus === 0) reading.vcpus = sizes?.vcpus ?? reading.maxVcpus;
  if (reading.maxVcpus === 0) reading.maxVcpus = reading.vcpus;
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
