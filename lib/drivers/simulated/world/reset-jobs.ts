import type { DomainRecord } from './records';

/** A boot loses what ran; whether the slots are open is the batch system's to know, and stays. */
export function resetJobs(domain: DomainRecord): void {
  const { batch } = domain;
  if (batch === undefined) return;
  domain.batch = {
    slots: batch.slots,
    boots: batch.boots + 1,
    openedAtMs: 0,
    endedAtMs: 0,
    ...(batch.closed === undefined ? {} : { closed: { ...batch.closed, atMs: 0 } }),
  };
}
