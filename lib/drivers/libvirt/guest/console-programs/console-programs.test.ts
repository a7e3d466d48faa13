/** Programs by a real shell on a real terminal: busybox as in the tiny guests, with a heartbeat and a noisy kernel beside it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { DriverError, type DriverErrorKind } from '@/lib/drivers/errors';
import type { GuestProcess, GuestProgramState } from '@/lib/drivers/port';
import type { ChannelPrograms } from '@/lib/drivers/libvirt/guest/channel-programs';
import { CONSOLE_OUTPUT_BYTES } from '@/lib/drivers/libvirt/limits';
import { createConsolePrograms } from './console-programs';
import { ConsoleTurns } from './console-turns';
import { createTerminalShell, type TerminalShell } from './terminal-shell';

const ID = domainId('6f2a4d0e-0000-4000-8000-000000000001');
/** That of the guests, where it is here; any other does as well. */
const SHELL = existsSync('/usr/bin/busybox') ? ['busybox', 'sh', '-i'] : ['sh', '-i'];
const PATIENCE = { probeMs: 10_000, silenceMs: 10_000, closingMs: 5_000 };
/** Where nobody is there to answer the first question. */
const HASTE = { ...PATIENCE, probeMs: 2_000 };
const ENDS_MS = 15_000;

let folder: string;
let terminal: TerminalShell;
let turns: ConsoleTurns;
let programs: ChannelPrograms;
let over: AbortController;
const others: { end: () => void }[] = [];

const attach = ({ open }: Pick<TerminalShell, 'open'>, patience = PATIENCE): ChannelPrograms =>
  createConsolePrograms({
    open: async (_id, listener) => await open(listener),
    turns,
    ended: over.signal,
    folder: join(folder, 'kept'),
    patience,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-console-'));
  turns = new ConsoleTurns();
  over = new AbortController();
  terminal = createTerminalShell(SHELL);
  programs = attach(terminal);
});
afterEach(() => {
  over.abort();
  for (const each of [terminal, ...others.splice(0)]) each.end();
  rmSync(folder, { recursive: true, force: true });
});

const ends = async (process: GuestProcess) =>
  await vi.waitFor(
    async () => {
      const state: GuestProgramState = await programs.read(ID, process);
      if (state.running) throw new Error('still running');
      return state;
    },
    { timeout: ENDS_MS, interval: 50 },
  );
const fails = async (promise: Promise<unknown>, kind: DriverErrorKind, words: RegExp) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!DriverError.is(error)) throw new Error(`expected ${kind}, got ${String(error)}`);
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(words);
};
/** Numbers of the processes with these words. */
const running = (words: string): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim().endsWith(words);
      } catch {
        return false; // It has ended meanwhile.
      }
    });
/** The shell is at its prompt, and echoes: a person who comes next finds it as it was. */
const isAtPrompt = async () => {
  await vi.waitFor(() => expect(terminal.listeners.size).toBe(0));
  terminal.type('echo at"-"prompt; stty | grep -c -e "-echo "\r');
  await vi.waitFor(() => expect(terminal.shown()).toMatch(/at-prompt\r\n0\r\n/));
};
const kept = () => readdirSync(join(folder, 'kept')).filter((name) => /^[0-9a-f]{16}$/.test(name));

