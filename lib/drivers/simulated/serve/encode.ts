import type { DomainReading, HostReading } from '@/lib/domain/readings';
import { JOB_LIMIT_MS, jobsAt } from '../world/jobs';
import type { DomainRecord } from '../world/records';

const text = (value: bigint | undefined): string | undefined => value?.toString();

/** JSON has no 64-bit numbers: counters go as text. */
export const encodeHost = ({ boot, ...reading }: HostReading): object => ({
  ...reading,
  cpuBusyNs: text(reading.cpuBusyNs),
  boot: boot === undefined ? undefined : { ...boot, counterNs: text(boot.counterNs) },
});

export const encodeDomain = (reading: DomainReading): object => ({
  ...reading,
  cpuTimeNs: text(reading.cpuTimeNs),
  blockReadBytes: text(reading.blockReadBytes),
  blockWriteBytes: text(reading.blockWriteBytes),
  netReceiveBytes: text(reading.netReceiveBytes),
  netTransmitBytes: text(reading.netTransmitBytes),
});

export const encodeNode = (node: DomainRecord, nowMs: number): object => ({
  id: node.id,
  slots: node.batch?.slots ?? 0,
  open: node.batch?.closed === undefined,
  jobs: jobsAt(node, nowMs).map(({ id, vo, startedAtMs }) => ({
    id,
    vo,
    startedAt: new Date(startedAtMs),
    limitMs: JOB_LIMIT_MS,
  })),
});
