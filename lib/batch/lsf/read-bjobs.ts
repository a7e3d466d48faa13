/** What `bjobs -o … -json` says: every value is text, and a job that it does not know is a record with an error. */
import { z } from 'zod';
import type { JobReading, JobState } from '@/lib/domain/batch-job';

/** Fields that are asked for, in LSF's own words. https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=options-o */
export const BJOBS_FIELDS = [
  'jobid',
  'stat',
  'queue',
  'exec_host',
  'exit_code',
  'submit_time',
  'start_time',
  'finish_time',
  'pend_reason',
];

const Record_ = z.object({
  JOBID: z.string(),
  ERROR: z.string().optional(),
  STAT: z.string().optional(),
  QUEUE: z.string().optional(),
  EXEC_HOST: z.string().optional(),
  EXIT_CODE: z.string().optional(),
  SUBMIT_TIME: z.string().optional(),
  START_TIME: z.string().optional(),
  FINISH_TIME: z.string().optional(),
  PEND_REASON: z.string().optional(),
});
const Answer = z.object({ RECORDS: z.array(z.unknown()) });

/** Source: bjobs, "STAT". ZOMBI: its host does not answer; UNKWN: LSF has lost its host. Neither has ended. */
const STATES: Readonly<Record<string, JobState>> = {
  PEND: 'queued',
  PROV: 'queued',
  WAIT: 'queued',
  PSUSP: 'held',
  RUN: 'running',
  USUSP: 'running',
  SSUSP: 'running',
  ZOMBI: 'running',
  UNKWN: 'running',
  DONE: 'completed',
  EXIT: 'failed',
};
/** LSF adds 128 to the signal: 143 is SIGTERM and 130 SIGINT, which is how `bkill` ends a job. */
const KILLED = new Set([130, 143]);

/** @throws ZodError, SyntaxError where it is no answer of bjobs */
export function readBjobs(text: string): Map<string, JobReading> {
  const readings = new Map<string, JobReading>();
  for (const each of Answer.parse(JSON.parse(text)).RECORDS) {
    const parsed = Record_.safeParse(each);
    if (!parsed.success || parsed.data.ERROR !== undefined) continue;
    const job = parsed.data;
    const base = STATES[job.STAT ?? ''];
    if (base === undefined) continue;
    const code = given(job.EXIT_CODE);
    const exitCode = base === 'completed' ? 0 : base === 'failed' && code !== undefined ? Number(code) : undefined;
    readings.set(job.JOBID, {
      id: job.JOBID,
      state: exitCode !== undefined && KILLED.has(exitCode) ? 'cancelled' : base,
      nativeState: job.STAT ?? '',
      reason: given(job.PEND_REASON),
      queue: given(job.QUEUE),
      // Of several slots `4*host-1:host-2`.
      node: given(job.EXEC_HOST)
        ?.split(':')[0]
        ?.replace(/^\d+\*/, ''),
      exitCode,
      submittedAt: instantOf(given(job.SUBMIT_TIME)),
      startedAt: instantOf(given(job.START_TIME)),
      endedAt: base === 'completed' || base === 'failed' ? instantOf(given(job.FINISH_TIME)) : undefined,
    });
  }
  return readings;
}

const given = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed === '-' ? undefined : trimmed;
};

/** `Nov 29 14:30 2026`, with the year where LSB_DISPLAY_YEAR asks for it, and a letter behind (`L`, `E`) that says how it was reckoned. */
function instantOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/\d{4}/.test(text)) return undefined;
  const ms = Date.parse(text.replace(/\s+[A-Z]$/, ''));
  return Number.isNaN(ms) ? undefined : new Date(ms);
}
