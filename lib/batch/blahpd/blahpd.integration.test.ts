/** The program's own words and its book, in front of a simulated batch system. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goneReading } from '@/lib/batch/gone-reading';
import { openFileBook } from './file-book';
import { main } from './main';

const NOW = new Date('2026-11-29T18:00:00Z');
const NOTE = { tag: 'gb0123456789abc', lrms: 'slurm', beganAt: NOW, clientJobId: '1.0', command: '/bin/x' } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-blahpd-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function blahpd(lines: readonly string[], words: readonly string[] = [], settings?: string) {
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, settings ?? `record: ${folder}/record\nsystems: { simulated: { slots: 2, runSeconds: 60 } }\n`);
  let [out, told] = ['', ''];
  const code = await main(['node', 'gridbox-blahpd', ...words], {
    environment: { GRIDBOX_BLAHPD_SETTINGS: file },
    input: Readable.from(lines.map((line) => `${line}\n`)),
    write: (text) => (out += text),
    tell: (line) => (told += `${line}\n`),
    now: () => NOW,
  });
  return { code, out, told };
}

describe('the program', () => {
  test('holds a conversation until QUIT, and tells what it did not act on', async () => {
    const { code, out, told } = await blahpd([
      String.raw`BLAH_JOB_SUBMIT 1 [gridtype="simulated";Cmd="/bin/true";GPUNumber=2]`,
      'QUIT',
      'NEVER READ',
    ]);
    expect(code).toBe(0);
    expect(out.split('\r\n')).toEqual([
      expect.stringMatching(/^\$GahpVersion/),
      'S',
      String.raw`S Server\ exiting`,
      '',
    ]);
    expect(told).toContain('simulated/20261129/1: not acted on: gpunumber');
  });

  test('says what is submitted and was not fetched, at its start and when asked', async () => {
    await blahpd([String.raw`BLAH_JOB_SUBMIT 1 [gridtype="simulated";Cmd="/bin/a\ b";ClientJobId="3.1"]`]);
    const line = '2026-11-29T18:00:00.000Z simulated/20261129/1 ClientJobId "3.1" "/bin/a b"';
    expect((await blahpd([], ['--unanswered'])).out).toBe(`${line}\n`);
    const next = await blahpd([String.raw`BLAH_JOB_SUBMIT 8 [gridtype="simulated";Cmd="/bin/a\ b";ClientJobId="3.1"]`]);
    expect(next.told).toBe(`not fetched yet: ${line}\n`);
  });

  test('in front of a simulated batch system with a file goes on with its jobs', async () => {
    const settings = `record: ${folder}/record\nsystems: { simulated: { slots: 1, runSeconds: 60, file: ${folder}/jobs } }`;
    await blahpd(['BLAH_JOB_SUBMIT 1 [gridtype="simulated";Cmd="/bin/true"]'], [], settings);
    expect((await blahpd([], ['--check'], settings)).out).toContain('1 of 1 slots used');
    writeFileSync(join(folder, 'jobs'), 'nonsense\n');
    expect(await blahpd([], [], settings)).toMatchObject({ code: 1, told: expect.stringContaining('jobs:1') });
  });

  test('asked to check its settings says what each batch system has, and which does not answer', async () => {
    expect(await blahpd([], ['--check'])).toMatchObject({
      code: 0,
      out: 'simulated: Simulated batch system (it runs nothing)\n  node simulated: open (simulated), 0 of 2 slots used\n',
    });
    const nowhere = `record: ${folder}/record\nsystems: { lsf: { environment: { PATH: ${folder} } } }`;
    expect(await blahpd([], ['--check'], nowhere)).toMatchObject({
      code: 1,
      out: 'lsf: LSF\n  bhosts is not installed here.\n',
    });
  });

  test.each([
    ['systems: {}', 'record'],
    ['record: here\nsystems: { simulated: { slots: 1, runSeconds: 1 } }', 'record: write an absolute path'],
    ['record: /tmp\nsystems: {}', 'systems: name one batch system or more'],
    ['record: /tmp\nsystems: { pbs: {} }', 'systems.pbs.flavour'],
    ['record: /tmp\nsystems: { lsf: { environment: { "A-B": x } } }', 'systems.lsf.environment.A-B'],
    ['record: /tmp\nsystems: { slurm: {}, condor: {} }', 'condor'],
    ['record: [', 'settings.yaml cannot be used'],
  ])('with settings that are none is a wrong call: %j', async (settings, words) => {
    const { code, out, told } = await blahpd(['QUIT'], [], settings);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(told).toContain(words);
  });

  test('a wrong word, a file that is not there and a record that cannot be kept are told apart', async () => {
    expect(await blahpd([], ['--nonsense'])).toMatchObject({ code: 2, out: '' });
    const missing = await blahpd([], ['--settings', join(folder, 'none.yaml')]);
    expect(missing).toMatchObject({ code: 2, told: expect.stringContaining('none.yaml cannot be used') });
    writeFileSync(join(folder, 'file'), '');
    const bad = await blahpd([], [], `record: ${folder}/file\nsystems: { slurm: {} }`);
    expect(bad).toMatchObject({ code: 1, told: expect.stringContaining('cannot be kept') });
  });
});

describe('the book', () => {
  const key = 'abcdefghijklmno';
  test('keeps a submission until it is closed, whoever opens it, and reads past a line that a crash cut off', async () => {
    const book = await openFileBook(folder, NOW);
    await book.begin(key, NOTE);
    expect(await (await openFileBook(folder, NOW)).read(key)).toEqual({ ...NOTE, jobId: undefined });
    writeFileSync(join(folder, 'open', key), '{"jobId":"slurm/2026', { flag: 'a' });
    expect((await book.read(key))?.jobId).toBeUndefined();
    writeFileSync(join(folder, 'open', key), '\n', { flag: 'a' });
    await book.became(key, 'slurm/20261129/17');
    expect(await book.unanswered()).toEqual([{ ...NOTE, jobId: 'slurm/20261129/17' }]);
    await book.close(key);
    await book.close(key);
    expect(await book.read(key)).toBeUndefined();
    await expect(book.read('../../etc/passwd')).rejects.toThrow('no key');
  });

  test('keeps how a job ended, by its name in the protocol alone', async () => {
    const book = await openFileBook(folder, NOW);
    const reading = { ...goneReading('17'), state: 'failed' as const, exitCode: 3, endedAt: NOW };
    await Promise.all([0, 1].map(async () => await book.noteEnd('slurm/20261129/17', reading)));
    expect(await book.endOf('slurm/20261129/17')).toEqual(reading);
    expect(await book.endOf('slurm/20261128/17')).toBeUndefined();
    await book.noteEnd('../17', reading);
    expect(await book.endOf('../17')).toBeUndefined();
  });

  test('forgets what is older than anybody comes back for', async () => {
    const book = await openFileBook(folder, NOW);
    await book.begin(key, NOTE);
    const old = new Date(NOW.getTime() - 61 * 86_400_000);
    utimesSync(join(folder, 'open', key), old, old);
    for (const day of ['20260901', '20261128', 'other']) mkdirSync(join(folder, 'ended', day));
    await openFileBook(folder, NOW);
    expect(readdirSync(join(folder, 'ended')).toSorted()).toEqual(['20261128', 'other']);
    expect(readdirSync(join(folder, 'open'))).toEqual([]);
  });
});
