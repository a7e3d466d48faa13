import { Age } from '@/components/ui/age';
import { Duration } from '@/components/ui/figures';
import { PlainTable } from '@/components/ui/plain-table';
import type { PoolJob } from '@/lib/contracts/pools';
import { JOB_PHASE_WORDS } from '@/lib/domain/pool';
import { shortFeature } from './pool-words';

const HEADS = ['Job', 'State', 'Why it waits, or where it runs', 'Submitted', 'From submission to start'];

/** What its batch system tells of jobs, and of one that waits the reason. */
export function PoolJobs({ jobs }: { readonly jobs: readonly PoolJob[] }) {
  return (
    <section aria-label="Jobs" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Jobs</h2>
      {jobs.length === 0 ? (
        <p className="text-sm text-muted">No job has asked for this environment.</p>
      ) : (
        <PlainTable label="Jobs of the pool" heads={HEADS}>
          {jobs.map((job) => (
            <tr key={`${job.jobId} ${job.submittedAt}`} className="border-b border-line last:border-b-0">
              <th scope="row" className="px-2 py-1 font-normal tabular-nums">
                {job.jobId}
                {job.feature === null ? null : (
                  <span className="block text-xs text-muted">brings {shortFeature(job.feature)}</span>
                )}
              </th>
              <td className="px-2 py-1">{job.state}</td>
              <td className="px-2 py-1">{job.why ?? whereWords(job)}</td>
              <td className="px-2 py-1 whitespace-nowrap">
                <Age at={job.submittedAt} />
              </td>
              <td className="px-2 py-1 whitespace-nowrap">
                <Duration
                  ms={job.startedAt === null ? null : Date.parse(job.startedAt) - Date.parse(job.submittedAt)}
                />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </section>
  );
}

const whereWords = ({ node, phase }: PoolJob): string =>
  [node ?? '', phase === null ? '' : JOB_PHASE_WORDS[phase]].filter((part) => part !== '').join(': ');
