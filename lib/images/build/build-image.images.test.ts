/**
 * Images built for real, from the machine's own mirror: the same twice, what is in them, what is refused, what a stop leaves.
 * Small ones for the most part: packages that are only unpacked take seconds.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMAGE_EXAMPLES } from '@/lib/contracts/image-examples';
import { checkSpecification } from '@/lib/images/check-specification';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { parseMirror } from '@/lib/images/mirror';
import { machineMirror } from '@/lib/images/testing/machine-mirror';
import { buildImage, type BuiltImage } from './build-image';
import { closeWork, openWork } from './image-store';

const { source, suite } = machineMirror();
const MIRROR = parseMirror(source);
const BOOT_MS = 120_000;

let dir: string;
let number = 0;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-images-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const specification = (more: object): ImageSpecification =>
  ImageSpecification.parse({
    name: 'tiny',
    description: 'For tests.',
    distribution: 'debian',
    suite,
    base: 'extract',
    packages: ['busybox-static'],
    output: { kind: 'ext4' },
    ...more,
  });

interface Built extends BuiltImage {
  readonly lines: readonly string[];
}
/** What was built, moved to where the next build does not remove it. */
async function build(
  wish: ImageSpecification,
  options: { readonly fresh?: boolean; readonly signal?: AbortSignal; readonly onLine?: (line: string) => void } = {},
): Promise<Built> {
  const lines: string[] = [];
  number += 1;
  const work = await openWork(dir, `build-${number}`, 1);
  try {
    const built = await buildImage({
      specification: wish,
      mirror: MIRROR,
      dir,
      work,
      fresh: options.fresh === true,
      signal: options.signal ?? new AbortController().signal,
      onStage: async () => undefined,
      onLine: (line) => {
        lines.push(line);
        options.onLine?.(line);
      },
    });
    const folder = join(dir, `kept-${number}`);
    renameSync(built.folder, folder);
    return { ...built, folder, lines };
  } finally {
    await closeWork(work);
  }
}
const failureOf = async (wish: ImageSpecification): Promise<Error> => {
  try {
    await build(wish);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was built');
};
const debugfs = (disk: string, command: string): string =>
  execFileSync('debugfs', ['-R', command, disk], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

describe('a disk of unpacked packages', () => {
  const wish = specification({
    files: [
      { path: '/etc/motd', content: 'Grüß Gott\n', mode: '0640', owner: 'ann', group: 'ann' },
      { path: '/srv/a b/c', base64: 'AAEC' },
      { path: '/usr/bin/ann', content: '#!/bin/sh\n', mode: '4755' },
    ],
    users: [{ name: 'ann', uid: 70_00, sshKeys: ['ssh-ed25519 AAAA ann'] }],
    absent: ['/lib/tls'],
    checksums: { '/srv/a b/c': 'ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc' },
  });
  let first: Built;
  beforeAll(async () => {
    first = await build(wish, { fresh: true });
  });

  test('is the same, byte by byte, when it is built anew from nothing', async () => {
    const second = await build(wish, { fresh: true });
    expect(second.layersReused).toBe(0);
    expect(second.manifest).toEqual(first.manifest);
    expect(readFileSync(join(second.folder, 'disk.ext4')).equals(readFileSync(join(first.folder, 'disk.ext4')))).toBe(
      true,
    );
  });

  test('is the same when its layers are used again, and another image uses them too', async () => {
    const again = await build(wish);
    expect([again.layersReused, again.manifest.digest]).toEqual([1, first.manifest.digest]);
    const other = await build(specification({ files: [{ path: '/x', content: 'x' }] }));
    expect(other.layersReused).toBe(1);
    expect(other.manifest.layers).toEqual(first.manifest.layers);
    expect(other.manifest.digest).not.toBe(first.manifest.digest);
  });

  test('holds what its specification says, as the file system has it', () => {
    const disk = join(first.folder, 'disk.ext4');
    execFileSync('e2fsck', ['-fn', disk], { stdio: 'ignore' });
    expect(debugfs(disk, 'cat /etc/motd')).toBe('Grüß Gott\n');
    expect(debugfs(disk, 'stat /etc/motd')).toMatch(/Mode: +0640[^]*User: +7000 +Group: +7000/);
    expect(debugfs(disk, 'stat /usr/bin/ann')).toMatch(/Mode: +04755/);
    expect(debugfs(disk, 'cat /home/ann/.ssh/authorized_keys')).toBe('ssh-ed25519 AAAA ann\n');
    expect(debugfs(disk, 'cat /etc/passwd')).toContain('ann:x:7000:7000::/home/ann:/bin/sh\n');
    // A system that starts mounts over these.
    for (const folder of ['/dev', '/proc', '/sys', '/run'])
      expect(debugfs(disk, `stat ${folder}`)).toContain('Type: directory');
  });

  test('is described whole by its manifest', () => {
    const { manifest, folder } = first;
    expect(readdirSync(folder).toSorted()).toEqual(['SHA512SUMS', 'disk.ext4']);
    expect(execFileSync('sha512sum', ['-c', 'SHA512SUMS'], { cwd: folder, encoding: 'utf8' })).toBe('disk.ext4: OK\n');
    expect(manifest.packages).toEqual([
      { name: 'busybox-static', version: expect.stringMatching(/^1:/), architecture: 'amd64' },
    ]);
    expect(manifest.files.map(({ path, mode }) => [path, mode])).toContainEqual(['/usr/bin/ann', '04755']);
    expect(manifest.tools).toMatchObject({
      mmdebstrap: expect.stringMatching(/^\d/),
      e2fsprogs: expect.stringMatching(/^1\./),
    });
  });
});

describe('a distribution that is installed', () => {
  test('has packages laid over its base, which the next image uses as well', async () => {
    const installed = { base: 'essential', output: { kind: 'qcow2', sizeMiB: 512 } };
    const one = await build(specification({ ...installed, packages: ['netbase'] }));
    expect(one.manifest.layers.map(({ kind }) => kind)).toEqual(['base', 'packages']);
    expect(one.manifest.packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['dpkg', 'netbase']));
    expect(one.lines.join('\n')).toContain('Setting up netbase');
    const info = JSON.parse(
      execFileSync('qemu-img', ['info', '--output=json', join(one.folder, 'disk.qcow2')], { encoding: 'utf8' }),
    ) as { readonly format: string; readonly 'virtual-size': number };
    expect([info.format, info['virtual-size']]).toEqual(['qcow2', 512 * 1024 * 1024]);
    const two = await build(
      specification({ ...installed, packages: [], services: [], files: [{ path: '/x', content: 'x', group: 'adm' }] }),
    );
    expect(two.manifest.layers).toEqual([one.manifest.layers[0]]);
    expect(two.layersReused).toBe(1);
    expect(await failureOf(specification({ ...installed, packages: [], services: ['ssh'] }))).toMatchObject({
      name: 'ImageProblem',
      message: 'The service ssh.service is in no package of this image.',
    });
  });
});

describe('the shipped example of a kernel and one program', () => {
  test('boots, and says so on its console', async () => {
    const yaml = (IMAGE_EXAMPLES[0]?.yaml ?? '').replace(/^suite: .*$/m, `suite: ${suite}`);
    const checked = checkSpecification(yaml, MIRROR);
    if (!('specification' in checked)) throw new Error(JSON.stringify(checked.problems));
    const built = await build(checked.specification);
    expect(built.manifest.artefacts.map(({ name }) => name)).toEqual(['initramfs.cpio.gz', 'vmlinuz']);
    expect(gunzipSync(readFileSync(join(built.folder, 'initramfs.cpio.gz'))).toString('latin1', 0, 6)).toBe('070701');
    expect(built.manifest.packages.map(({ name }) => name)).toEqual([
      'busybox-static',
      expect.stringMatching(/^linux-image-/),
      expect.stringMatching(/^linux-image-/),
    ]);
    expect(await consoleOf(built.folder, 'Gridbox image is up')).toContain('Gridbox image is up');
  });
});

/** What a guest of this image writes until `words` are among it. */
async function consoleOf(folder: string, words: string): Promise<string> {
  const at = (name: string): string => join(folder, name);
  const guest = spawn(
    'qemu-system-x86_64',
    ['-m', '256', '-nographic', '-no-reboot', '-nodefaults', '-serial', 'stdio', '-accel', 'tcg'].concat([
      '-kernel',
      at('vmlinuz'),
      '-initrd',
      at('initramfs.cpio.gz'),
      '-append',
      'console=ttyS0 quiet no_timer_check',
    ]),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  const timer = setTimeout(() => guest.kill('SIGKILL'), BOOT_MS);
  for await (const piece of guest.stdout) {
    said += String(piece);
    if (said.includes(words)) guest.kill('SIGKILL');
  }
  clearTimeout(timer);
  return said;
}

describe('what cannot be built', () => {
  test('is told in the words of what stands against it', async () => {
    const kernel = specification({ absent: ['/bin/busybox', '/bin'], checksums: { '/bin/busybox': '0'.repeat(64) } });
    expect((await failureOf(kernel)).message).toMatch(
      /^The image is not what was asked for: \/bin\/busybox must be absent and is there; \/bin must be .*SHA-256/,
    );
    const folder = specification({ files: [{ path: '/bin/busybox/x', content: '' }] });
    expect((await failureOf(folder)).message).toContain('/bin/busybox cannot be a folder');
    const large = specification({ packages: ['busybox-static'], files: [], output: { kind: 'ext4', sizeMiB: 16 } });
    expect((await build(large)).bytes).toBe(16 * 1024 * 1024);
    const stranger = await failureOf(specification({ packages: ['no-such-package-anywhere'] }));
    expect(stranger).toMatchObject({ name: 'BuildFailure', kind: 'refused' });
    expect(stranger.message).toContain('Unable to locate package no-such-package-anywhere');
    const installed = await failureOf(specification({ base: 'essential', architecture: 'arm64', packages: [] }));
    expect(installed).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('with the base extract it can'),
    });
  });

  test('a mirror that does not answer, or a suite that is not its, ends it at once', async () => {
    const work = await openWork(dir, 'away', 1);
    const away = buildImage({
      specification: specification({}),
      dir,
      work,
      fresh: false,
      signal: new AbortController().signal,
      mirror: parseMirror(`deb http://127.0.0.1:9/debian ${suite} main`),
      onStage: async () => undefined,
      onLine: () => undefined,
    });
    await expect(away).rejects.toMatchObject({
      name: 'BuildFailure',
      message: expect.stringMatching(/^apt-get ended with/),
    });
    await closeWork(work);
    expect((await failureOf(specification({ suite: 'etch' }))).message).toContain('The suite etch is not offered');
  });
});

test('a stop ends everything that it runs, and leaves nothing', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const wish = specification({ base: 'essential', packages: [] });
  const onLine = (line: string): void => {
    if (line.includes('extracting archives')) stop.abort(reason);
  };
  await expect(build(wish, { fresh: true, signal: stop.signal, onLine })).rejects.toBe(reason);
  expect(processesOf(dir)).toEqual([]);
  expect(readdirSync(join(dir, 'work'))).toEqual([]);
});

/** Command lines of processes that name a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/cmdline`)) return [];
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return words.includes(folder) ? [words] : [];
    } catch {
      return []; // It has just ended.
    }
  });
}
