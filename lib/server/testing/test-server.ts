/** For integration tests: the real routes on a fresh database, called with `Request` objects as Next would. */
import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@/tools/test/create-test-database';
import { routes, type RouteId } from '@/lib/contracts/routes';
import type { RouteContract } from '@/lib/contracts/routes/route';
import type { Scope, UserRole } from '@/lib/domain/access';
import { mintToken } from '@/lib/server/auth/api-token';
import { makeAccount, prepareOneTimePassword } from '@/lib/server/auth/make-account';
import { forgetConfig } from '@/lib/server/config';
import { createDb, type Db } from '@/lib/server/db/client';
import type { RouteHandler } from '@/lib/server/http/route';

const BASE_URL = 'http://127.0.0.1:21400';

/** How a caller presents itself: nothing, a cookie or a token. */
export type Caller = { readonly cookie?: string; readonly token?: string };

export interface CallOptions {
  readonly as?: Caller;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: BodyInit;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface TestServer {
  readonly url: string;
  readonly db: Db;
  call(id: RouteId, options?: CallOptions): Promise<Response>;
  /** An account of that role, signed in, its password changed. */
  signInAs(
    role: UserRole,
    options?: { readonly vos?: readonly string[] },
  ): Promise<Caller & { readonly userId: string; readonly email: string; readonly password: string }>;
  tokenFor(userId: string, scopes: readonly Scope[], options?: { readonly expiresAt?: Date }): Promise<Caller>;
  stop(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const database = await createTestDatabase();
  process.env['DATABASE_URL'] = database.url;
  process.env['GRIDBOX_SECRET'] = 'test-secret-test-secret-test-secret-0123456789';
  process.env['GRIDBOX_BASE_URL'] = BASE_URL;
  process.env['LOG_LEVEL'] ??= 'silent';
  forgetConfig();
  const db = createDb(database.url, { max: 4 });
  return {
    url: database.url,
    db,
    call: async (id, options = {}) => await callRoute(routes[id], options),
    signInAs: async (role, options = {}) =>
      await signIn(db, role, options.vos ?? (role === 'vo-admin' ? ['atlas'] : [])),
    tokenFor: async (userId, scopes, options = {}) => {
      const token = mintToken();
      const expiresAt = options.expiresAt ?? new Date(Date.now() + 3_600_000);
      await db.apiToken.create({
        data: { userId, name: 't', prefix: token.prefix, hash: token.hash, scopes: [...scopes], expiresAt },
      });
      return { token: token.secret };
    },
    stop: async () => {
      // What lives once a process and database, whichever route opened it.
      await globalThis.gridboxEventTails?.get(database.url)?.stop();
      await globalThis.gridboxDbs?.get(database.url)?.$disconnect();
      await db.$disconnect();
      await database.drop();
    },
  };
}

/** Next's own rule: the folder is the path, `{id}` is `[id]`. */
const routeFile = (contract: RouteContract): string =>
  `app${contract.path.replaceAll('{', '[').replaceAll('}', ']')}/route.ts`;

export async function callRoute(contract: RouteContract, options: CallOptions): Promise<Response> {
  const path = `@/${routeFile(contract).replace(/\.ts$/, '')}`;
  // A route module exports its handlers by method.
  const handlers = (await import(/* @vite-ignore */ path)) as Record<string, RouteHandler | undefined>;
  const handler = handlers[contract.method];
  if (handler === undefined) throw new Error(`${path} has no ${contract.method}`);
  const filled = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(options.params?.[name] ?? randomUUID()),
  );
  const url = new URL(filled, BASE_URL);
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.append(name, value);
  const headers = new Headers({ host: url.host, 'x-forwarded-for': '127.0.0.1' });
  if (options.as?.cookie !== undefined) {
    headers.set('cookie', options.as.cookie);
    headers.set('sec-fetch-site', 'same-origin');
  }
  if (options.as?.token !== undefined) headers.set('authorization', `Bearer ${options.as.token}`);
  const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) headers.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
  const request = new Request(url, {
    method: contract.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return await handler(request, {
    params: Promise.resolve(
      contract.path.includes('{') ? (options.params ?? paramsOf(contract.path, url.pathname)) : undefined,
    ),
  });
}

function paramsOf(template: string, path: string): Record<string, string> {
  const parts = path.split('/');
  const found: Record<string, string> = {};
  template.split('/').forEach((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) found[name] = decodeURIComponent(parts[index] ?? '');
  });
  return found;
}

async function signIn(db: Db, role: UserRole, vos: readonly string[]) {
  const email = `${role}-${randomUUID().slice(0, 8)}@grid.example`;
  const password = await prepareOneTimePassword();
  const user = await makeAccount(db, { name: `The ${role}`, email, role, vos }, password.hash);
  await db.user.update({ where: { id: user.id }, data: { mustChangePassword: false } });
  const response = await callRoute(routes.signIn, { body: { email, password: password.text } });
  if (response.status !== 200) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  return { cookie: cookieOf(response), userId: user.id, email, password: password.text };
}

/** What a browser would send back. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
