import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAccount, prepareOneTimePassword } from './make-account';
import { FAILURES_PER_ACCOUNT } from './limit-tries';
import { cookieOf, startTestServer, type TestServer } from '@/lib/server/testing/test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server.stop());

const newPassword = 'a much better password';
async function account(name: string, disabled = false) {
  const password = await prepareOneTimePassword();
  const email = `${name}@grid.example`;
  const user = await makeAccount(server.db, { name, email, role: 'operator', vos: [] }, password.hash);
  if (disabled) await server.db.user.update({ where: { id: user.id }, data: { disabled } });
  return { id: user.id, email, password: password.text };
}
const signIn = async (email: string, password: string, headers: Record<string, string> = {}) =>
  await server.call('signIn', { body: { email, password }, headers });

describe('a session from first login to sign-out', () => {
  test('the one-time password opens nothing but its own change', async () => {
    const user = await account('first');
    const answer = await signIn('FIRST@grid.example', user.password);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      email: user.email,
      role: 'operator',
      mustChangePassword: true,
      via: 'session',
      vos: null,
    });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('gridbox.session_token='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/);
    const as = { cookie: cookieOf(answer) };

    const closed = await server.call('listDomains', { as });
    expect(closed.status).toBe(403);
    expect(await closed.json()).toMatchObject({
      error: { code: 'forbidden', detail: { reason: 'must-change-password' } },
    });
    expect((await server.call('getSession', { as })).status).toBe(200);

    const other = { cookie: cookieOf(await signIn(user.email, user.password)) };
    const change = async (currentPassword: string, next: string) =>
      await server.call('changePassword', { as, body: { currentPassword, newPassword: next } });
    expect((await change('wrong', newPassword)).status).toBe(400);
    expect(await (await change(user.password, 'short')).json()).toMatchObject({
      error: { fields: [{ field: 'newPassword' }] },
    });
    expect((await change(user.password, user.password)).status).toBe(400);
    expect((await change(user.password, 'x'.repeat(129))).status).toBe(400);
    const changed = await change(user.password, newPassword);
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ mustChangePassword: false });

    expect((await server.call('listDomains', { as })).status).toBe(200);
    expect((await server.call('getSession', { as: other })).status).toBe(401);
    expect((await signIn(user.email, user.password)).status).toBe(401);
    expect((await signIn(user.email, newPassword)).status).toBe(200);

    const out = await server.call('signOut', { as });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie().join()).toMatch(/gridbox\.session_token=;.*Max-Age=0/);
    expect((await server.call('getSession', { as })).status).toBe(401);
  });

  test('a disabled account, an unknown one and a wrong password sound alike', async () => {
    const user = await account('gone', true);
    const answers = await Promise.all([
      signIn(user.email, user.password),
      signIn('nobody@grid.example', 'x'),
      signIn(user.email, 'wrong'),
    ]);
    const sentences = await Promise.all(
      answers.map(async (answer) => {
        expect(answer.status).toBe(401);
        expect(answer.headers.getSetCookie()).toEqual([]);
        const body = (await answer.json()) as { error: { message: string } };
        return body.error.message;
      }),
    );
    expect(new Set(sentences).size).toBe(1);
    expect(await server.db.session.count({ where: { userId: user.id } })).toBe(0);
  });

  test('a cookie that was tampered with is nobody, and disabling ends a session at once', async () => {
    const caller = await server.signInAs('viewer');
    expect((await server.call('getSession', { as: { cookie: `${caller.cookie}x` } })).status).toBe(401);
    expect((await server.call('getSession', { as: { cookie: 'gridbox.session_token=abc.def' } })).status).toBe(401);
    expect((await server.call('getSession', { as: caller })).status).toBe(200);
    await server.db.user.update({ where: { id: caller.userId }, data: { disabled: true } });
    expect((await server.call('getSession', { as: caller })).status).toBe(401);
  });

  test('an expired session is nobody', async () => {
    const caller = await server.signInAs('viewer');
    await server.db.session.updateMany({
      where: { userId: caller.userId },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect((await server.call('getSession', { as: caller })).status).toBe(401);
  });
});

describe('the limit on sign-ins', () => {
  test('stops guessing one account, also when they come at once, and says when to come back', async () => {
    const user = await account('guessed');
    const answers = await Promise.all(
      Array.from(
        { length: FAILURES_PER_ACCOUNT + 15 },
        async (_, index) => await signIn(user.email, `guess ${index}`, { 'x-forwarded-for': `10.0.0.${index}` }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(FAILURES_PER_ACCOUNT);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    const late = await signIn(user.email, user.password);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(await server.db.rateLimit.count({ where: { key: { startsWith: 'tries:' } } })).toBeGreaterThan(0);
  });

  test('is forgotten by the right password', async () => {
    const user = await account('clumsy');
    const address = { 'x-forwarded-for': '10.9.9.9' };
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < FAILURES_PER_ACCOUNT - 1; index += 1)
        expect((await signIn(user.email, 'no', address)).status).toBe(401);
      expect((await signIn(user.email, user.password, address)).status).toBe(200);
    }
  });
});

describe('requests from elsewhere', () => {
  test('a session cookie does not carry a request of another site', async () => {
    const as = await server.signInAs('operator');
    const forged = await server.call('signOut', {
      as,
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    });
    expect(forged.status).toBe(403);
    expect(await forged.json()).toMatchObject({ error: { detail: { reason: 'cross-site' } } });
    expect((await server.call('signOut', { as, headers: { 'sec-fetch-site': '' } })).status).toBe(403);
    expect(
      (await server.call('signOut', { as, headers: { 'sec-fetch-site': '', origin: 'http://127.0.0.1:21400' } }))
        .status,
    ).toBe(204);
  });

  test('nobody can sign up: the identity library is not mounted', async () => {
    const { existsSync } = await import('node:fs');
    expect(existsSync('app/api/auth')).toBe(false);
    expect(existsSync('app/api/v1/session/route.ts')).toBe(true);
  });
});
