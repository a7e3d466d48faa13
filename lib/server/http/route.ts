import 'server-only';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { IdempotencyKey } from '@/lib/contracts/operations';
import type { RouteContract } from '@/lib/contracts/routes/route';
import { AppError } from '@/lib/domain/errors';
import { api } from '@/lib/utils/paths';
import { writeRefusal } from '@/lib/server/audit/write-refusal';
import { authenticate, type Identity } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { requireScope, requireTestbed } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { getDb } from '@/lib/server/database';
import { getLog } from '@/lib/server/log';
import { getMetrics } from '@/lib/server/metrics';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkCsrf } from './csrf';
import { errorResponse, toAppError } from './error-response';
import { parseInput, queryOf } from './parse-input';
import { readBody } from './read-body';

/** Routes about the testbed as a whole: why somebody bound to VOs may not ask is the same for all of them. */
const TESTBED_TAGS: readonly string[] = ['Plans', 'Recovery'];

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Answer<C extends RouteContract> = C extends { readonly stream: true } | { readonly file: readonly string[] }
  ? Response
  : C['response'] extends z.ZodType
    ? z.input<C['response']>
    : void;

/** What a route's function is given: everything parsed, everything authorised that the contract can say. */
export interface Call<C extends RouteContract> {
  /** On a public route the actor is nobody: no scopes. */
  readonly context: ServiceContext;
  readonly identity: C['access'] extends 'public' ? Identity | undefined : Identity;
  readonly params: Parsed<C['params']>;
  readonly query: Parsed<C['query']>;
  readonly body: Parsed<C['body']>;
  readonly idempotencyKey: string | undefined;
  /** From `If-Match`: the version the caller has read. */
  readonly ifMatch: number | undefined;
  readonly request: Request;
  /** Headers of the answer, e.g. cookies. */
  readonly outgoing: Headers;
}

/** As Next calls a route handler. */
export type RouteHandler = (
  request: Request,
  segment: { params: Promise<Record<string, string | string[] | undefined> | undefined> },
) => Promise<Response>;

/** Scripts and frames have no business in an answer that is data. */
const API_HEADERS: Record<string, string> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Makes a route handler of a contract and a service: authenticates, refuses forged requests, checks the scope, parses
 * the input, encodes the answer, and turns whatever is thrown into the one form of an error.
 * The order of checks is the order in which they may leak: who, forged, scope, input, and then only the service reads.
 */
