import { resetJobs } from './reset-jobs';
import type { DomainRecord } from './records';

/** CPU load swings with this period, so that charts have something to show. */
const LOAD_PERIOD_MS = 600_000;
/** … by this share of its mean. */
const LOAD_SWING = 0.5;

const isRunning = (domain: DomainRecord): boolean => domain.guest.runningSinceMs !== undefined;

/** The guest's uptime by its own clock, in milliseconds. */
export function guestUptimeMs(domain: DomainRecord, nowMs: number): number {
  const { gatheredMs, runningSinceMs } = domain.guest;
  return gatheredMs + (runningSinceMs === undefined ? 0 : Math.max(0, nowMs - runningSinceMs));
}

/** Can it be heard now: running, booted and not struck dumb? */
export function isAudible(domain: DomainRecord, nowMs: number): boolean {
  return isRunning(domain) && !domain.guest.mute && guestUptimeMs(domain, nowMs) >= domain.guest.audibleFromMs;
}

/** Counters as they stand at `nowMs`: the load model integrated since they were last written down. */
export function countersAt(domain: DomainRecord, nowMs: number): DomainRecord['counters'] {
  const { counters, habits, guest, vcpus } = domain;
  const fromMs = Math.max(counters.atMs, guest.runningSinceMs ?? nowMs);
  const elapsedMs = nowMs - fromMs;
  if (guest.runningSinceMs === undefined || elapsedMs <= 0) return counters;
  const seconds = elapsedMs / 1000;
  const load = 1 + swing(domain.id, fromMs, nowMs) / elapsedMs;
  return {
    atMs: nowMs,
    cpuMs: counters.cpuMs + vcpus * habits.cpuShare * load * elapsedMs,
    netReceiveBytes: counters.netReceiveBytes + habits.netBytesPerSecond * load * seconds,
    netTransmitBytes: counters.netTransmitBytes + habits.netBytesPerSecond * 0.4 * load * seconds,
    blockReadBytes: counters.blockReadBytes + habits.diskBytesPerSecond * 0.7 * load * seconds,
    blockWriteBytes: counters.blockWriteBytes + habits.diskBytesPerSecond * load * seconds,
  };
}

/** Lets the guest's clock run from `nowMs` on. */
export function startGuestClock(domain: DomainRecord, nowMs: number): void {
  domain.counters = { ...countersAt(domain, nowMs), atMs: nowMs };
  domain.guest.runningSinceMs = nowMs;
}

/** Stops the guest's clock and writes the counters down. */
export function stopGuestClock(domain: DomainRecord, nowMs: number): void {
  domain.counters = { ...countersAt(domain, nowMs), atMs: nowMs };
  domain.guest.gatheredMs = guestUptimeMs(domain, nowMs);
  delete domain.guest.runningSinceMs;
}

/** A boot begins: uptime starts at nought and the guest is heard once it is up. */
export function resetGuestClock(domain: DomainRecord): void {
  const mute = domain.guest.mute;
  domain.guest = { gatheredMs: 0, audibleFromMs: domain.habits.bootMs, mute };
  resetJobs(domain);
}

/** ∫ swing·sin over [from, to], each domain with a phase of its own: its exact value, so that readings never drift. */
function swing(id: string, fromMs: number, toMs: number): number {
  const omega = (2 * Math.PI) / LOAD_PERIOD_MS;
  const phase = (Number.parseInt(id.slice(0, 6), 16) / 0xffffff) * 2 * Math.PI;
  return (LOAD_SWING / omega) * (Math.cos(omega * fromMs + phase) - Math.cos(omega * toMs + phase));
}
