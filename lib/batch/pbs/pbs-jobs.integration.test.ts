/** What OpenPBS and Torque are told and how their answers are taken, by commands that note their words: CONTRACT, no PBS was run. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPbsJobs } from './pbs-jobs';

const EXECUTABLE = 0o755;
const TEXT = 'Job Id: 40.pbs\n    Job_Name = gb0\n    job_state = F\n    Exit_status = 3\n';
const JSON_TEXT = JSON.stringify({ Jobs: { '40.pbs': { Job_Name: 'gb0', job_state: 'F', Exit_status: 0 } } });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-pbs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param body of a shell script, whose words are noted first */
function command(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>'${folder}/said'\n${body}\n`);
  chmodSync(join(folder, name), EXECUTABLE);
}
const said = (): string[] => readFileSync(join(folder, 'said'), 'utf8').trimEnd().split('\n');
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return `'${join(folder, name)}'`;
};
const jobs = (flavour: 'openpbs' | 'torque') =>
  createPbsJobs({ environment: { PATH: `${folder}:/usr/bin:/bin` } }, flavour);

test('OpenPBS is asked for its history in JSON, and in text where a user’s words broke that', async () => {
  command('qstat', `cat ${file('answer', JSON_TEXT)}`);
  expect((await jobs('openpbs').read(['40.pbs']))[0]).toMatchObject({ id: '40.pbs', state: 'completed', exitCode: 0 });
  expect(said()).toEqual(['qstat -x -f -F json 40.pbs']);
  const broken = JSON_TEXT.replace('"gb0"', '"a"b"');
  command('qstat', `case "$*" in *json*) cat ${file('broken', broken)};; *) cat ${file('text', TEXT)};; esac`);
  expect((await jobs('openpbs').read(['40.pbs']))[0]).toMatchObject({ state: 'failed', exitCode: 3 });
  expect(said().at(-1)).toBe('qstat -x -f 40.pbs');
});

test('of Torque, to which that word means XML, it is text; one that it stops telling at is asked for alone', async () => {
  // Unknown is what begins with 9; the jobs behind it are not told.
  command(
    'qstat',
    `shift; for id; do case $id in 9*) echo "qstat: Unknown Job Id Error $id" >&2; exit 153;; esac
     printf 'Job Id: %s\\n    job_state = R\\n' "$id"; done`,
  );
  const readings = await jobs('torque').read(['1.t', '9.t', '2.t']);
  expect(readings.map(({ state }) => state)).toEqual(['running', 'gone', 'running']);
  expect(said()[0]).toBe('qstat -f 1.t 9.t 2.t');
});

test('a server that is away is no server that knows nothing', async () => {
  command('qstat', 'echo "qstat: cannot connect to server pbs (errno=111)" >&2; exit 255');
  await expect(jobs('torque').read(['1.t'])).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(jobs('torque').cancel('1.t')).rejects.toMatchObject({ kind: 'unreachable' });
});

test('a job asks for an environment as a property of nodes, and its words are in its script alone', async () => {
  command('qsub', `for last; do :; done; cp "$last" '${folder}/script'; echo 41.pbs`);
  const id = await jobs('torque').submit({
    command: '/bin/echo',
    args: ["it's $HOME"],
    environment: { A: '1;rm' },
    queue: 'atlas',
    tag: 'gb0',
    executionEnvironment: 'slc4',
    wallSeconds: 3661,
    memoryMiB: 512,
    stdoutPath: '/tmp/out',
  });
  expect(id).toBe('41.pbs');
  expect(said()[0]).toMatch(
    /^qsub -N gb0 -q atlas -o \/tmp\/out -e \/dev\/null -l nodes=1:slc4,walltime=01:01:01,mem=512mb \/\S+\/job\.sh$/,
  );
  expect(readFileSync(join(folder, 'script'), 'utf8')).toContain(String.raw`'it'\''s $HOME'`);
});

test('a job is found by its name', async () => {
  command('qstat', `cat ${file('text', TEXT)}`);
  expect(await jobs('torque').findTagged('gb0')).toBe('40.pbs');
  expect(await jobs('torque').findTagged('gb1')).toBeUndefined();
});
