import { describe, expect, it, vi } from 'vitest';
import type { GuestProcess, HostPrograms } from '@/lib/drivers/port';
import { expectDriverError, targetOf, type ContractContext } from '@/lib/drivers/contract/context';

const END_MS = 15_000;

/** Programs on the host itself, or a sentence why there are none. */
export function describeHostPrograms(context: ContractContext): void {
  describe('programs on the host itself', () => {
    const ends = async (programs: HostPrograms, process: GuestProcess) =>
      await vi.waitFor(
        async () => {
          const state = await programs.read(process);
          if (state.running) throw new Error('still running');
          return state;
        },
        { timeout: END_MS },
      );

    it('are offered, or refused in words', async () => {
      const { noHostPrograms } = await context.host.capabilities();
      if (context.host.hostPrograms === undefined) expect(noHostPrograms).toMatch(/\.$/);
      else expect(noHostPrograms).toBeUndefined();
    });

    it('take words as they are, run as a user without rights and in a folder of their own', async () => {
      const programs = context.host.hostPrograms;
      if (programs === undefined) return;
      const script = 'cat; echo "$1" >&2; pwd; id -u; : >mark; ls; env; exit 3';
      const process = await programs.start({ argv: ['sh', '-c', script, 'sh', "it's $HOME; `id`"], input: 'ü\n' });
      const ended = await ends(programs, process);
      expect(ended).toMatchObject({ exitCode: 3, signal: undefined, stderr: "it's $HOME; `id`\n", truncated: false });
      const [said, folder, uid, mark, ...environment] = ended.stdout.trim().split('\n');
      expect([said, mark]).toEqual(['ü', 'mark']);
      expect(uid).not.toBe('0');
      expect(folder).toContain(process.key);
      // What a shell adds is its own.
      const names = environment.map((line) => line.split('=')[0] ?? '').filter((name) => !/^(PWD|SHLVL|_)$/.test(name));
      expect(names.toSorted()).toEqual(['HOME', 'LC_ALL', 'PATH', 'TMPDIR']);
      // Read again by somebody else it says the same, until it is told to forget.
      const other = await context.setup.driver.connect(targetOf(context.setup));
      try {
        if (other.hostPrograms === undefined) throw new Error('the same host offers programs once');
        expect(await other.hostPrograms.read(process)).toEqual(ended);
        await other.hostPrograms.end(process);
      } finally {
        await other.close();
      }
      await expectDriverError(programs.read(process), 'internal');
      await expectDriverError(programs.read({ pid: process.pid, key: '../../etc' }), 'internal');
    });

    it('end whole, with what they started; one that is not there says so; a signal is told from a code', async () => {
      const programs = context.host.hostPrograms;
      if (programs === undefined) return;
      const endless = await programs.start({ argv: ['sh', '-c', 'sleep 1234.5 & sleep 1234.5; echo over'] });
      expect(await programs.read(endless)).toEqual({ running: true });
      const sleepers = async () => {
        const process = await programs.start({
          argv: ['sh', '-c', 'grep -sl "1234[.]5" /proc/[0-9]*/cmdline | wc -l'],
        });
        const { stdout } = await ends(programs, process);
        await programs.end(process);
        return Number(stdout);
      };
      await vi.waitFor(async () => expect(await sleepers()).toBeGreaterThanOrEqual(2));
      await programs.end(endless);
      await programs.end(endless);
      expect(await sleepers()).toBe(0);
      const missing = await programs.start({ argv: ['no-such-program'] });
      expect(await ends(programs, missing)).toMatchObject({
        exitCode: 127,
        stderr: expect.stringContaining('no-such-program'),
      });
      const killed = await programs.start({ argv: ['sh', '-c', 'kill -9 $$'] });
      expect(await ends(programs, killed)).toMatchObject({ exitCode: undefined, signal: 9 });
      for (const each of [missing, killed]) await programs.end(each);
    });
  });
}
