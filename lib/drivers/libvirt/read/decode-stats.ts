/** Raw statistics of a native thread → readings without definitions. Pure; runs for every domain every few seconds, so it allocates little. */
import { domainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/drivers/port';
import { mapReason, mapState } from '@/lib/drivers/libvirt/domain-state';
import type { CollectedStats } from '@/lib/drivers/libvirt/ffi/operations';
import { eachTypedParameter, type ParameterValue } from '@/lib/drivers/libvirt/ffi/typed-parameters';

const UUID_BYTES = 16;
/** `virDomainInfo`: uchar state; ulong maxMem; ulong memory; ushort nrVirtCpu; ulonglong cpuTime. */
const INFO_BYTES = 40;
const INFO = { state: 0, maxMem: 8, memory: 16, nrVirtCpu: 24, cpuTime: 32 } as const;

export function decodeStats(collected: CollectedStats, at: Date): DomainReading[] {
  const bytes = asBuffer(collected.bytes);
  const infos = asBuffer(collected.infos);
  const uuids = asBuffer(collected.uuids).toString('hex');
  const transient = new Set(collected.transient);
  const readings: DomainReading[] = [];
  let from = 0;
  for (const [index, name] of collected.names.entries()) {
    const count = collected.counts[index] ?? 0;
    const figures = new DomainFigures();
    eachTypedParameter(bytes, from, count, figures.take);
    from += count;
    figures.fillFromInfo(infos, index * INFO_BYTES);
    const id = formatUuid(uuids, index * UUID_BYTES * 2);
    readings.push(figures.reading(id, name, at, !transient.has(id)));
  }
  return readings;
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

  /** Field names as documented at https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats */
  readonly take = (field: string, value: ParameterValue): void => {
    switch (field) {
      case 'state.state':
        this.state = Number(value);
        return;
      case 'state.reason':
        this.reason = Number(value);
        return;
      case 'cpu.time':
        this.cpuTimeNs = BigInt(value);
        return;
      case 'vcpu.current':
        this.vcpus = Number(value);
        return;
      case 'vcpu.maximum':
        this.maxVcpus = Number(value);
        return;
      case 'balloon.current':
        this.memoryKiB = Number(value);
        return;
      case 'balloon.maximum':
        this.maxMemoryKiB = Number(value);
        return;
      default:
        this.takeDevice(field, value);
    }
  };

  /** Sums over all disks and interfaces: `block.0.rd.bytes`, `net.1.tx.bytes`. */
  takeDevice(field: string, value: ParameterValue): void {
    if (field.startsWith('block.')) {
      if (field.endsWith('.rd.bytes')) this.blockReadBytes = (this.blockReadBytes ?? 0n) + BigInt(value);
      else if (field.endsWith('.wr.bytes')) this.blockWriteBytes = (this.blockWriteBytes ?? 0n) + BigInt(value);
    } else if (field.startsWith('net.')) {
      if (field.endsWith('.rx.bytes')) this.netReceiveBytes = (this.netReceiveBytes ?? 0n) + BigInt(value);
      else if (field.endsWith('.tx.bytes')) this.netTransmitBytes = (this.netTransmitBytes ?? 0n) + BigInt(value);
    }
  }

  /** What the statistics left out; the buffer is zero where nothing had to be asked. */
  fillFromInfo(infos: Buffer, at: number): void {
    const maxMem = readULong(infos, at + INFO.maxMem);
    if (maxMem === 0) return;
    this.maxMemoryKiB ??= maxMem;
    this.memoryKiB ??= readULong(infos, at + INFO.memory);
    this.vcpus ??= infos.readUInt16LE(at + INFO.nrVirtCpu);
    if (this.cpuTimeNs === undefined && this.state !== 0) this.cpuTimeNs = infos.readBigUInt64LE(at + INFO.cpuTime);
  }

  reading(id: string, name: string, at: Date, persistent: boolean): DomainReading {
    return {
      id: domainId(id),
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
  const HIGH_WORD = 4_294_967_296;
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * HIGH_WORD;
}

function formatUuid(hex: string, at: number): string {
  return `${hex.slice(at, at + 8)}-${hex.slice(at + 8, at + 12)}-${hex.slice(at + 12, at + 16)}-${hex.slice(at + 16, at + 20)}-${hex.slice(at + 20, at + 32)}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
