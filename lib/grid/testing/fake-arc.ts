/** A CE that speaks as an A-REX of 6.17 does: its answers are those that a real one gave. */
import type { CertificateAuthority } from './make-certificate';
import { fakeHttps, type FakeService } from './fake-services';

export interface FakeArc extends FakeService {
  /** What may be changed about it at any time. */
  readonly says: {
    openToAll: boolean;
    mapped: boolean;
    info: unknown;
    /** States that a job goes through, one at each asking; it stays in the last. */
    states: string[];
    exitCode: string;
    /** Undefined: what the job wrote. */
    output: string | undefined;
    /** The next so many connections that ask for it are broken off. */
    broken: { output: number; new: number };
  };
  /** What was done with jobs, in order. */
  readonly deeds: string[];
}

export const HEALTHY_INFO = {
  Domains: {
    AdminDomain: {
      ID: 'urn:ad:Test',
      Services: {
        ComputingService: {
          Name: 'test',
          ComputingEndpoint: [
            { ID: 'urn:e:1', Name: 'ARC REST', HealthState: 'ok', ServingState: 'production' },
            { ID: 'urn:e:2', Name: 'ARC EMI-ES', HealthState: 'ok', ServingState: 'production' },
          ],
          ComputingShare: [{ ID: 'urn:s:1', Name: 'atlas', ServingState: 'production' }],
        },
      },
    },
  },
};

export async function startFakeArc(ca: CertificateAuthority, validTo?: Date): Promise<FakeArc> {
  const own = ca.sign({ commonName: 'ce', names: ['127.0.0.1'], ...(validTo === undefined ? {} : { to: validTo }) });
  const says: FakeArc['says'] = {
    openToAll: false,
    mapped: true,
    info: HEALTHY_INFO,
    states: ['ACCEPTED', 'QUEUING', 'FINISHED'],
    exitCode: '0',
    output: undefined,
    broken: { output: 0, new: 0 },
  };
  const deeds: string[] = [];
  let word = '';
  let asked = 0;
  const job = (more: object) => ({ job: { 'status-code': '200', reason: 'OK', id: 'J1', ...more } });
  const actions: Record<string, () => readonly [number, object]> = {
    new: () => {
      asked = 0;
      return [201, { job: { 'status-code': '201', reason: 'Created', id: 'J1', state: 'ACCEPTING' } }];
    },
    status: () => [201, job({ state: says.states[Math.min(asked++, says.states.length - 1)] })],
    info: () => [201, job({ info_document: { ComputingActivity: { ExitCode: says.exitCode, Error: ['as it is'] } } })],
    kill: () => [201, { job: { 'status-code': '202', reason: 'Queued for killing', id: 'J1' } }],
    clean: () => [201, { job: { 'status-code': '202', reason: 'Queued for cleaning', id: 'J1' } }],
  };
  const service = await fakeHttps({ ...own, ca: ca.certificate }, (request, response) => {
    const send = (status: number, body: string) => response.writeHead(status).end(body);
    if (!says.openToAll && !(request.member && says.mapped)) return send(403, 'Forbidden');
    const url = new URL(request.url ?? '/', 'https://ce');
    const action = url.searchParams.get('action') ?? '';
    if (url.pathname === '/arex/rest') return send(200, '{"version":"1.0"}');
    if (url.pathname === '/arex/rest/1.0/info') return send(200, JSON.stringify(says.info));
    const isOutput = url.pathname === '/arex/rest/1.0/jobs/J1/session/out';
    for (const [what, wanted] of [
      ['output', isOutput],
      ['new', action === 'new'],
    ] as const)
      if (wanted && says.broken[what] > 0) {
        says.broken[what] -= 1;
        return response.destroy();
      }
    if (isOutput) {
      deeds.push('output');
      return send(200, says.output ?? `hello grid ${word}\n`);
    }
    const act = url.pathname === '/arex/rest/1.0/jobs' && request.method === 'POST' ? actions[action] : undefined;
    if (act === undefined) return send(404, '');
    if (action === 'new') word = /"hello grid" "([^"]+)"/.exec(request.text)?.[1] ?? '';
    if (action !== 'status') deeds.push(action);
    const [status, body] = act();
    return send(status, JSON.stringify(body));
  });
  return { ...service, says, deeds };
}