test('whatever the words and the input are, the program has them as they were', { timeout: 60_000 }, async () => {
  const words = [
    "it's $HOME",
    '$(id)`id`',
    'two\nlines\n',
    '\x03\x04\x15\t!x',
    'größe 🍇',
    '',
    '.',
    '=',
    'E',
    '-n',
    '\\\'"*',
  ];
  const input = `ü\x03\t\n${'line of input\n'.repeat(220)}E\n.`;
  const begun = await programs.start(ID, {
    argv: ['sh', '-c', 'cat; for w in "$@"; do printf "%s\\0" "$w" >&2; done; exit 3', 'sh', ...words],
    input,
  });
  expect(begun).toEqual({ pid: expect.any(Number), key: expect.stringMatching(/^[0-9a-f]{16}$/) });
  const ended = {
    running: false,
    exitCode: 3,
    signal: undefined,
    stdout: input,
    stderr: words.map((word) => `${word}\0`).join(''),
    truncated: false,
  };
  expect(await ends(begun)).toEqual(ended);
  // Another agent asks as well, and again.
  programs = attach(terminal);
  expect(await programs.read(ID, begun)).toEqual(ended);
  expect(kept()).toEqual([begun.key]);
  await programs.end(ID, begun);
  await programs.end(ID, begun);
  expect(kept()).toEqual([]);
  await fails(programs.read(ID, begun), 'internal', /does not know/);
  await fails(programs.read(ID, { pid: 1, key: '../../etc' }), 'internal', /does not know/);
  await isAtPrompt();
  // A terminal takes no longer lines, and no other control characters were typed than those that are meant.
  expect(
    Math.max(
      ...terminal
        .typed()
        .split(/[\r\n]/)
        .map((line) => line.length),
    ),
  ).toBeLessThan(200);
  const [FIRST, LAST] = [0x20, 0x7e];
  const control = Buffer.from(terminal.typed(), 'latin1').filter((byte) => byte < FIRST || byte > LAST);
  expect(Buffer.from([...new Set(control)].toSorted((x, y) => x - y)).toString()).toBe('\x04\n\r\x15');
  expect(terminal.typed().match(/find /g)).toHaveLength(1);
});

test('what a program started ends with it; a signal and a missing program are told', { timeout: 60_000 }, async () => {
  const endless = await programs.start(ID, {
    argv: ['sh', '-c', 'echo begun; setsid sleep 4711.5 & sleep 4711.25 & sleep 4711.25; echo over'],
  });
  expect(await programs.read(ID, endless)).toEqual({ running: true, askAgainMs: expect.any(Number) });
  const sleepers = () => running('sleep 4711.25');
  await vi.waitFor(() => expect(sleepers()).toHaveLength(2));
  await programs.stop(ID, endless);
  expect(sleepers()).toEqual([]);
  for (const pid of running('sleep 4711.5')) process.kill(pid);
  expect(await ends(endless)).toMatchObject({ exitCode: undefined, signal: 9, stdout: 'begun\n' });
  await programs.end(ID, endless);
  const missing = await programs.start(ID, { argv: ['no-such-program'] });
  expect(await ends(missing)).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('no-such-program') });
  const killed = await programs.start(ID, { argv: ['sh', '-c', 'kill -TERM $$'] });
  expect(await ends(killed)).toMatchObject({ exitCode: undefined, signal: 15 });
});

test('of a large output the last is told, and that it is not all', { timeout: 60_000 }, async () => {
  const begun = await programs.start(ID, { argv: ['sh', '-c', 'seq 1 60000; echo short >&2'] });
  const whole = Array.from({ length: 60_000 }, (_, index) => `${index + 1}\n`).join('');
  const ended = await ends(begun);
  expect(ended).toEqual({
    running: false,
    exitCode: 0,
    signal: undefined,
    stdout: whole.slice(-CONSOLE_OUTPUT_BYTES),
    stderr: 'short\n',
    truncated: true,
  });
});

describe('beside a noisy kernel', () => {
  test('heartbeats are left out wherever they come; messages make it be asked again', { timeout: 60_000 }, async () => {
    let beat = 0;
    const heart = setInterval(() => terminal.say(`hb ${(beat += 1)} ${beat * 50}\n`), 3);
    const begun = await programs.start(ID, { argv: ['seq', '1', '5000'] });
    const { stdout } = await ends(begun);
    clearInterval(heart);
    expect(stdout.split('\n')).toHaveLength(5_001);
    let spoilt = 0;
    // In the midst of an answer, twice.
    const open: TerminalShell['open'] = async (listener) =>
      await terminal.open({
        ...listener,
        onText: (text) => {
          const at = text.indexOf('}');
          if (at < 0 || spoilt >= 2) return listener.onText?.(text);
          spoilt += 1;
          listener.onText?.(text.slice(0, at - 2));
          listener.onText?.('[   12.345678] random: crng init done\r\n');
          listener.onText?.(text.slice(at - 2));
        },
      });
    programs = attach({ open });
    expect((await ends(begun)).stdout).toBe(stdout);
    expect(spoilt).toBe(2);
    const again = await programs.start(ID, { argv: ['true'] });
    expect(await ends(again)).toMatchObject({ exitCode: 0 });
  });

  test('where every answer is damaged that is said, and nothing wrong is told', { timeout: 60_000 }, async () => {
    const begun = await programs.start(ID, { argv: ['echo', 'x'] });
    await ends(begun);
    const open: TerminalShell['open'] = async (listener) =>
      await terminal.open({ ...listener, onText: (text) => listener.onText?.(text.replaceAll('}', 'x}')) });
    programs = attach({ open });
    await fails(programs.read(ID, begun), 'timeout', /damaged every answer/);
    await isAtPrompt();
  });
});

