/** People are mailed of leases by a real SMTP server: what they chose, once, tried again, and given up. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MailPreference, MailSettings } from '@/lib/contracts/mail';
import { getConfig } from '@/lib/server/config';
import { openMailPassword } from '@/lib/server/services/mail/mail-password';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { makeLease } from '@/lib/server/testing/lease-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { deliverMail } from './deliver-mail';

const PASSWORD = 'a word of the server';
let server: TestServer;
let manager: Caller & { readonly userId: string };
let atlas: Caller & { readonly userId: string; readonly email: string };
let certificate: { readonly key: string; readonly cert: string };
let smtp: SMTPServer | undefined;
let heard: {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly user: string | null;
}[] = [];
/** What the server says to a recipient, or to what was sent; undefined: it takes it. */
let answer: { readonly at: 'recipient' | 'data'; readonly code: number } | undefined;

beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-smtp-'));
  const [keyout, out] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...how, ...name, '-keyout', keyout, '-out', out], { stdio: 'ignore' });
  certificate = { key: readFileSync(keyout, 'utf8'), cert: readFileSync(out, 'utf8') };
  rmSync(folder, { recursive: true });
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  heard = [];
  answer = undefined;
  await server.db.mailDelivery.deleteMany();
  await server.db.mailSettings.deleteMany();
  await choose(atlas, { address: null, kinds: ['ready', 'reminder'] });
});
afterEach(async () => {
  const closing = smtp;
  smtp = undefined;
  if (closing !== undefined) await new Promise<void>((resolve) => closing.close(() => resolve()));
});

const refusal = (code: number): Error => Object.assign(new Error('not today'), { responseCode: code });
/** @returns its port */
async function listen(options: SMTPServerOptions = {}): Promise<number> {
  const made = new SMTPServer({
    ...certificate,
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: SECOND_MS,
    onRcptTo: (_to, _session, done) => done(answer?.at === 'recipient' ? refusal(answer.code) : undefined),
    onData: (stream, { envelope, user }, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (answer?.at === 'data') return done(refusal(answer.code));
        heard.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
          user: typeof user === 'string' ? user : null,
        });
        done();
      });
    },
    ...options,
  });
  // What clients break off is theirs.
  made.on('error', () => undefined);
  smtp = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.server.address() as AddressInfo).port;
}
const set = async (port: number, change: Record<string, unknown> = {}) =>
  await server.call('setMailSettings', {
    as: manager,
    body: { host: '127.0.0.1', port, security: 'none', sender: 'gridbox@example.org', ...change },
  });
const choose = async (as: Caller, body: unknown) => {
  const answered = await server.call('setMailPreference', { as, body });
  expect(answered.status).toBe(200);
  return MailPreference.parse(await answered.json());
};
const settings = async () => MailSettings.parse(await (await server.call('readMailSettings', { as: manager })).json());
const deliver = async (at: Date = new Date(), trusted?: string): Promise<number> =>
  await deliverMail({
    db: server.db,
    now: () => at,
    openPassword: (sealed) => openMailPassword(sealed, getConfig().secret),
    onError: (error) => {
      throw error;
    },
    trusted,
  });
async function tell(words = 'is active', kind: 'ready' | 'ended' = 'ready'): Promise<void> {
  const { id } = await makeLease(server.db, { vo: 'atlas', state: 'active' });
  const lease = await server.db.lease.update({ where: { id }, data: { askedById: atlas.userId } });
  for (let times = 0; times < 2; times += 1)
    await fileNotice(server.db, { lease, kind, key: kind, words, now: new Date() });
}
const headersOf = (text: string): string => text.slice(0, text.indexOf('\r\n\r\n'));

