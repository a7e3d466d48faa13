/** In a file of its own: the environment is read once a process, and anew for each file. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
beforeAll(async () => {
  process.env['GRIDBOX_GLUE_READERS'] = 'world';
  process.env['GRIDBOX_SITE_NAME'] = 'GRID-1';
  server = await startTestServer();
});
afterAll(async () => await server.stop());

test('published to the world, the address answers anybody, and the API still asks who it is', async () => {
  const host = await makeHost(server.db);
  await makeDomain(server.db, { hostId: host.id, name: 'atlas-ce-01', vo: 'atlas', roles: ['CE'] });
  const { GET } = await import('@/app/glue2.json/route');
  const request = new Request('http://127.0.0.1:21400/glue2.json', { headers: { host: '127.0.0.1:21400' } });
  const answer = await GET(request, { params: Promise.resolve(undefined) });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    AdminDomain: [{ ID: 'GRID-1', ComputingService: [{ ID: 'urn:gridbox:GRID-1:ce:atlas' }] }],
  });
  expect((await server.call('exportGlueJson')).status).toBe(401);
  // Whoever asks again at once costs no reading of the inventory.
  await makeDomain(server.db, { hostId: host.id, name: 'cms-ce-01', vo: 'cms', roles: ['CE'] });
  const again = await GET(request, { params: Promise.resolve(undefined) });
  expect(await again.text()).not.toContain(':ce:cms');
});
