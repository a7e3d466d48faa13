import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { seedTinyImage } from './seed-tiny-image';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server.stop());

test('the shipped image of tiny nodes is written down and its build asked for, once', async () => {
  expect(await seedTinyImage(server.db)).toBe(true);
  expect(await seedTinyImage(server.db)).toBe(false);
  expect(await server.db.imageSpecification.findMany({ select: { name: true, version: true } })).toEqual([
    { name: 'tiny-grid', version: 1 },
  ]);
  expect(await server.db.operation.findMany({ select: { kind: true, state: true } })).toEqual([
    { kind: 'build-image', state: 'queued' },
  ]);
});