test('where no shell waits that is said soon, and what was typed does nothing', { timeout: 30_000 }, async () => {
  const silent = createTerminalShell(['sleep', '60']);
  others.push(silent);
  programs = attach(silent, HASTE);
  await fails(programs.start(ID, { argv: ['true'] }), 'timeout', /one must wait there without a login/);
  await vi.waitFor(() => expect(silent.listeners.size).toBe(0));
  expect(silent.typed().replaceAll(/[0-9a-f]{10}/g, 'mark')).toBe(
    '\x15echo 0"mark"\rE\rcase $0 in /proc/*)exit;;esac\r\x15echo 0"mark"\r\x15',
  );
});

test('somebody’s console is left alone, and nobody gets one amid a conversation', { timeout: 30_000 }, async () => {
  const leave = await turns.enter(ID);
  await fails(programs.start(ID, { argv: ['true'] }), 'busy', /Somebody has the console/);
  expect(terminal.typed()).toBe('');
  leave();
  leave();
  const starting = programs.start(ID, { argv: ['true'] });
  await vi.waitFor(() => expect(terminal.typed()).not.toBe(''));
  const entering = turns.enter(ID);
  // Who waits for its turn gives way.
  await fails(programs.start(ID, { argv: ['true'] }), 'busy', /Somebody has the console/);
  await starting;
  const next = await entering;
  expect(terminal.listeners.size).toBe(0);
  next();
});

test('conversations of one domain take turns', { timeout: 30_000 }, async () => {
  const all = await Promise.all(['a', 'b', 'c'].map((word) => programs.start(ID, { argv: ['echo', word] })));
  const said = await Promise.all(all.map(ends));
  expect(said.map((each) => each.stdout)).toEqual(['a\n', 'b\n', 'c\n']);
});

test(
  'who leaves is told at once; the shell is at its prompt after it, and nothing was left running',
  { timeout: 60_000 },
  async () => {
    const first = await programs.start(ID, { argv: ['true'] });
    // At once, and while one of the first answers is on its way: that of the probe, of the second shell, of the program's start.
    for (const left of [0, 1, 2, 3]) {
      const leaving = new AbortController();
      let said = 0;
      const open: TerminalShell['open'] = async (listener) =>
        await terminal.open({
          ...listener,
          onText: (text) => {
            said += 1;
            // The first is what stood there before.
            if (said > left) leaving.abort();
            listener.onText?.(text);
          },
        });
      const starting = attach({ open }).start(ID, { argv: ['sleep', '4712.5'] }, { signal: leaving.signal });
      await fails(starting, 'cancelled', /as asked/);
    }
    await programs.end(ID, first);
    await isAtPrompt();
    expect(kept()).toEqual([]);
    expect(running('sleep 4712.5')).toEqual([]);
  },
);

test.each(['', `cat <<'E'\nhalf a request\n`])(
  'a shell that was left with %j is freed',
  { timeout: 30_000 },
  async (left) => {
    terminal.type(`stty -echo;sh /proc/self/fd/0;stty echo\r`);
    await vi.waitFor(() => expect(terminal.shown()).toContain('stty echo'));
    terminal.type(left);
    programs = attach(terminal, HASTE);
    const begun = await programs.start(ID, { argv: ['echo', 'free'] });
    expect(await ends(begun)).toMatchObject({ stdout: 'free\n' });
    await isAtPrompt();
  },
);

test(
  'a guest that goes away meanwhile is refused, a connection that ends unreachable',
  { timeout: 30_000 },
  async () => {
    const begun = await programs.start(ID, { argv: ['true'] });
    await vi.waitFor(() => expect(terminal.listeners.size).toBe(0));
    const leaving = attach({
      open: async (listener) => {
        const opened = await terminal.open(listener);
        terminal.end();
        return opened;
      },
    });
    await fails(leaving.read(ID, begun), 'refused', /has ended/);
    over.abort();
    await fails(programs.read(ID, begun), 'unreachable', /connection/);
    expect(existsSync(folder)).toBe(true);
  },
);
