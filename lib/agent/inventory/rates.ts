import type { DomainReading, HostReading } from '@/lib/domain/readings';

/** Rates between two readings; a figure is absent where a counter is absent or ran backwards (a restart). */
export interface DomainRates {
  /** Share of its vCPUs busy, 0..1. */
  readonly cpuLoad: number | undefined;
  readonly netReceive: number | undefined;
  readonly netTransmit: number | undefined;
  readonly blockRead: number | undefined;
  readonly blockWrite: number | undefined;
}

const NS_PER_MS = 1e6;
/** Counters read closer together than this say more about the reading than about the guest. */
const MIN_SPAN_MS = 200;

const perSecond = (before: bigint | undefined, after: bigint | undefined, spanMs: number): number | undefined =>
  before === undefined || after === undefined || after < before ? undefined : (Number(after - before) * 1000) / spanMs;

/** @example one vCPU busy for 500 ms of 1,000 ms → cpuLoad 0.5 */
export function domainRates(before: DomainReading, after: DomainReading): DomainRates | undefined {
  const spanMs = after.at.getTime() - before.at.getTime();
  if (spanMs < MIN_SPAN_MS) return undefined;
  const busyPerSecond = perSecond(before.cpuTimeNs, after.cpuTimeNs, spanMs);
  return {
    cpuLoad: busyPerSecond === undefined ? undefined : share(busyPerSecond / (1000 * NS_PER_MS), after.vcpus),
    netReceive: perSecond(before.netReceiveBytes, after.netReceiveBytes, spanMs),
    netTransmit: perSecond(before.netTransmitBytes, after.netTransmitBytes, spanMs),
    blockRead: perSecond(before.blockReadBytes, after.blockReadBytes, spanMs),
    blockWrite: perSecond(before.blockWriteBytes, after.blockWriteBytes, spanMs),
  };
}

/** Share of all CPUs busy, 0..1; undefined where the driver cannot say or the readings are too close together. */
export function hostCpuLoad(before: HostReading, after: HostReading): number | undefined {
  const spanMs = after.at.getTime() - before.at.getTime();
  if (spanMs < MIN_SPAN_MS) return undefined;
  const busyPerSecond = perSecond(before.cpuBusyNs, after.cpuBusyNs, spanMs);
  return busyPerSecond === undefined ? undefined : share(busyPerSecond / (1000 * NS_PER_MS), after.cpuCount);
}

const share = (busy: number, of: number): number => Math.min(1, Math.max(0, busy / Math.max(1, of)));
