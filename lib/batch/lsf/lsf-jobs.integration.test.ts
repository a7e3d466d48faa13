/** CONTRACT: against a stand-in of LSF's documented behaviour. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { describeJobs } from '@/lib/batch/contract/jobs-suite';
import { createLsfJobs } from './lsf-jobs';
import { readBjobs } from './read-bjobs';

const EXECUTABLE = 0o755;
describeJobs('LSF, by a stand-in', async () => {
  const root = mkdtempSync(join(tmpdir(), 'gridbox-lsf-'));
  const [bin, state, folder] = ['bin', 'state', 'jobs'].map((name) => join(root, name)) as [string, string, string];
  for (const each of [bin, state, folder]) mkdirSync(each);
  const program = fileURLToPath(new URL('testing/fake-lsf.mjs', import.meta.url));
  for (const command of ['bsub', 'bjobs', 'bkill', 'bstop', 'bresume', 'bhosts', 'bqueues']) {
    const file = join(bin, command);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${command} "$@"\n`);
    chmodSync(file, EXECUTABLE);
  }
  const closed = join(state, 'closed');
  return {
    system: createLsfJobs({ environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, LSF_ENVDIR: state } }),
    queue: 'atlas',
    folder,
    close: () => Promise.resolve(writeFileSync(closed, '')),
    open: () => Promise.resolve(rmSync(closed)),
    stop: () => Promise.resolve(rmSync(root, { recursive: true, force: true })),
  };
});

describe('what bjobs says', () => {
  test('is read by its own words; a record that cannot be read hides no other', () => {
    const text = JSON.stringify({
      RECORDS: [
        { JOBID: '1', STAT: 'RUN', QUEUE: 'atlas', EXEC_HOST: '4*host-1:host-2', START_TIME: 'Nov 29 14:30:00 2026' },
        { JOBID: '2', STAT: 'EXIT', EXIT_CODE: '143', FINISH_TIME: 'Nov 29 14:31:00 2026 L' },
        { JOBID: '3', STAT: 'UNKWN', EXEC_HOST: 'lost' },
        { JOBID: '4', ERROR: 'Job <4> is not found' },
        { JOBID: 5 },
        { JOBID: '6', STAT: 'NEWSTATE' },
      ],
    });
    const found = readBjobs(text);
    expect([...found.keys()]).toEqual(['1', '2', '3']);
    expect(found.get('1')).toMatchObject({
      state: 'running',
      node: 'host-1',
      startedAt: new Date('Nov 29 14:30:00 2026'),
    });
    expect(found.get('2')).toMatchObject({
      state: 'cancelled',
      exitCode: 143,
      endedAt: new Date('Nov 29 14:31:00 2026'),
    });
    // Its host is lost, which is no end of the job.
    expect(found.get('3')?.state).toBe('running');
    expect(() => readBjobs('LSF is down. Please wait ...')).toThrow(SyntaxError);
  });
});
