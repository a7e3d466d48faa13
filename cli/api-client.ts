/** The API for programs: JSON by its contracts, with a token. */
import type { z } from 'zod';
import { parseAnswer, readFailure } from '@/lib/client/answer';
import { type Query, withQuery } from '@/lib/client/http';
import { AppError } from '@/lib/domain/errors';
import { SECOND_MS } from '@/lib/utils/time';
import type { Settings } from './settings';

/** Of one answer. The longest are plans of the largest sites (seconds); without it a dead network would hold a CI job for hours. */
const ANSWER_WITHIN_MS = 60 * SECOND_MS;

export interface SendOptions {
  readonly body?: unknown;
  readonly version?: number | undefined;
  /** A command that is repeated with the same key is done once. */
  readonly idempotencyKey?: string | undefined;
}
export interface ApiClient {
  /** @throws AppError as the API tells it; `unavailable` where nothing answers. */
  get<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Promise<z.output<Schema>>;
  send<Schema extends z.ZodType>(
    method: 'POST' | 'DELETE',
    path: string,
    schema: Schema,
    options?: SendOptions,
  ): Promise<z.output<Schema>>;
  /** A file as it is. */
  download(path: string): Promise<Uint8Array>;
  /** Where a page of Gridbox is, for people. */
  link(path: string): string;
}

export function createApiClient({ url, token }: Settings): ApiClient {
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(url + path, { ...init, redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    } catch (cause) {
      throw new AppError('unavailable', `Gridbox does not answer at ${url}.`, { cause });
    }
    if (response.ok) return response;
    throw await readFailure(response);
  };
  const authorization = `Bearer ${token}`;
  return {
    get: async (path, schema, query) => {
      const response = await ask(withQuery(path, query), { headers: { authorization } });
      return parseAnswer(path, schema, await response.json());
    },
    send: async (method, path, schema, { body, version, idempotencyKey } = {}) => {
      const headers: Record<string, string> = { authorization, 'content-type': 'application/json' };
      if (version !== undefined) headers['if-match'] = `"${version}"`;
      if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
      const response = await ask(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
      return parseAnswer(path, schema, response.status === 204 ? undefined : await response.json());
    },
    download: async (path) => new Uint8Array(await (await ask(path, { headers: { authorization } })).arrayBuffer()),
    link: (path) => url + path,
  };
}
