/**
 * The browser's one way to the API: JSON in, parsed by its contract, errors as `AppError` with the server's code and sentence.
 * Components never call this; `lib/client/queries` and `lib/client/mutations` do.
 */
import type { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { parseAnswer, readFailure } from './answer';

export type QueryValue = string | number | boolean | readonly string[] | undefined | null;
export type Query = Readonly<Record<string, QueryValue>>;

export interface RequestOptions {
  readonly query?: Query | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Appends a query string; absent, null and empty values are left out, lists are joined by commas as `listParam` reads them. */
export function withQuery(path: string, query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null) continue;
    const text = typeof value === 'object' ? value.join(',') : String(value);
    if (text !== '') search.set(key, text);
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * Reads one resource.
 * @throws AppError with the server's code; `unavailable` when nothing answers; `internal` when the answer breaks its contract.
 */
export async function getJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: RequestOptions = {},
): Promise<z.output<Schema>> {
  const response = await send(withQuery(path, options.query), { method: 'GET' }, options.signal);
  return parseAnswer(path, schema, await response.json());
}

/**
 * Sends a command or an edit. `key` makes a repeated submission one operation.
 * @throws AppError, as `getJson`.
 */
export async function sendJson<Schema extends z.ZodType>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  schema: Schema,
  options: {
    readonly body?: unknown;
    readonly idempotencyKey?: string | undefined;
    /** The version the edit was made from; the server answers `conflict` when it has moved on. */
    readonly version?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<z.output<Schema>> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`;
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  const response = await send(path, { method, headers, body }, options.signal);
  return parseAnswer(path, schema, response.status === 204 ? undefined : await response.json());
}

/**
 * Opens a stream that the server writes for as long as it is read; ends with `signal`.
 * @throws AppError, as `getJson`.
 */
export async function openStream(
  path: string,
  options: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const init = { method: 'POST', headers, body: JSON.stringify(options.body) };
  const { body } = await send(path, init, options.signal);
  if (body === null) throw new AppError('internal', `The answer of ${path} is empty; reload the page.`);
  return body;
}

async function send(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin', signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new AppError('unavailable', 'Gridbox does not answer. Check the connection; the page goes on by itself.', {
      cause,
    });
  }
  if (response.ok) return response;
  throw await readFailure(response);
}
