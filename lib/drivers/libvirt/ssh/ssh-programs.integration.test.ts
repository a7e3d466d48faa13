/** Programs over a real SSH server on this machine, as the very scripts run them anywhere else. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseSshAddress, type SshAddress } from '@/lib/domain/ssh-address';
import { DriverError, type DriverErrorKind } from '@/lib/drivers/errors';
import type { GuestProcess, HostPrograms } from '@/lib/drivers/port';
import { isGroupAlive } from '@/lib/drivers/libvirt/host-programs/process-start';
import { findFreePort } from '@/tools/shared/free-port';
import { ensureProgramsUser } from '@/tools/shared/service-user';
import { startSshd, type TestSshd } from '@/tools/sshd/start-sshd';
import { MOST_OUTPUT_BYTES } from '@/lib/drivers/libvirt/program-end';
import type { HostKeys } from './ssh-command';
import { createSshPrograms, type SshPrograms } from './ssh-programs';

const END_MS = 20_000;
/** Each question is a sign-in on a machine that may be busy; whoever's shell reads long start-up files waits for them too. */
vi.setConfig({ testTimeout: 90_000 });
const path = process.env['PATH'];

async function useSshd(options: { readonly forced?: string } = {}): Promise<TestSshd> {
  const sshd = await startSshd(options);
  process.env['PATH'] = [sshd.clientFolder, path].join(delimiter);
  return sshd;
}

function addressOf(sshd: TestSshd, changes: Partial<SshAddress> = {}): SshAddress {
  const address = parseSshAddress(sshd.address);
  if (address === undefined) throw new Error(`no address: ${sshd.address}`);
  return { ...address, ...changes };
}
const programsAt = (address: SshAddress, keys: HostKeys = { kind: 'known' }): SshPrograms =>
  createSshPrograms({ address, keys, to: 'the host' });

const ended = async (programs: HostPrograms, process: GuestProcess) =>
  await vi.waitFor(
    async () => {
      const state = await programs.read(process);
      if (state.running) throw new Error('still running');
      return state;
    },
    { timeout: END_MS, interval: 50 },
  );

async function run(programs: HostPrograms, argv: readonly [string, ...string[]], input?: string) {
  const process = await programs.start({ argv, input });
  try {
    return await ended(programs, process);
  } finally {
    await programs.end(process);
  }
}

async function expectError(promise: Promise<unknown>, kind: DriverErrorKind, words: RegExp): Promise<DriverError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!DriverError.is(error)) throw new Error(`no DriverError: ${String(error)}`);
  expect({ kind: error.kind, message: error.message }).toEqual({ kind, message: expect.stringMatching(words) });
  return error;
}

