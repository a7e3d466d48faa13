import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { ERROR_CODES, type ErrorCode } from '@/lib/domain/errors';
import { ErrorBody } from './common';
import { IdempotencyKey } from './operations';
import { routes } from './routes';
import type { RouteContract } from './routes/route';

/** When each code is given; the same sentences as beside `ERROR_CODES`. */
const ERROR_SENTENCES: Record<ErrorCode, string> = {
  'bad-request': 'The request does not match its contract; `fields` says where.',
  unauthenticated: 'Nobody is signed in, or the session or token has ended.',
  forbidden:
    'The role or token lacks the scope, the one-time password has not been changed, or the request came from another site.',
  'not-found': 'No such object, or not one the caller may know of.',
  conflict: 'The object changed, or the name or key is taken.',
  refused: "The object's state does not allow it, or a pre-check refused.",
  'rate-limited': 'Too many tries; `Retry-After` says when to try again.',
  unsupported: "What is asked for is known, but this host's driver cannot do it.",
  unavailable: 'The database or the agent does not answer now.',
  timeout: 'It took longer than its limit.',
  internal: 'Our fault; the text stays on the server.',
};

/** The OpenAPI 3.1 document of the whole API, made of the contracts and of nothing else. */
export function createOpenApiDocument(serverUrl: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const contract of Object.values<RouteContract>(routes)) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operationOf(contract) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Gridbox',
      version: '1',
      description:
        'Browse hosts and domains of a virtualized testbed, run them, and live-migrate them. Commands answer 202 with the address of a durable operation.',
    },
    servers: [{ url: serverUrl }],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `gbx_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'gridbox.session_token' },
      },
    },
    paths,
  });
}

function operationOf(contract: RouteContract): ZodOpenApiOperationObject {
  const headers = headersOf(contract);
  return {
    operationId: contract.id,
    tags: [contract.tag],
    summary: contract.summary,
    description: accessOf(contract),
    ...(contract.access === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(contract.params === undefined ? {} : { path: contract.params }),
      ...(contract.query === undefined ? {} : { query: contract.query }),
      ...(headers === undefined ? {} : { header: headers }),
    },
    ...(contract.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: contract.body } } } }),
    responses: { [String(contract.status)]: successOf(contract), ...errorsOf(contract) },
  };
}

const accessOf = (contract: RouteContract): string =>
  contract.access === 'public'
    ? 'Needs no account.'
    : contract.access === 'signed-in'
      ? 'Any account.'
      : `Needs the scope \`${contract.access}\`.`;

function headersOf(contract: RouteContract): z.ZodObject | undefined {
  const shape = {
    ...(contract.operation === true
      ? { 'Idempotency-Key': IdempotencyKey.meta({ description: 'Submitting twice with one key is one operation' }) }
      : {}),
    ...(contract.keyed === true
      ? { 'Idempotency-Key': IdempotencyKey.meta({ description: 'Asking twice with one key makes one' }) }
      : {}),
    ...(contract.versioned === true && contract.method !== 'GET'
      ? {
          'If-Match': z
            .string()
            .optional()
            .meta({ description: 'ETag of the version you read; another version is a conflict' }),
        }
      : {}),
    ...(contract.stream === true
      ? { 'Last-Event-ID': z.string().optional().meta({ description: 'Sequence number of the last event received' }) }
      : {}),
  };
  return Object.keys(shape).length === 0 ? undefined : z.object(shape);
}

function successOf(contract: RouteContract) {
  if (contract.stream === true) {
    return {
      description:
        'Frames: `event` (with an id, replayed), `hello`, `seen`, `bye`; see the schema `StreamFrame` in docs/api.md',
      content: { 'text/event-stream': { schema: z.string() } },
    };
  }
  if (contract.file !== undefined) {
    return {
      description: 'The file, as an attachment',
      content: Object.fromEntries(contract.file.map((type) => [type, { schema: z.string() }])),
    };
  }
  if (contract.response === undefined) return { description: 'Done' };
  return {
    description: 'Done',
    ...(contract.operation === true
      ? { headers: z.object({ Location: z.string().meta({ description: 'Address of the operation' }) }) }
      : {}),
    content: { 'application/json': { schema: contract.response } },
  };
}

/** One entry a status; two codes may share one. */
function errorsOf(contract: RouteContract) {
  const possible = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => mayAnswer(contract, code)); // keys of a const record
  const byStatus = new Map<number, string[]>();
  for (const code of possible) {
    const status = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${ERROR_SENTENCES[code]}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      { description: lines.join(' '), content: { 'application/json': { schema: ErrorBody } } },
    ]),
  );
}

function mayAnswer(contract: RouteContract, code: ErrorCode): boolean {
  const isWrite = contract.method !== 'GET';
  switch (code) {
    case 'bad-request':
      return contract.params !== undefined || contract.query !== undefined || contract.body !== undefined;
    case 'unauthenticated':
      return true;
    case 'forbidden':
      return contract.access !== 'public' || isWrite;
    case 'not-found':
      return contract.params !== undefined;
    case 'conflict':
    case 'refused':
    case 'unsupported':
      return isWrite && contract.access !== 'public';
    case 'rate-limited':
      return contract.id === 'signIn' || contract.id === 'changePassword';
    case 'unavailable':
    case 'internal':
      return true;
    case 'timeout':
      return false;
  }
}
