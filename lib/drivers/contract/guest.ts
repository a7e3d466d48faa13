import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GuestProcess, GuestSign, HostConnection } from '@/lib/drivers/port';
import type { ContractSetup } from '@/lib/drivers/contract/setup';
import { takeDomain, expectDriverError, type ContractContext } from '@/lib/drivers/contract/context';

/** A guest that is up must be heard within this, in milliseconds. */
const HEAR_MS = 30_000;
/** Taken from a running guest, in KiB: any of the suite's has so much to spare. */
const BALLOON_KIB = 8_192;
/** Hypervisors count pages of their own among a domain's: this much, in KiB, is no difference. */
const BALLOON_SLACK_KIB = 1_024;
/** Of those that stand in documents alone. */
const OTHER_ADDRESS = '192.0.2.7/24';
/** Typed at once, in characters, where the setup names no other length. */
const LONG_LINE = 3_000;
/** A shell echoes what is typed letter by letter; an emulated Xen guest on a busy machine was seen to take half a second for ten. */
const ECHO_MS = 60_000;
/** Programs by the console of an emulated guest: a dozen conversations, each of seconds. */
const PROGRAMS_MS = 240_000;

export function describeGuest(context: ContractContext): void {
  describe('hearing the guest', () => {
    let host: HostConnection;
    let guest: NonNullable<ContractSetup['guest']>;
    beforeAll(async () => {
      if (context.setup.guest === undefined) throw new Error('The setup offers no guest.');
      guest = context.setup.guest;
      host = await context.setup.driver.connect({ uri: context.setup.guest.uri });
    });
    afterAll(async () => {
      await host?.close();
    });

    it('hears a running guest, whose uptime grows', async () => {
      const id = guest.domainId;
      const first = await host.hearGuest(id, { deadlineMs: HEAR_MS });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const second = await host.hearGuest(id, { deadlineMs: HEAR_MS });
      expect(second.uptimeMs).toBeGreaterThan(first.uptimeMs);
      expect(second.heardAt.getTime()).toBeGreaterThan(first.heardAt.getTime());
    });

    it('tells the addresses that its agent says, or that it has none to ask', async () => {
      const { domainId: id } = guest;
      const { programs } = host;
      if (!(await host.capabilities()).guestChannels.includes('agent') || programs === undefined) {
        await expectDriverError(host.guestAddresses(id), 'unsupported');
        return;
      }
      const definition = await host.readDefinition(id);
      const [, mac] = /<mac address='([^']+)'/.exec(definition) ?? [];
      if (mac === undefined) {
        // Its loopback interface alone has any.
        expect(await host.guestAddresses(id)).toEqual([]);
        return;
      }
      const ip = async (verb: 'add' | 'del') => {
        const process = await programs.start(id, { argv: ['ip', 'addr', verb, OTHER_ADDRESS, 'dev', 'eth0'] });
        const state = await vi.waitFor(
          async () => {
            const read = await programs.read(id, process);
            if (read.running) throw new Error('still running');
            return read;
          },
          { timeout: ECHO_MS },
        );
        expect(state).toMatchObject({ exitCode: 0, stderr: '' });
        await programs.end(id, process);
      };
      const [address, length] = OTHER_ADDRESS.split('/');
      const other = { mac, address, prefixLength: Number(length) };
      const before = await host.guestAddresses(id);
      await ip('add');
      try {
        expect(await host.guestAddresses(id)).toEqual([...before, other]);
      } finally {
        await ip('del');
      }
      expect(await host.guestAddresses(id)).toEqual(before);
      // Its loopback interface has one as well.
      expect(before.filter((each) => each.address.startsWith('127.') || each.address === '::1')).toEqual([]);
    });

    it('listens to the heartbeat until told to stop', async () => {
      const { domainId: id, heartbeat } = guest;
      const signs: GuestSign[] = [];
      if (!heartbeat) {
        await expectDriverError(
          host.listenGuest(id, (sign) => signs.push(sign)),
          'unsupported',
        );
        return;
      }
      const stop = await host.listenGuest(id, (sign) => signs.push(sign));
      await vi.waitFor(() => expect(signs.length).toBeGreaterThan(5), { timeout: HEAR_MS });
      await stop();
      const heard = signs.length;
      for (const [index, sign] of signs.entries()) {
        const before = signs[index - 1];
        if (before === undefined) continue;
        expect(sign.channel).toBe('heartbeat');
        expect(sign.uptimeMs).toBeGreaterThan(before.uptimeMs);
        expect(sign.sequence ?? 0).toBeGreaterThan(before.sequence ?? -1);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(signs.length).toBe(heard);
    });

    it('takes memory from a running guest, which runs on, and gives it back', async () => {
      const { domainId: id } = guest;
      if ((await host.capabilities()).unsupported.resize !== undefined) return;
      const memoryKiB = async (): Promise<number> => (await host.readDomain(id))?.memoryKiB ?? Number.NaN;
      const before = await memoryKiB();
      for (const wanted of [before - BALLOON_KIB, before]) {
        await host.setMemory(id, wanted);
        // What it holds, not what was asked: the guest's balloon takes its time.
        await vi.waitFor(async () => expect(Math.abs((await memoryKiB()) - wanted)).toBeLessThan(BALLOON_SLACK_KIB), {
          timeout: HEAR_MS,
        });
        const sign = await host.hearGuest(id, { deadlineMs: HEAR_MS });
        expect(sign.uptimeMs).toBeGreaterThan(0);
      }
    });

    it('keeps the guest’s memory while it is saved to disk: its uptime goes on where it stood', async () => {
      const { domainId: id } = guest;
      if ((await host.capabilities()).unsupported.save !== undefined) return;
      const before = await host.hearGuest(id, { deadlineMs: HEAR_MS });
      const seen: (string | undefined)[] = [];
      await host.save(id);
      seen.push((await host.readDomain(id))?.state);
      await expectDriverError(host.hearGuest(id, { deadlineMs: 1_000 }), 'timeout', 'refused', 'unsupported');
      // A guest that had booted meanwhile would be up for less than this.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const restoredAt = Date.now();
      await host.restore(id);
      const after = await host.hearGuest(id, { deadlineMs: HEAR_MS });
      seen.push((await host.readDomain(id))?.state);
      expect(seen).toEqual(['saved', 'running']);
      expect(after.uptimeMs).toBeGreaterThanOrEqual(before.uptimeMs);
      // Its clock stood while it was off: it is not further on than the time it ran for.
      expect(after.uptimeMs - before.uptimeMs).toBeLessThan(after.heardAt.getTime() - before.heardAt.getTime());
      expect(after.heardAt.getTime() - after.uptimeMs).toBeLessThan(restoredAt);
    });

    it('has a console: what is typed reaches the guest, its answer comes back, and its heartbeat goes on beside it', async () => {
      const { domainId: id, heartbeat } = guest;
      const texts: string[] = [];
      const on = {
        onBytes: (bytes: Uint8Array) => texts.push(Buffer.from(bytes).toString('latin1')),
        onEnd: () => texts.push('(ended)'),
      };
      const { noConsole } = await host.capabilities();
      if (noConsole !== undefined) {
        expect((await expectDriverError(host.openConsole(id, on), 'unsupported')).message).toContain(noConsole);
        return;
      }
      const signs: GuestSign[] = [];
      const stop = heartbeat ? await host.listenGuest(id, (sign) => signs.push(sign)) : undefined;
      const opened = await host.openConsole(id, on);
      await opened.write(Buffer.from('\recho answer $((40 + 2))\r'));
      await vi.waitFor(() => expect(texts.join('')).toMatch(/answer 42\r?\n/), { timeout: ECHO_MS });
      const before = signs.length;
      if (heartbeat) await vi.waitFor(() => expect(signs.length).toBeGreaterThan(before + 3), { timeout: HEAR_MS });
      expect(texts.join('')).not.toMatch(/hb \d+ \d+/);
      // Longer than the way takes in one piece; a guest's terminal may lose some of its echo, and of its heartbeat, in it.
      const long = 'x'.repeat(guest.longLine ?? LONG_LINE);
      await opened.write(Buffer.from(`: ${long}\r`));
      await opened.write(Buffer.from('echo end $((1 + 1))\r'));
      await vi.waitFor(() => expect(texts.join('')).toMatch(/end 2\r?\n/), { timeout: ECHO_MS });
      await opened.close();
      await opened.close();
      await stop?.();
      const whole = texts.join('');
      expect(whole).not.toContain('(ended)');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(texts.join('')).toBe(whole);
    });

    it(
      'runs programs in the guest: output, input, exit code, and an end to one that would go on',
      async () => {
        const { domainId: id } = guest;
        const { programs } = host;
        if (programs === undefined || programs.only !== undefined) return;
        const ends = async (process: GuestProcess) =>
          await vi.waitFor(
            async () => {
              const state = await programs.read(id, process);
              if (state.running) throw new Error('still running');
              return state;
            },
            { timeout: ECHO_MS },
          );
        const begin = async () =>
          await programs.start(id, {
            argv: ['sh', '-c', 'cat; echo "$1" >&2; exit 3', 'sh', "it's $HOME"],
            input: 'ü\n',
          });
        const first = await begin();
        const ended = await ends(first);
        expect(ended).toEqual({
          running: false,
          exitCode: 3,
          signal: undefined,
          stdout: 'ü\n',
          stderr: "it's $HOME\n",
          truncated: false,
        });
        if (first.key !== undefined) {
          // What its channel keeps is told to whoever asks, until it is told to forget.
          const other = await context.setup.driver.connect({ uri: guest.uri });
          try {
            expect(await other.programs?.read(id, first)).toEqual(ended);
            await programs.end(id, first);
            await expectDriverError(programs.read(id, first), 'internal');
          } finally {
            await other.close();
          }
        }
        const endless = await programs.start(id, { argv: ['sh', '-c', 'sleep 1000; echo over'] });
        expect(await programs.read(id, endless)).toMatchObject({ running: true });
        await programs.stop(id, endless);
        expect(await ends(endless)).toMatchObject({ exitCode: undefined, signal: 9, stdout: '' });
        await programs.end(id, endless);
        await programs.end(id, endless);
        const unheard = await programs.start(id, { argv: ['no-such-program'] });
        const missing = await ends(unheard);
        expect(missing.exitCode).toBe(127);
        expect(missing.stderr).toContain('no-such-program');
        if (unheard.key !== undefined) await programs.end(id, unheard);
      },
      PROGRAMS_MS,
    );

    it(
      'runs programs by the console, where that is the way, beside its heartbeat and never beside a person',
      async () => {
        const { domainId: id, heartbeat } = guest;
        const { programs } = host;
        if (
          programs === undefined ||
          programs.only !== undefined ||
          (await host.capabilities()).guestChannels.includes('agent')
        )
          return;
        const on = { onBytes: () => undefined, onEnd: () => undefined };
        const opened = await host.openConsole(id, on);
        await expectDriverError(programs.start(id, { argv: ['true'] }), 'busy');
        await opened.close();
        const signs: GuestSign[] = [];
        const stop = heartbeat ? await host.listenGuest(id, (sign) => signs.push(sign)) : undefined;
        const began = Date.now();
        // More than one answer carries.
        const process = await programs.start(id, { argv: ['seq', '1', '6000'] });
        const startedMs = Date.now() - began;
        // Each reading is a talk with its shell: after the program has ended they go on until a beat has come in between.
        const state = await vi.waitFor(
          async () => {
            const read = await programs.read(id, process);
            if (read.running) throw new Error('still running');
            if (heartbeat && signs.length === 0) throw new Error('no beat beside the talk with the shell');
            return read;
          },
          { timeout: PROGRAMS_MS },
        );
        const heard = signs.length;
        await programs.end(id, process);
        if (heartbeat) await vi.waitFor(() => expect(signs.length).toBeGreaterThan(heard), { timeout: PROGRAMS_MS });
        await stop?.();
        console.log(`a program by the console: begun in ${startedMs} ms, whole conversation ${Date.now() - began} ms`);
        expect(state.stdout).toBe(Array.from({ length: 6_000 }, (_, index) => `${index + 1}\n`).join(''));
      },
      PROGRAMS_MS,
    );

    it('has no console of a domain that is off', async () => {
      const id = await takeDomain(context);
      const on = { onBytes: () => undefined, onEnd: () => undefined };
      await expectDriverError(context.host.openConsole(id, on), 'refused', 'unsupported');
    });

    it('does not hear a domain that is off', async () => {
      const id = await takeDomain(context);
      await expectDriverError(context.host.hearGuest(id, { deadlineMs: 1_000 }), 'timeout', 'refused', 'unsupported');
    });
  });
}
