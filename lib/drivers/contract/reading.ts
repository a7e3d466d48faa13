import { describe, expect, it, vi } from 'vitest';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { ARCHITECTURES, HYPERVISORS } from '@/lib/domain/host';
import { domainId } from '@/lib/domain/ids';
import { hasRestarted } from '@/lib/domain/recovery';
import { takeDomain, expectDriverError, type ContractContext } from '@/lib/drivers/contract/context';

/** What was told of a domain's birth has been read within this, in milliseconds, by an emulated host that is busy. */
const SETTLED_MS = 30_000;

export function describeReading(context: ContractContext): void {
  describe('reading', () => {
    it('tells what the host is', async () => {
      const before = Date.now();
      const host = await context.host.readHost();
      expect(host.at.getTime()).toBeGreaterThanOrEqual(before);
      expect(HYPERVISORS).toContain(host.hypervisor);
      expect(ARCHITECTURES).toContain(host.architecture);
      expect(host.hostname.length).toBeGreaterThan(0);
      expect(host.cpuCount).toBeGreaterThan(0);
      expect(host.memoryTotalKiB).toBeGreaterThan(0);
      expect(host.memoryFreeKiB).toBeGreaterThanOrEqual(0);
      expect(host.memoryFreeKiB).toBeLessThanOrEqual(host.memoryTotalKiB);
    });

    it('counts on for as long as the host is up, and says when that began where it can', async () => {
      const [first, second] = [await context.host.readHost(), await context.host.readHost()];
      if (first.boot === undefined) return expect(second.boot).toBeUndefined();
      expect(first.boot.counterNs).toBeGreaterThan(0n);
      expect(hasRestarted(first.boot.counterNs, second.boot?.counterNs ?? 0n)).toBe(false);
      if (first.boot.at !== undefined) expect(first.boot.at.getTime()).toBeLessThanOrEqual(first.at.getTime());
    });

    it('gives a sentence for every verb it does not offer', async () => {
      const capabilities = await context.host.capabilities();
      for (const sentence of Object.values(capabilities.unsupported)) expect(sentence).toMatch(/^.{10,}\.$/);
      if (!capabilities.migration.live) expect(capabilities.unsupported.migrate).toBeDefined();
    });

    it('lists active and inactive domains in bulk, with state, memory and vCPUs', async () => {
      const id = await takeDomain(context);
      const readings = await context.host.listDomains();
      const mine = readings.find((reading) => reading.id === id);
      expect(mine).toMatchObject({ state: 'off', persistent: true });
      expect(new Set(readings.map((reading) => reading.id)).size).toBe(readings.length);
      for (const reading of readings) {
        expect(reading.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(DOMAIN_STATES).toContain(reading.state);
        expect(reading.maxMemoryKiB).toBeGreaterThan(0);
        expect(reading.maxVcpus).toBeGreaterThan(0);
        // A definition, or the sentence why it cannot be read; a domain without one is a domain all the same.
        if (reading.definition === undefined) expect(reading.definitionUnreadable).toMatch(/^.{10,}\.$/);
      }
      expect(mine?.definition).toBeDefined();
    });

    it('leaves out definitions the reader knows, and only those', async () => {
      const id = await takeDomain(context);
      const first = await context.host.listDomains();
      const known = new Map(
        first.flatMap((reading) => (reading.definition ? [[reading.id, reading.definition.hash] as const] : [])),
      );
      // Its own birth may be announced only now, and it is then read once more.
      await vi.waitFor(
        async () => {
          const second = await context.host.listDomains({ known });
          expect(second.find((reading) => reading.id === id)?.definition).toBeUndefined();
        },
        { timeout: SETTLED_MS },
      );
      known.delete(id);
      const third = await context.host.listDomains({ known });
      expect(third.find((reading) => reading.id === id)?.definition?.hash).toBe(
        first.find((reading) => reading.id === id)?.definition?.hash,
      );
    });

    it('gives a changed definition again', async () => {
      const id = await takeDomain(context);
      const capabilities = await context.host.capabilities();
      if (!capabilities.metadata) return;
      const first = await context.host.listDomains();
      const known = new Map(
        first.flatMap((reading) => (reading.definition ? [[reading.id, reading.definition.hash] as const] : [])),
      );
      await context.host.writeMetadata(id, { roles: ['CE'], tags: ['changed'], needsFpswa: false });
      const second = await context.host.listDomains({ known });
      expect(second.find((reading) => reading.id === id)?.definition?.metadata.tags).toEqual(['changed']);
    });

    it('reads one domain whole, and says so where it is not known', async () => {
      const id = await takeDomain(context);
      const reading = await context.host.readDomain(id);
      expect(reading).toMatchObject({ id, state: 'off' });
      expect(reading?.definition?.hash).toBeDefined();
      const stranger = domainId(crypto.randomUUID());
      await expect(context.host.readDomain(stranger)).resolves.toBeUndefined();
      await expectDriverError(context.host.readDefinition(stranger), 'not-found');
      await expect(context.host.readDefinition(id)).resolves.toContain(id);
    });
  });
}
