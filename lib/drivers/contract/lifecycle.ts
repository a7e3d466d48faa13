import { describe, expect, it, vi } from 'vitest';
import type { DomainVerb } from '@/lib/domain/domain-actions';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { DriverEvent } from '@/lib/drivers/port';
import {
  takeDomain,
  expectDriverError,
  memoryOf,
  waitForState,
  type ContractContext,
} from '@/lib/drivers/contract/context';

/** A guest that boots, or powers off, must have done so within this, in milliseconds. Generous: emulated hosts share two cores. */
const BOOT_MS = 120_000;
/** Of one try to hear a guest. An emulated host that boots one takes more than a second to open its console. */
const HEAR_MS = 5_000;

/** The guest's clock and ours, and the way of its words, differ by less than this, in milliseconds; a guest lives longer before it is heard. */
const CLOCKS_MS = 2_000;

/** An event comes at once; an emulated host that is busy takes its time, in milliseconds. */
const TOLD_MS = 30_000;

export function describeLifecycle(context: ContractContext): void {
  describe('lifecycle', () => {
    /**
     * Runs the verb, or, where the host does not offer it, holds the driver to saying so; some hosts learn that only when
     * they are first asked. True where it ran.
     */
    async function attempt(verb: DomainVerb, call: () => Promise<unknown>): Promise<boolean> {
      const offered = (await context.host.capabilities()).unsupported[verb] === undefined;
      const outcome = await call().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (outcome === undefined) {
        expect(offered).toBe(true);
        return true;
      }
      if (offered && !DriverError.is(outcome, 'unsupported')) throw outcome;
      await expectDriverError(Promise.reject(outcome), 'unsupported');
      expect((await context.host.capabilities()).unsupported[verb]).toMatch(/^.{10,}\.$/);
      return false;
    }

    it('starts, pauses, resumes and forces off', async () => {
      const id = await takeDomain(context);
      await context.host.start(id);
      await waitForState(context.host, id, ['running']);
      if (await attempt('pause', () => context.host.pause(id))) {
        await waitForState(context.host, id, ['paused']);
        await context.host.resume(id);
        await waitForState(context.host, id, ['running']);
      }
      await context.host.destroy(id);
      await waitForState(context.host, id, ['off']);
    });

    it('refuses verbs that the state does not allow', async () => {
      const id = await takeDomain(context);
      await expectDriverError(context.host.destroy(id), 'refused');
      await expectDriverError(context.host.shutdown(id), 'refused', 'unsupported');
      await context.host.start(id);
      await expectDriverError(context.host.start(id), 'refused');
      await context.host.destroy(id);
    });

    describe('one domain, which boots anew only where a test ended it', () => {
      let taken: DomainId | undefined;

      /** It running, and heard where it can be: started if an earlier test left it otherwise. */
      async function upDomain(): Promise<DomainId> {
        taken ??= await takeDomain(context);
        const { state } = (await context.host.readDomain(taken)) ?? {};
        if (state !== 'running') await context.host.start(taken);
        await heardUp(taken);
        return taken;
      }

      it(
        'gives up a vCPU while its guest runs, and takes it back where the host has as many',
        async () => {
          // A processor goes when the guest lets go of it.
          if (context.setup.boots !== true) return;
          const id = await upDomain();
          const before = await context.host.readDomain(id);
          if (before === undefined || before.vcpus < 2) throw new Error('The setup defines a domain of one vCPU.');
          const vcpus = async (): Promise<number | undefined> => (await context.host.readDomain(id))?.vcpus;
          await context.host.setVcpus(id, before.vcpus - 1);
          await vi.waitFor(async () => expect(await vcpus()).toBe(before.vcpus - 1), { timeout: TOLD_MS });
          // Xen offers a running guest no more than the host has processors, and an emulated host has one.
          if ((await context.host.readHost()).cpuCount < before.vcpus)
            await expectDriverError(context.host.setVcpus(id, before.vcpus), 'refused');
          else {
            await context.host.setVcpus(id, before.vcpus);
            await vi.waitFor(async () => expect(await vcpus()).toBe(before.vcpus), { timeout: TOLD_MS });
          }
          await heardUp(id);
        },
        BOOT_MS,
      );

      it(
        'saves to disk and restores, or says why not',
        async () => {
          const off = await takeDomain(context);
          await expectDriverError(context.host.save(off), 'refused', 'unsupported');
          await expectDriverError(context.host.restore(off), 'refused', 'unsupported');
          // Xen's guests suspend themselves, which one that boots does not do yet.
          const id = await upDomain();
          if (!(await attempt('save', () => context.host.save(id)))) return;
          await expect(context.host.readDomain(id)).resolves.toMatchObject({ state: 'saved', persistent: true });
          expect((await context.host.listDomains()).find((each) => each.id === id)).toMatchObject({ state: 'saved' });
          // Nothing but restoring and discarding may touch what is in the memory.
          await expectDriverError(context.host.start(id), 'refused');
          await expectDriverError(context.host.undefine(id), 'refused');
          await context.host.restore(id);
          await waitForState(context.host, id, ['running']);
          // Used up: the next end of it is an end.
          await context.host.destroy(id);
          await waitForState(context.host, id, ['off']);
          await expectDriverError(context.host.restore(id), 'refused');
        },
        3 * BOOT_MS,
      );

      it(
        'discards a saved memory, after which the domain boots',
        async () => {
          const off = await takeDomain(context);
          await expectDriverError(context.host.discardSaved(off), 'refused', 'unsupported');
          // Xen's guests suspend themselves, which one that boots does not do yet.
          const id = await upDomain();
          if (!(await attempt('save', () => context.host.save(id)))) return;
          await context.host.discardSaved(id);
          await expect(context.host.readDomain(id)).resolves.toMatchObject({ state: 'off' });
          expect((await context.host.listDomains()).find((each) => each.id === id)).toMatchObject({ state: 'off' });
          await context.host.start(id);
        },
        3 * BOOT_MS,
      );

      it(
        'reboots, resets and asks for shutdown, or says why not',
        async () => {
          const id = await upDomain();
          await attempt('reset', () => context.host.reset(id));
          await heardUp(id);
          const askedAt = Date.now();
          const rebooted = await attempt('reboot', () => context.host.reboot(id));
          await heardUp(id, rebooted ? askedAt - CLOCKS_MS : 0);
          await attempt('shutdown', () => context.host.shutdown(id));
          if (context.setup.boots === true) await waitForState(context.host, id, ['off'], BOOT_MS);
          const after = await context.host.readDomain(id);
          if (after?.state !== 'off') await context.host.destroy(id);
          await waitForState(context.host, id, ['off']);
          // Off means let go of: it can be started again at once.
          await context.host.start(id);
          await context.host.destroy(id);
        },
        3 * BOOT_MS,
      );
    });

    /** Waits until the guest is up, booted later than `after`, in ms since 1970; not where it cannot be heard. */
    async function heardUp(id: DomainId, after = 0): Promise<void> {
      if (context.setup.boots !== true) return;
      await vi.waitFor(
        async () => {
          const { heardAt, uptimeMs } = await context.host.hearGuest(id, { deadlineMs: HEAR_MS });
          expect(heardAt.getTime() - uptimeMs).toBeGreaterThan(after);
        },
        { timeout: BOOT_MS, interval: 200 },
      );
    }

    it('sets memory and vCPUs of a domain that is off', async () => {
      const id = await takeDomain(context);
      if (await attempt('resize', () => context.host.setMemory(id, memoryOf(context.setup) / 2))) {
        await expect(context.host.readDomain(id)).resolves.toMatchObject({ memoryKiB: memoryOf(context.setup) / 2 });
        await context.host.setVcpus(id, 1);
        await expect(context.host.readDomain(id)).resolves.toMatchObject({ vcpus: 1 });
      }
    });

    it('refuses more memory than the domain’s maximum', async () => {
      const { unsupported } = await context.host.capabilities();
      if (unsupported.resize !== undefined) return;
      const id = await takeDomain(context);
      await context.host.start(id);
      await expectDriverError(context.host.setMemory(id, memoryOf(context.setup) * 4), 'refused');
      await context.host.destroy(id);
    });

    it('tells of every change while watched, and of nothing afterwards', async () => {
      const capabilities = await context.host.capabilities();
      if (!capabilities.events) return;
      const id = await takeDomain(context);
      const seen: DriverEvent[] = [];
      const others: DriverEvent[] = [];
      const unwatch = await context.host.watch((event) => seen.push(event));
      const unwatchOther = await context.host.watch((event) => others.push(event));
      const count = (): number => seen.filter((event) => event.kind === 'domain' && event.domainId === id).length;
      await context.host.start(id);
      await vi.waitFor(() => expect(count()).toBeGreaterThan(0), { timeout: TOLD_MS });
      await unwatch();
      const until = count();
      const otherUntil = others.length;
      await context.host.destroy(id);
      await vi.waitFor(() => expect(others.length).toBeGreaterThan(otherUntil), { timeout: TOLD_MS });
      expect(count()).toBe(until);
      await unwatchOther();
    });
  });
}