describe('a machine that lets us in', () => {
  let sshd: TestSshd;
  let programs: SshPrograms;
  beforeAll(async () => {
    sshd = await useSshd();
    programs = programsAt(addressOf(sshd));
  });
  afterAll(async () => await sshd.stop());

  test('takes words as they are, whatever a shell would make of them', async () => {
    const words = [
      '',
      ' ',
      "it's",
      '"; exit 9; "',
      '$(id)`id`$HOME${PATH}',
      'two\nlines\n\n',
      '-n',
      '--',
      '*',
      '\\',
      'ü 🍇',
      '\u0001\u007f',
      '!%~',
      '.',
    ] as const;
    const { stdout, exitCode } = await run(programs, ['printf', '%s|', ...words], undefined);
    expect({ stdout, exitCode }).toEqual({ stdout: words.map((word) => `${word}|`).join(''), exitCode: 0 });
    await expectError(programs.start({ argv: ['echo', 'a\0b'] }), 'refused', /zero byte/);
  });

  test('runs as an ordinary user, in a folder of its own, with four words of environment, and hands on input', async () => {
    const script = 'cat; pwd; id -u; id -G; : >mark; ls; env | sed "s/=.*//" | sort | tr "\\n" " "; exit 3';
    const process = await programs.start({ argv: ['sh', '-c', script], input: "ü $(id) 'x'\n" });
    const state = await ended(programs, process);
    expect(state).toMatchObject({ exitCode: 3, signal: undefined, stderr: '', truncated: false });
    const [said, folder, uid, groups, mark, names] = (state.stdout ?? '').split('\n');
    expect([said, mark, names]).toEqual(["ü $(id) 'x'", 'mark', 'HOME LC_ALL PATH PWD TMPDIR ']);
    expect(uid).not.toBe('0');
    expect(groups?.split(' ')).not.toContain('0');
    expect(folder).toBe(`/var/tmp/gridbox-ssh-programs-${globalThis.process.getuid?.()}/${process.key}/work`);
    // Another agent asks, and hears the same until it is told to forget.
    const other = programsAt(addressOf(sshd));
    expect(await other.read(process)).toEqual(state);
    await other.end(process);
    await other.end(process);
    expect(existsSync(folder ?? '')).toBe(false);
    await expectError(programs.read(process), 'internal', /does not know/);
  });

  test('says of itself what a run keeps: kernel, processor and its flags', async () => {
    const { stdout } = await run(programs, ['sh', '-c', 'uname -r; cat /proc/cpuinfo']);
    expect(stdout).toContain(readFileSync('/proc/sys/kernel/osrelease', 'utf8'));
    expect(stdout).toMatch(/^flags\s*: .*\bfpu\b/m);
  });

  test('tells a signal from a code, and a program that is not there', async () => {
    expect(await run(programs, ['sh', '-c', 'kill -9 $$'])).toMatchObject({ exitCode: undefined, signal: 9 });
    expect(await run(programs, ['no-such-program'])).toMatchObject({
      exitCode: 127,
      stderr: expect.stringContaining('no-such-program'),
    });
  });

  test('keeps the end of what is too long', async () => {
    const script = `head -c ${MOST_OUTPUT_BYTES + 5} /dev/zero | tr "\\0" x; echo end; echo err >&2`;
    const state = await run(programs, ['sh', '-c', script]);
    expect(state.truncated).toBe(true);
    expect(state.stdout.length).toBe(MOST_OUTPUT_BYTES);
    expect(state.stdout.endsWith('xend\n')).toBe(true);
    expect(state.stderr).toBe('err\n');
  });

  test('ends a program with all of its session, groups of their own too', async () => {
    const script = 'echo begun; set -m; sleep 4321.5 & sleep 4321.5; echo over';
    const process = await programs.start({ argv: ['sh', '-c', script] });
    expect(await programs.read(process)).toEqual({ running: true });
    await vi.waitFor(() => expect(sleepers()).toHaveLength(2), { timeout: END_MS });
    await programs.stop(process);
    expect(sleepers()).toEqual([]);
    expect(await programs.read(process)).toMatchObject({ running: false, stdout: 'begun\n' });
    await programs.end(process);
    await expectError(programs.read(process), 'internal', /does not know/);
    expect(await isGroupAlive(process.pid)).toBe(false);
    await programs.end(process);
  });

  test('runs several at once', async () => {
    const all = Array.from({ length: 4 }, async (_, index) => await run(programs, ['echo', String(index)]));
    expect((await Promise.all(all)).map(({ stdout }) => stdout)).toEqual(all.map((_, index) => `${index}\n`));
  });

  test('knows no keys but its own', async () => {
    for (const key of [randomUUID(), '../../etc', `${'0'.repeat(35)}'`, undefined])
      await expectError(programs.read({ pid: 1, key }), 'internal', /does not know/);
  });

  test('answers in time, or is told to be late; a start that is given up leaves nothing behind', async () => {
    await expectError(
      programs.start({ argv: ['sleep', '4321.25'] }, { deadlineMs: 1 }),
      'timeout',
      /did not answer within 1 ms/,
    );
    await expectError(programs.start({ argv: ['true'] }, { signal: AbortSignal.abort() }), 'cancelled', /as asked/);
    const controller = new AbortController();
    const asked = expectError(programs.start({ argv: ['sleep', '4321.25'] }, controller), 'cancelled', /as asked/);
    await sleep(5);
    controller.abort();
    await asked;
    await vi.waitFor(() => expect(sleepers('4321.25')).toEqual([]), { timeout: END_MS });
  });
});