export function handle<const C extends RouteContract>(
  contract: C,
  serve: (call: Call<C>) => Promise<Answer<C>>,
): RouteHandler {
  return async (request, segment) => {
    const requestId = randomUUID();
    const started = performance.now();
    const state: { context?: ServiceContext; subjectId?: string | undefined } = {};
    let response: Response;
    try {
      response = await run(contract, serve, request, segment, requestId, state);
    } catch (thrown) {
      const error = toAppError(thrown, requestId);
      await report(contract, thrown, error, requestId, state);
      response = errorResponse(error, requestId);
    }
    for (const [name, value] of Object.entries(API_HEADERS)) {
      // A stream says more of caching than the others do.
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    response.headers.set('x-request-id', requestId);
    const metrics = getMetrics();
    metrics.requests.inc({ route: contract.id, status: String(response.status) });
    metrics.seconds.observe({ route: contract.id }, (performance.now() - started) / 1000);
    return response;
  };
}

async function run<const C extends RouteContract>(
  contract: C,
  serve: (call: Call<C>) => Promise<Answer<C>>,
  request: Request,
  segment: Parameters<RouteHandler>[1],
  requestId: string,
  state: { context?: ServiceContext; subjectId?: string | undefined },
): Promise<Response> {
  const config = getConfig();
  const db = getDb();
  const now = () => new Date();
  const isPublic = contract.access === 'public';
  const identity = isPublic ? undefined : await authenticate({ headers: request.headers, db, auth: getAuth() });
  const context: ServiceContext = {
    actor: identity?.actor ?? { userId: '', name: 'nobody', role: 'viewer', scopes: [], vos: [], via: 'session' },
    db,
    now,
    requestId,
    address: addressOf(request),
  };
  if (identity !== undefined) state.context = context;
  // Next gives none at all to a route without a variable part.
  const rawParams = (await segment.params) ?? {};
  state.subjectId = typeof rawParams['id'] === 'string' ? rawParams['id'] : undefined;
  if (!isPublic && identity === undefined) throw new AppError('unauthenticated', 'Sign in, or send an API token.');
  checkCsrf({
    method: request.method,
    headers: request.headers,
    baseUrl: config.baseUrl,
    byCookie: identity?.actor.via !== 'token',
    lenient: isPublic,
  });
  if (identity?.mustChangePassword === true && contract.beforePasswordChange !== true) {
    throw new AppError('forbidden', 'Change the one-time password first.', {
      detail: { reason: 'must-change-password' },
    });
  }
  if (contract.access !== 'public' && contract.access !== 'signed-in') {
    const ask = TESTBED_TAGS.includes(contract.tag) ? requireTestbed : requireScope;
    ask(context.actor, contract.access);
  }

  const outgoing = new Headers();
  for (const cookie of identity?.setCookies ?? []) outgoing.append('set-cookie', cookie);
  const call = {
    context,
    identity,
    params: contract.params === undefined ? undefined : parseInput(contract.params, rawParams, 'path'),
    query:
      contract.query === undefined ? undefined : parseInput(contract.query, queryOf(new URL(request.url)), 'query'),
    body:
      contract.body === undefined
        ? undefined
        : parseInput(contract.body, await readBody(request, {}, contract.bodyBytesMax), 'body'),
    idempotencyKey:
      contract.operation === true || contract.keyed === true
        ? parseHeader(request, 'idempotency-key', IdempotencyKey)
        : undefined,
    ifMatch: contract.versioned === true && request.method !== 'GET' ? parseIfMatch(request) : undefined,
    request,
    outgoing,
  };
  // The conditional types follow the contract, which is the very value that decided each field above.
  const answer = await serve(call as unknown as Call<C>);
  return encode(contract, answer, outgoing);
}

const OperationBody = z.object({ operation: z.object({ id: z.string() }) });
const VersionBody = z.object({ version: z.number() });

/** Parses the answer too: a field that the contract does not name never leaves, and a broken promise is our error, loudly. */
function encode(contract: RouteContract, answer: unknown, headers: Headers): Response {
  if (contract.stream === true) {
    if (!(answer instanceof Response)) throw new TypeError(`${contract.id} must answer with a stream`);
    return answer;
  }
  if (contract.file !== undefined) {
    const type = answer instanceof Response ? (answer.headers.get('content-type') ?? '') : '';
    if (!(answer instanceof Response) || !contract.file.includes(type.split(';')[0] ?? ''))
      throw new TypeError(`${contract.id} must answer with a file of ${contract.file.join(' or ')}`);
    for (const [name, value] of headers) answer.headers.append(name, value);
    return answer;
  }
  if (contract.response === undefined) return new Response(null, { status: contract.status, headers });
  const body: unknown = contract.response.parse(answer);
  const operation = OperationBody.safeParse(body);
  if (contract.operation === true && operation.success)
    headers.set('location', api.operation(operation.data.operation.id));
  const version = VersionBody.safeParse(body);
  if (contract.versioned === true && version.success) headers.set('etag', `"${version.data.version}"`);
  return Response.json(body, { status: contract.status, headers });
}

function parseHeader<Schema extends z.ZodType>(request: Request, name: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(request.headers.get(name) ?? undefined);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'is not valid';
  throw new AppError('bad-request', `${name}: ${message}`, { fields: [{ field: name, message }] });
}

/** Entity tags are our versions in quotation marks; `*` asks for none in particular. */
function parseIfMatch(request: Request): number | undefined {
  const header = request.headers.get('if-match');
  if (header === null || header.trim() === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) {
    const message = 'must be the ETag of the version you read, e.g. "3"';
    throw new AppError('bad-request', `if-match: ${message}`, { fields: [{ field: 'if-match', message }] });
  }
  return Number(version);
}

/** Next puts the socket's address here unless a proxy in front already has: good for a log, no ground for trust. */
const addressOf = (request: Request): string | undefined => {
  const first = request.headers.get('x-forwarded-for')?.split(',')[0]?.trim();
  return first === undefined || first === '' ? undefined : first.slice(0, 64);
};

async function report(
  contract: RouteContract,
  thrown: unknown,
  error: AppError,
  requestId: string,
  state: { context?: ServiceContext; subjectId?: string | undefined },
): Promise<void> {
  const log = getLog();
  const entry = { requestId, route: contract.id, code: error.code, user: state.context?.actor.userId };
  if (error.code === 'internal') log.error({ ...entry, err: thrown }, 'request failed');
  else if (error.code === 'unavailable') log.error({ ...entry, err: error.cause ?? thrown }, 'request failed');
  else log.info(entry, error.message);
  if (contract.method === 'GET' || contract.keepsNothing === true || state.context === undefined) return;
  try {
    await writeRefusal({ context: state.context, contract, error, subjectId: state.subjectId });
  } catch (lost) {
    // The answer stays the refusal; that it was not recorded is an incident of its own.
    log.error({ ...entry, err: lost }, 'a refused attempt could not be recorded');
  }
}
