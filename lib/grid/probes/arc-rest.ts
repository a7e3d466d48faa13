/** ARC's REST interface 1.0, as much of it as a job needs. https://www.nordugrid.org/arc/arc6/tech/rest/rest.html */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { askHttp, type HttpAnswer, type HttpQuestion, textOf } from '@/lib/grid/net/ask-http';
import { parseJson } from '@/lib/grid/net/parse-json';
import { placeOf, type ProbeAsk } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';

const JOBS = '/arex/rest/1.0/jobs';

/** One job stands alone, several in a list; numbers are text. */
const oneJob = <T extends z.ZodType>(job: T) =>
  z.object({ job: z.union([job, z.tuple([job]).transform(([only]) => only)]) });
/** It becomes part of an address. */
const JobId = z.string().regex(/^[A-Za-z0-9]{1,128}$/);
const JobState = z.string().regex(/^[A-Z]{1,40}$/);
const Told = z.object({ 'status-code': z.string(), reason: z.string().optional() });
const Submitted = oneJob(Told.extend({ id: JobId.optional(), state: JobState.optional() }));
const Status = oneJob(Told.extend({ state: JobState.optional() }));
const Info = oneJob(
  Told.extend({
    info_document: z
      .object({
        ComputingActivity: z.object({
          ExitCode: z.string().max(20).optional(),
          Error: z.union([z.string(), z.array(z.string())]).optional(),
        }),
      })
      .optional(),
  }),
);
const Done = oneJob(Told);

/** A connection that breaks is no verdict on a job that runs for minutes: what changes nothing is asked so often in all. */
const READ_ATTEMPTS = 3;
const READ_PAUSE_MS = SECOND_MS;

export interface ArcRest {
  /** What broke and was asked again, in order. */
  readonly askedAgain: readonly string[];
  /** @param description xRSL */
  submit(description: string): Promise<{ readonly id: string; readonly state: string }>;
  status(id: string): Promise<string>;
  info(id: string): Promise<{ readonly exitCode: string | undefined; readonly errors: string }>;
  /** A file of the job's folder. */
  output(id: string, name: string): Promise<string>;
  kill(id: string): Promise<void>;
  clean(id: string): Promise<void>;
}

/** Every call throws ProbeFault with what the CE said where it says something else than that it is done. */
export function arcRest(ask: Pick<ProbeAsk, 'endpoint' | 'signal'>): ArcRest {
  const where = placeOf(ask.endpoint, 'arc');
  const call = async (
    what: string,
    question: Omit<HttpQuestion, 'tls'>,
    statuses: readonly number[],
  ): Promise<HttpAnswer> => {
    const headers = { Accept: 'application/json', ...question.headers };
    const answer = await askHttp(ask, { ...question, headers, tls: 'member' });
    if (statuses.includes(answer.status)) return answer;
    throw new ProbeFault('critical', `${where} answered HTTP ${answer.status} to ${what}.`, { answer: textOf(answer) });
  };
  const askedAgain: string[] = [];
  /** Of a question that may be asked twice. Connections that break have a cause; what the CE itself says has none. */
  const again = async (read: () => Promise<HttpAnswer>): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await read();
      } catch (error) {
        if (!ProbeFault.is(error) || error.cause === undefined || attempt >= READ_ATTEMPTS) throw error;
        askedAgain.push(error.message);
        await sleep(READ_PAUSE_MS, undefined, { signal: ask.signal });
      }
  };
  const act = async (action: string, id: string): Promise<HttpAnswer> =>
    await call(
      `action=${action}`,
      {
        method: 'POST',
        path: `${JOBS}?action=${action}`,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ job: [{ id }] }),
      },
      [200, 201, 202],
    );
  const need = (told: z.infer<typeof Told>, codes: readonly string[], what: string): void => {
    if (codes.includes(told['status-code'])) return;
    throw new ProbeFault('critical', `${where} said ${told['status-code']} ${told.reason ?? ''} to ${what}.`);
  };
  return {
    askedAgain,
    submit: async (description) => {
      const answer = await call(
        'a new job',
        {
          method: 'POST',
          path: `${JOBS}?action=new`,
          headers: { 'Content-Type': 'application/rsl' },
          body: description,
        },
        [200, 201],
      );
      const { job } = parseJson(answer.body, Submitted, `${where}, to a new job`);
      need(job, ['201'], 'a new job');
      if (job.id === undefined)
        throw new ProbeFault('critical', `${where} took a job and gave it no id.`, { answer: textOf(answer) });
      return { id: job.id, state: job.state ?? 'ACCEPTING' };
    },
    status: async (id) => {
      const { job } = parseJson(
        (await again(async () => await act('status', id))).body,
        Status,
        `${where}, on a job’s state`,
      );
      need(job, ['200'], 'the question for a job’s state');
      return job.state ?? 'UNDEFINED';
    },
    info: async (id) => {
      const { job } = parseJson((await again(async () => await act('info', id))).body, Info, `${where}, on a job`);
      need(job, ['200'], 'the question for a job');
      const activity = job.info_document?.ComputingActivity;
      return { exitCode: activity?.ExitCode, errors: [activity?.Error ?? []].flat().join('; ') };
    },
    output: async (id, name) => {
      const path = `${JOBS}/${id}/session/${name}`;
      const question = { method: 'GET', path, headers: { Accept: '*/*' } } as const;
      const answer = await again(async () => await call(`the question for a job’s ${name}`, question, [200]));
      return answer.body.toString('utf8');
    },
    kill: async (id) => {
      need(parseJson((await act('kill', id)).body, Done, `${where}, to a kill`).job, ['202', '200'], 'a kill');
    },
    clean: async (id) => {
      need(parseJson((await act('clean', id)).body, Done, `${where}, to a clean`).job, ['202', '200'], 'a clean');
    },
  };
}
