/** Text and JSON as the manuals of OpenPBS and Torque print them, and as Debian's commands in front of Slurm printed it. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQstat, readQstatJson } from './read-qstat';

const OPENPBS = `Job Id: 40.pbs
    Job_Name = gridbox
    Job_Owner = alice@ui
    resources_used.walltime = 00:00:10
    job_state = F
    queue = workq
    ctime = Sun Nov 29 14:00:00 2026
    stime = Sun Nov 29 14:01:00 2026
    mtime = Sun Nov 29 14:02:00 2026
    exec_host = wn-1/0+wn-2/0
    Variable_List = PBS_O_HOME=/home/alice,WORDS=a,
\tjob_state = R,exec_host = pwned
    comment = Job run at Sun Nov 29 at 14:01 and finis
\thed
    Exit_status = 3

Job Id: 41.pbs
    Job_Name = gridbox
    job_state = Q
    queue = workq

`;
const SLURM = [
  'Job Id:\t17',
  '\tJob_Name = gridbox',
  '\tjob_state = C',
  '\tqueue = atlas',
  '\tqtime = Sun Nov 29 14:00:00 2026',
  '\tmtime = Sun Nov 29 14:01:00 2026',
  '\tctime = Sun Nov 29 14:02:00 2026',
  '\texec_host = wn-1/1',
  '\tPriority = 4294901757',
  '',
  'Job Id:\t18',
  '\tjob_state = Q',
  '\tPriority = 0',
  '',
].join('\n');

describe('what qstat says', () => {
  test('is read with its continued lines, which are no attributes of their own', () => {
    const found = readQstat(OPENPBS, 'openpbs');
    expect([...found.keys()]).toEqual(['40.pbs', '41.pbs']);
    expect(found.get('40.pbs')).toMatchObject({
      state: 'failed',
      exitCode: 3,
      node: 'wn-1',
      submittedAt: new Date('Nov 29 2026 14:00:00'),
      startedAt: new Date('Nov 29 2026 14:01:00'),
      endedAt: new Date('Nov 29 2026 14:02:00'),
    });
    expect(found.get('41.pbs')).toMatchObject({ state: 'queued', exitCode: undefined, startedAt: undefined });
  });

  test('in front of Slurm has tabs, other times, no exit status, and a held job has no priority', () => {
    const found = readQstat(SLURM, 'slurm');
    expect(found.get('17')).toMatchObject({
      state: 'completed',
      reason: 'The commands of PBS in front of Slurm do not say how a job ended',
      exitCode: undefined,
      node: 'wn-1',
      submittedAt: new Date('Nov 29 2026 14:00:00'),
      startedAt: new Date('Nov 29 2026 14:01:00'),
      endedAt: new Date('Nov 29 2026 14:02:00'),
    });
    expect(found.get('18')?.state).toBe('held');
  });

  test.each([
    ['0', 'completed'],
    ['271', 'cancelled'],
    ['256', 'failed'],
    ['-3', 'failed'],
    [undefined, 'cancelled'],
  ])('an end with status %s is %s', (status, state) => {
    const text = `Job Id: 7.torque\n    job_state = C\n${status === undefined ? '' : `    exit_status = ${status}\n`}`;
    expect(readQstat(text, 'torque').get('7.torque')?.state).toBe(state);
  });

  test('as JSON is the same; what is broken is not guessed at', () => {
    const job = { job_state: 'F', queue: 'workq', exec_host: 'wn-1/0', Exit_status: 3, resources_used: { ncpus: 1 } };
    expect(readQstatJson(JSON.stringify({ timestamp: 1, Jobs: { '40.pbs': job } })).get('40.pbs')).toMatchObject({
      state: 'failed',
      exitCode: 3,
      node: 'wn-1',
    });
    expect(readQstatJson('{"timestamp":1}').size).toBe(0);
    expect(() => readQstatJson('{"Jobs":{"40.pbs":{"Variable_List":{"X":"a"b"}}}}')).toThrow(SyntaxError);
  });

  test('of any kind throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readQstat(text, 'torque');
        readQstat(`Job Id: 1\n${text}`, 'slurm');
      }),
    );
  });
});