test('one is mailed of what one chose, once by two agents, in plain text with nothing of anybody’s in the headers', async () => {
  await tell();
  expect(await server.db.mailDelivery.count()).toBe(0);
  expect((await set(await listen())).status).toBe(200);
  await tell('is ready:\r\nBcc: everybody@example.org\r\n\r\nUmlauts: ä');
  await tell('has ended', 'ended');
  await Promise.all([deliver(), deliver()]);
  expect(heard).toHaveLength(1);
  const [{ from, to, text } = { from: '', to: [], text: '' }] = heard;
  expect(from).toBe('gridbox@example.org');
  expect(to).toEqual([atlas.email]);
  const headers = headersOf(text);
  expect(headers).toMatch(/^Subject: Gridbox: lease \d+ of atlas, ready\r?$/m);
  expect(headers).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
  expect(headers).toMatch(/^Content-Type: text\/plain; charset=utf-8\r?$/m);
  expect(headers).not.toMatch(/bcc/i);
  expect(text).toMatch(/http:\/\/127\.0\.0\.1:21400\/leases\//);
  expect(await settings()).toMatchObject({ waiting: 0, problem: null, sentAt: expect.any(String) });
  // To another address, where one says so; and no more where one wants none.
  expect(await choose(atlas, { address: 'ada@example.org', kinds: ['ready'] })).toMatchObject({ own: true });
  await tell();
  await choose(atlas, { address: null, kinds: [] });
  await tell();
  await deliver();
  expect(heard.slice(1).map((mail) => mail.to)).toEqual([['ada@example.org']]);
});

test('what is not taken is tried again as the same mail, later each time, for a day; a refused address at once no more', async () => {
  await set(await listen());
  await tell();
  answer = { at: 'data', code: 451 };
  const began = new Date();
  const after = (ms: number) => new Date(began.getTime() + ms);
  expect(await deliver(began)).toBe(1);
  expect(await settings()).toMatchObject({
    waiting: 1,
    problem: expect.stringMatching(/^It was not taken: 451 not today/),
  });
  expect(await deliver(after(MINUTE_MS - SECOND_MS))).toBe(0);
  expect(await deliver(after(MINUTE_MS + SECOND_MS))).toBe(1);
  answer = undefined;
  expect(await deliver(after(6 * MINUTE_MS))).toBe(0);
  expect(await deliver(after(7 * MINUTE_MS))).toBe(1);
  const { id } = await server.db.mailDelivery.findFirstOrThrow();
  expect(headersOf(heard[0]?.text ?? '')).toContain(`Message-ID: <${id}@example.org>`);
  expect(await deliver(after(DAY_MS))).toBe(0);

  await tell();
  answer = { at: 'data', code: 451 };
  await deliver(began);
  await deliver(after(DAY_MS));
  expect(await settings()).toMatchObject({ waiting: 0 });
  await tell();
  answer = { at: 'recipient', code: 550 };
  await deliver(new Date());
  expect(await settings()).toMatchObject({ waiting: 0, problem: expect.stringMatching(/550 not today/) });
});

test('an agent that is killed while it sends leaves the mail to the next try', async () => {
  const during: unknown[] = [];
  const look = async (done: () => void): Promise<void> => {
    during.push(await server.db.mailDelivery.findFirst());
    done();
  };
  const port = await listen({
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => {
        void look(done);
      });
    },
  });
  await set(port);
  await tell();
  await deliver();
  expect(during).toMatchObject([{ attempts: 1, sentAt: null }]);
  expect((during[0] as { dueAt: Date }).dueAt.getTime()).toBeGreaterThan(Date.now());
});

test('a password goes to the server it is for and over TLS alone, whose certificate is looked at; nothing shows it again', async () => {
  const asked: string[] = [];
  const auth: SMTPServerOptions = {
    disabledCommands: [],
    authOptional: false,
    onAuth: ({ username = '', password = '' }, _session, done) => {
      asked.push(password ?? '');
      done(null, password === PASSWORD ? { user: username } : undefined);
    },
  };
  const port = await listen(auth);
  const login = { security: 'starttls', host: 'localhost', username: 'gridbox', password: PASSWORD };
  expect((await set(port, { ...login, security: 'none' })).status).toBe(400);
  const made = await set(port, login);
  expect(await made.text()).not.toContain(PASSWORD);
  await tell();
  // Not trusted: nothing is told to it.
  await deliver();
  expect(asked).toEqual([]);
  expect((await settings()).problem).toMatch(/self-signed certificate/);
  // Saved again it is tried at once, with the password that is kept.
  const { password: _word, ...rest } = login;
  expect((await set(port, rest)).status).toBe(200);
  await deliver(new Date(), certificate.cert);
  expect(heard).toMatchObject([{ user: 'gridbox' }]);
  const moved = await set(port, { ...rest, host: '127.0.0.1' });
  expect(moved.status).toBe(400);
  expect(await moved.json()).toMatchObject({ error: { fields: [{ field: 'password' }] } });
  const audits = await server.db.audit.findMany();
  expect(JSON.stringify(audits.map(({ before, after, subjectName }) => [before, after, subjectName]))).not.toContain(
    PASSWORD,
  );
});

test('a test is mailed to whoever asks for it, and the settings say what came of it', async () => {
  expect((await server.call('testMail', { as: manager, body: {} })).status).toBe(422);
  await set(await listen());
  expect((await server.call('testMail', { as: manager, body: {} })).status).toBe(200);
  expect((await settings()).test).toMatchObject({ sentAt: null, problem: null });
  await deliver();
  expect(heard[0]?.text).toContain('Subject: Gridbox: test');
  expect((await settings()).test?.sentAt).not.toBeNull();
  expect((await server.call('removeMailSettings', { as: manager, body: {} })).status).toBe(200);
  expect((await settings()).server).toBeNull();
  for (const bad of [
    { sender: 'Ada <ada@example.org>' },
    { sender: 'a@b.org\r\nBcc: c@d.org' },
    { host: 'a b' },
    { port: 0 },
  ])
    expect((await set(25, bad)).status).toBe(400);
});
