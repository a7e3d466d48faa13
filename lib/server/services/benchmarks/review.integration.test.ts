/** From a proposal to a signed verdict, and what nobody may do to one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmarkRun } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller;
let manager: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  manager = await server.signInAs('manager');
});
afterAll(async () => await server.stop());

type Change = Parameters<typeof makeBenchmarkRun>[2];
const ended = async (change: Change = {}) => {
  const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo: 'atlas', state: 'running' });
  return (await makeBenchmarkRun(server.db, domain, change)).operationId;
};
const propose = async (id: string, body: object = {}) =>
  await server.call('proposeRun', { as: operator, params: { id }, body });
const judge = async (id: string, body: object) =>
  await server.call('judgeRun', { as: manager, params: { id }, body: { supersedes: null, ...body } });
const runOf = async (answer: Response) => BenchmarkRunDetail.parse(await answer.json());
const wordsOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

test('a run is proposed with a note, accepted under a name, and both are in the audit and the log of events', async () => {
  const id = await ended();
  expect(await runOf(await propose(id, { note: 'after the new hypervisor' }))).toMatchObject({
    standing: 'proposed',
    submitted: { byName: 'The operator', note: 'after the new hypervisor' },
    verdicts: [],
  });
  const answer = await judge(id, { verdict: 'accepted', comment: '' });
  expect(answer.status).toBe(201);
  expect(await runOf(answer)).toMatchObject({
    standing: 'accepted',
    verdicts: [{ sequence: 1, verdict: 'accepted', comment: '', actorName: 'The manager' }],
  });
  const audit = await server.db.audit.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } });
  expect(audit).toMatchObject([
    { action: 'proposeRun', before: { standing: 'not-proposed' }, after: { standing: 'proposed' }, vo: 'atlas' },
    {
      action: 'judgeRun',
      before: { standing: 'proposed' },
      after: { standing: 'accepted' },
      scope: 'benchmarks:review',
    },
  ]);
  const events = await server.db.event.findMany({
    where: { type: 'benchmark.standing' },
    orderBy: { sequence: 'asc' },
  });
  // The proposal is the testbed's own affair; the VO learns of the acceptance.
  expect(events.filter((event) => JSON.stringify(event.body).includes(id)).map((event) => event.vo)).toEqual([
    null,
    'atlas',
  ]);
});

test('a verdict stays: a later one stands in its place, and of two at once the second is told of the first', async () => {
  const id = await ended({ standing: 'proposed' });
  const first = await runOf(await judge(id, { verdict: 'accepted' }));
  const seen = first.verdicts[0]?.id ?? null;
  const answers = await Promise.all([
    judge(id, { verdict: 'rejected', comment: 'the disk was full', supersedes: seen }),
    judge(id, { verdict: 'rerun-asked', comment: 'again, please', supersedes: seen }),
  ]);
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  const late = answers.find((answer) => answer.status === 409);
  expect((await wordsOf(late ?? Response.error())).message).toBe(
    `The manager has judged this run meanwhile. Read that verdict first.`,
  );
  const now = await runOf(await server.call('getBenchmarkRun', { as: operator, params: { id } }));
  expect(now.verdicts.map(({ sequence }) => sequence)).toEqual([2, 1]);
  expect(now.standing).toBe(now.verdicts[0]?.verdict);
  expect(now.verdicts[1]).toMatchObject({ verdict: 'accepted' });
});

test('the database itself refuses to change or delete a verdict', async () => {
  const id = await ended({ standing: 'proposed' });
  await judge(id, { verdict: 'accepted' });
  await expect(
    server.db.benchmarkVerdict.updateMany({ where: { operationId: id }, data: { comment: 'changed' } }),
  ).rejects.toThrow(/never changed/);
  await expect(server.db.benchmarkVerdict.deleteMany({ where: { operationId: id } })).rejects.toThrow(/never changed/);
});

test('what cannot be proposed or judged says why', async () => {
  const failed = await ended({ state: 'failed' });
  expect(await wordsOf(await propose(failed))).toMatchObject({
    code: 'refused',
    message: 'Only a run that ended with figures can be proposed.',
  });
  const unproposed = await ended();
  expect((await wordsOf(await judge(unproposed, { verdict: 'accepted' }))).message).toBe('Nobody has proposed it.');
  const accepted = await ended({ standing: 'accepted' });
  expect((await wordsOf(await propose(accepted))).message).toBe('It is accepted already.');
  const proposed = await ended({ standing: 'proposed' });
  expect((await wordsOf(await propose(proposed))).message).toMatch(/proposed already/);
  expect(await wordsOf(await judge(proposed, { verdict: 'rejected' }))).toMatchObject({
    code: 'bad-request',
    message: 'comment: say why: it is kept with the verdict',
  });
  expect((await judge(proposed, { verdict: 'excellent' })).status).toBe(400);
});

test('a run that was disturbed is accepted only with words', async () => {
  const id = await ended({ standing: 'proposed', contamination: ['Migrate wn-02, from 2026-01-01 00:00:00 UTC'] });
  expect((await judge(id, { verdict: 'accepted' })).status).toBe(400);
  expect((await judge(id, { verdict: 'accepted', comment: 'the move ended before the first repeat' })).status).toBe(
    201,
  );
});

test('a rejected run may be proposed again, and waits for the next verdict', async () => {
  const id = await ended({ standing: 'proposed' });
  await judge(id, { verdict: 'rejected', comment: 'wrong host' });
  expect(await runOf(await propose(id, { note: 'it was the right one' }))).toMatchObject({ standing: 'proposed' });
  const [earlier] = (await runOf(await server.call('getBenchmarkRun', { as: manager, params: { id } }))).verdicts;
  expect(
    await runOf(await judge(id, { verdict: 'accepted', supersedes: earlier?.id ?? null, comment: 'agreed' })),
  ).toMatchObject({ standing: 'accepted' });
});
