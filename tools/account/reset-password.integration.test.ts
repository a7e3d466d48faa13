import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { resetPassword } from './reset-password';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server.stop());

test('whoever lost the password gets a one-time one from the command line; the old one and its sessions are over', async () => {
  const owner = await server.signInAs('administrator');
  const password = await resetPassword(server.url, owner.email.toUpperCase());
  expect((await server.call('getSession', { as: owner })).status).toBe(401);
  expect((await server.call('signIn', { body: { email: owner.email, password: owner.password } })).status).toBe(401);
  const session = await server.call('signIn', { body: { email: owner.email, password } });
  expect(await session.json()).toMatchObject({ mustChangePassword: true, role: 'administrator' });
  const audit = await server.db.audit.findFirstOrThrow({ where: { subjectId: owner.userId, action: 'updateUser' } });
  expect(audit.actorName).toMatch(/ on the command line$/u);
  expect(JSON.stringify([audit.before, audit.after, audit.reason])).not.toContain(password);
});

test('an address that nobody has is answered with those of the administrators', async () => {
  const owner = await server.signInAs('administrator');
  await expect(resetPassword(server.url, 'nobody@grid.example')).rejects.toThrow(owner.email);
});
