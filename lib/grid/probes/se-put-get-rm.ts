import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeOf, type Probe, type ProbeAsk } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { makeProbeFile, type ProbeFile } from './probe-file';
import { mustXrootd, runXrootd, serverOf } from './xrootd-client';

/** kXR_NotFound (3011) as the client's exit code. */
const NOT_FOUND_EXIT = 54;
/** Removing what a failed probe left. */
const TIDY_MS = 4_000;

/** A file goes in, comes back the same, and is gone afterwards (SAM's SE-lcg-cr, -cp, -del). */
export const probeSePutGetRm: Probe = async (ask) => {
  const file = makeProbeFile();
  const dir = await mkdtemp(join(tmpdir(), 'gridbox-probe-'));
  const path = `${ask.endpoint.dataPath}/${file.name}`;
  let removed = false;
  try {
    const story = await putAndGet(ask, file, path, dir);
    await mustXrootd(ask, 'Removing a file', 'xrdfs', [serverOf(ask), 'rm', path]);
    const stat = await runXrootd(ask, 'xrdfs', [serverOf(ask), 'stat', path]);
    const where = placeOf(ask.endpoint, 'xrootd');
    if (stat.code === 0)
      throw new ProbeFault('critical', `A file that was removed is still there at ${where}.`, {
        answer: stat.stdout.toString('utf8'),
      });
    if (stat.code !== NOT_FOUND_EXIT)
      throw new ProbeFault('critical', `Whether a removed file is gone cannot be seen at ${where}.`, {
        answer: stat.stderr,
      });
    removed = true;
    return {
      verdict: 'ok',
      sentence: `A file was put at ${where}, came back the same, and is gone.`,
      answer: [...story, `stat: ${stat.stderr.trim()}`].join('\n'),
      facts: { bytes: file.bytes.length, adler32: file.adler32 },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
    if (!removed) await tidy(ask, path);
  }
};

async function putAndGet(ask: ProbeAsk, file: ProbeFile, path: string, dir: string): Promise<string[]> {
  const url = `${serverOf(ask)}/${path}`;
  const [sent, got] = [join(dir, 'sent'), join(dir, 'got')];
  await writeFile(sent, file.bytes);
  const put = await mustXrootd(ask, 'Putting a file', 'xrdcp', ['--nopbar', '--cksum', 'adler32:print', sent, url]);
  const sum = await mustXrootd(ask, 'The question for a checksum', 'xrdfs', [serverOf(ask), 'query', 'checksum', path]);
  const told = sum.stdout.toString('utf8').trim();
  const [, kept = ''] = /^adler32 ([0-9a-f]{1,8})$/.exec(told) ?? [];
  const where = placeOf(ask.endpoint, 'xrootd');
  if (kept.padStart(8, '0') !== file.adler32)
    throw new ProbeFault('critical', `${where} has another checksum (${told}) than was sent (${file.adler32}).`, {
      answer: told,
    });
  await mustXrootd(ask, 'Getting a file', 'xrdcp', ['--nopbar', url, got]);
  if (!(await readFile(got)).equals(file.bytes))
    throw new ProbeFault('critical', `A file came back from ${where} with other bytes.`);
  return [
    `put: ${put.stderr.trim() || put.stdout.toString('utf8').trim()}`,
    `checksum: ${told}`,
    `got ${file.bytes.length} bytes, the same`,
  ];
}

/** A failed probe leaves nothing behind if it can; the failure that is told is the first one. */
async function tidy(ask: ProbeAsk, path: string): Promise<void> {
  try {
    await runXrootd({ ...ask, signal: AbortSignal.timeout(TIDY_MS) }, 'xrdfs', [serverOf(ask), 'rm', path]);
  } catch {
    // A server that does not answer keeps the file; the next probe writes another.
  }
}
