/**
 * Busy CPU time of a host that has no counters of its own and runs everything in domains (Xen). The sum over the domains
 * of the moment falls when one of them ends; this one only grows: what each has used since the reading before is added.
 */
export class BusySum {
  #total = 0n;
  #last = new Map<string, bigint>();

  /** @param domains CPU time in ns by a name that is new after each start of a domain */
  add(domains: readonly { readonly domain: string; readonly cpuTimeNs: bigint }[]): bigint {
    const now = new Map<string, bigint>();
    for (const { domain, cpuTimeNs } of domains) {
      now.set(domain, cpuTimeNs);
      const used = cpuTimeNs - (this.#last.get(domain) ?? 0n);
      if (used > 0n) this.#total += used;
    }
    this.#last = now;
    return this.#total;
  }
}