/** Processes of this machine that sleep so long. */
function sleepers(seconds = '4321.5'): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(join('/proc', name, 'cmdline'), 'latin1') === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  });
}

describe('an ordinary user there', () => {
  test('runs programs as itself', async ({ skip }) => {
    const user = await ensureProgramsUser();
    if (user === undefined) skip('we are an ordinary user ourselves: the other tests are of one');
    const forced = `setpriv --reuid=${user?.uid} --regid=${user?.gid} --clear-groups sh`;
    const sshd = await useSshd({ forced });
    try {
      const state = await run(programsAt(addressOf(sshd)), ['sh', '-c', 'id -u; pwd; exit 4']);
      const [uid, folder] = state.stdout.split('\n');
      expect({ exitCode: state.exitCode, uid }).toEqual({ exitCode: 4, uid: String(user?.uid) });
      expect(folder).toContain(`gridbox-ssh-programs-${user?.uid}/`);
    } finally {
      await sshd.stop();
    }
  });
});

describe('whoever does not let us in', () => {
  test('is unreachable where nobody listens, by name or by port', async () => {
    const sshd = await useSshd();
    try {
      const closed = programsAt(addressOf(sshd, { port: await findFreePort() }));
      const error = await expectError(closed.start({ argv: ['true'] }), 'unreachable', /cannot be reached.*refused/s);
      expect(error.remedy).toMatch(/SSH server/);
      const nobody = programsAt(addressOf(sshd, { host: 'no-such-host.invalid' }));
      await expectError(nobody.start({ argv: ['true'] }), 'unreachable', /cannot be reached/);
    } finally {
      await sshd.stop();
    }
  });

  test('refuses us by the host key, unless its address asks for no look at it', async () => {
    const sshd = await useSshd();
    try {
      const address = addressOf(sshd);
      const guest: HostKeys = { kind: 'first', file: join(sshd.clientFolder, 'guest hosts'), alias: 'gridbox-1' };
      // A guest's first key is taken and kept, under the name of its domain.
      expect(await run(programsAt(address, guest), ['echo', 'in'])).toMatchObject({ stdout: 'in\n' });
      expect(readFileSync(guest.file, 'utf8')).toMatch(/^\[?gridbox-1/);
      await sshd.changeHostKey();
      // By another name: the connection from before is kept a while, and its server with it.
      const elsewhere = { ...address, host: 'localhost' };
      const known = await expectError(programsAt(address).start({ argv: ['true'] }), 'refused', /another host key/);
      expect(known.remedy).toMatch(/known hosts/);
      await expectError(programsAt(elsewhere, guest).start({ argv: ['true'] }), 'refused', /another host key/);
      const stranger = programsAt(elsewhere);
      const error = await expectError(stranger.start({ argv: ['true'] }), 'refused', /host key .* is not known/);
      expect(error.remedy).toMatch(/known_hosts/);
      expect(await run(programsAt(address, { kind: 'any' }), ['echo', 'in'])).toMatchObject({ stdout: 'in\n' });
    } finally {
      await sshd.stop();
    }
  });

  test('refuses users it does not know, and those without a shell', async () => {
    const sshd = await useSshd();
    try {
      const error = await expectError(
        programsAt(addressOf(sshd, { user: 'no-such-user' })).start({ argv: ['true'] }),
        'refused',
        /does not let the agent’s user in.*Permission denied/s,
      );
      expect(error.remedy).toMatch(/authorized_keys/);
    } finally {
      await sshd.stop();
    }
    const shut = await useSshd({ forced: 'echo This account is closed; exit 1' });
    try {
      const error = await expectError(
        programsAt(addressOf(shut)).start({ argv: ['true'] }),
        'refused',
        /ran no script of ours/,
      );
      expect(error.remedy).toMatch(/login shell/);
    } finally {
      await shut.stop();
    }
  });

  test('cannot put words into our mouth: what its start-up files write is passed over', async () => {
    const sshd = await useSshd({ forced: 'echo started 1; echo fail root; exec sh' });
    try {
      expect(await run(programsAt(addressOf(sshd)), ['echo', 'in'])).toMatchObject({ stdout: 'in\n', exitCode: 0 });
    } finally {
      await sshd.stop();
    }
  });
});
