/** Records of Slurm 22.05, and as its newer versions write the same. */
import { describe, expect, test } from 'vitest';
import { readSlurmJobs, readSlurmQueue } from './read-jobs';

const OLD = {
  job_id: 17,
  job_state: 'FAILED',
  state_reason: 'NonZeroExitCode',
  partition: 'atlas',
  nodes: 'wn-1',
  exit_code: 768,
  submit_time: 1_796_000_000,
  start_time: 1_796_000_010,
  end_time: 1_796_000_020,
};
const read = (jobs: readonly unknown[]) => readSlurmJobs(JSON.stringify({ jobs }));

describe('what squeue says', () => {
  test('is read in its old and its new form', () => {
    const set = (number: number) => ({ set: true, infinite: false, number });
    const found = read([
      OLD,
      {
        ...OLD,
        job_id: 18,
        job_state: ['FAILED', 'COMPLETING'],
        exit_code: { return_code: set(3), status: ['ERROR'] },
        submit_time: set(1_796_000_000),
        start_time: set(1_796_000_010),
        end_time: set(1_796_000_020),
      },
    ]);
    for (const id of ['17', '18'])
      expect(found.get(id)).toMatchObject({
        state: 'failed',
        exitCode: 3,
        node: 'wn-1',
        submittedAt: new Date(1_796_000_000_000),
        endedAt: new Date(1_796_000_020_000),
      });
  });

  test('of a job that waits has no start, though Slurm writes when it means to', () => {
    expect(read([{ ...OLD, job_state: 'PENDING', state_reason: 'JobHeldUser', nodes: '' }]).get('17')).toMatchObject({
      state: 'held',
      reason: 'JobHeldUser',
      node: undefined,
      exitCode: undefined,
      startedAt: undefined,
      endedAt: undefined,
    });
  });

  test('of a queue has its order, and what each job asks for', () => {
    const waiting = { ...OLD, job_state: 'PENDING', nodes: '', features: 'slc4', cpus: null, priority: 10 };
    const jobs = [
      { ...waiting, minimum_cpus_per_node: 3, time_limit: 5 },
      { ...waiting, job_id: 18, priority: 11, cpus: 2, features: 'slc4&fast', time_limit: 4_294_967_295 },
      { ...waiting, job_id: 19, features: 'slc4|slc5', time_limit: { set: false, infinite: true, number: 0 } },
    ];
    const found = readSlurmQueue(JSON.stringify({ jobs }));
    expect(found.map(({ id, features, processors, limitMs }) => [id, features, processors, limitMs])).toEqual([
      ['18', ['slc4', 'fast'], 2, undefined],
      ['17', ['slc4'], 3, 300_000],
      ['19', [], 1, undefined],
    ]);
  });

  test('a signal is 128 and more; a record that cannot be read hides no other', () => {
    const found = read([{ ...OLD, exit_code: 9 }, { job_id: 'x' }, { ...OLD, job_id: 19, job_state: 'NEW_ONE' }]);
    expect([...found.keys()]).toEqual(['17']);
    expect(found.get('17')?.exitCode).toBe(137);
    expect(() => readSlurmJobs('slurm_load_jobs error')).toThrow(SyntaxError);
  });
});
