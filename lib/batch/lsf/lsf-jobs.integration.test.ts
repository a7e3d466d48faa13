/** CONTRACT: against a stand-in of LSF's documented behaviour. */
import { describe, expect, test } from 'vitest';
import { describeJobs } from '@/lib/batch/contract/jobs-suite';
import { createLsfJobs } from './lsf-jobs';
import { readBjobs } from './read-bjobs';
import { makeFakeLsf } from './testing/make-fake-lsf';

describeJobs('LSF, by a stand-in', async () => {
  const lsf = makeFakeLsf();
  return { ...lsf, system: createLsfJobs({ environment: lsf.environment }), stop: () => Promise.resolve(lsf.stop()) };
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
