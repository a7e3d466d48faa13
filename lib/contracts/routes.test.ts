import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { SCOPES } from '@/lib/domain/access';
import { api } from '@/lib/utils/paths';
import { createOpenApiDocument } from './openapi';
import { routes } from './routes';
import type { RouteContract } from './routes/route';

const all: readonly RouteContract[] = Object.values(routes);
const METHODS = /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/g;
/** Not part of the contract: machines' own addresses, and the answer to what is no route. */
const OUTSIDE = ['/api/health', '/api/metrics', '/api/openapi.json', '/api/site-schema', '/api/[...unknown]'];

/** `app/api/v1/hosts/[id]/route.ts` with GET → `GET /api/v1/hosts/{id}`. */
function routesInFiles(): string[] {
  const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('route.ts'),
  );
  return files.flatMap((file) => {
    const path = `/api/${file.replace(/\/?route\.ts$/, '')}`.replaceAll('\\', '/');
    if (OUTSIDE.includes(path)) return [];
    const methods = [...readFileSync(join('app/api', file), 'utf8').matchAll(METHODS)].map((match) => match[1] ?? '');
    return methods.map((method) => `${method} ${path.replaceAll('[', '{').replaceAll(']', '}')}`);
  });
}

describe('the table of routes', () => {
  test('names every route file, and every entry has its file', () => {
    const inFiles = routesInFiles().toSorted();
    expect(inFiles.length).toBeGreaterThan(35);
    expect(all.map((route) => `${route.method} ${route.path}`).toSorted()).toEqual(inFiles);
  });

  test('each key is its id, each file uses its own entry', () => {
    for (const [key, route] of Object.entries(routes)) {
      expect(route.id).toBe(key);
      const file = `app${route.path.replaceAll('{', '[').replaceAll('}', ']')}/route.ts`;
      // Whatever lines the formatter broke it into.
      const source = readFileSync(file, 'utf8').replaceAll(/\s+/g, '');
      expect(source, file).toContain(`exportconst${route.method}=handle(routes.${key},`);
    }
  });

  test('every parameter of a path is in its schema, and the other way round', () => {
    let looked = 0;
    for (const route of all) {
      const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
      expect(Object.keys(route.params?.shape ?? {}).toSorted(), route.id).toEqual(names);
      looked += names.length;
    }
    expect(looked).toBeGreaterThan(15);
  });

  test('every address that pages use is a route', () => {
    const templates = all.map((route) => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
    const used = Object.values(api).map((make: (...parts: string[]) => string) => make('x1', 'start', '0'));
    expect(used.length).toBeGreaterThan(25);
    for (const path of used)
      expect(
        templates.some((template) => template.test(path)),
        path,
      ).toBe(true);
  });

  test('only signing in is public, and only the session can be reached before the password is changed', () => {
    expect(all.filter((route) => route.access === 'public').map((route) => route.id)).toEqual(['signIn']);
    expect(all.filter((route) => route.beforePasswordChange === true).map((route) => route.id)).toEqual([
      'getSession',
      'signOut',
      'changePassword',
    ]);
    for (const route of all)
      if (route.access !== 'public' && route.access !== 'signed-in') expect(SCOPES).toContain(route.access);
  });
});

describe('the OpenAPI document', () => {
  const document = createOpenApiDocument('http://127.0.0.1:3000');

  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('has every route with its answers and errors, and every reference resolves', () => {
    let operations = 0;
    for (const route of all) {
      const path = document.paths?.[route.path] as
        | Record<string, { operationId?: string; responses?: Record<string, unknown> }>
        | undefined;
      const operation = path?.[route.method.toLowerCase()];
      expect(operation?.operationId).toBe(route.id);
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining([String(route.status), '401', '500']),
      );
      operations += 1;
    }
    expect(operations).toBe(all.length);
    const schemas = document.components?.schemas ?? {};
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(50);
    for (const name of references) expect(schemas, name).toHaveProperty([name]);
  });

  test('says every error code', () => {
    const text = JSON.stringify(document.components?.schemas?.['Error']);
    for (const code of ['bad-request', 'rate-limited', 'refused', 'unavailable']) expect(text).toContain(code);
  });
});
