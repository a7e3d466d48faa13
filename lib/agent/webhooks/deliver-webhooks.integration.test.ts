/** Addresses are told of leases: signed, tried again, and given up. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { WebhookMade, Webhooks } from '@/lib/contracts/lease-notices';
import { getConfig } from '@/lib/server/config';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { openWebhookSecret } from '@/lib/server/services/webhooks/webhook-secret';
import { makeLease } from '@/lib/server/testing/lease-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { DAY_MS, SECOND_MS } from '@/lib/utils/time';
import { deliverWebhooks } from './deliver-webhooks';

let server: TestServer;
let manager: Caller;
let receiver: Server;
let url: string;
let heard: { readonly headers: Record<string, unknown>; readonly body: string }[] = [];
let answer: () => Promise<{ readonly status: number; readonly location?: string }>;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      void answer().then(({ status, location }) => {
        response.writeHead(status, location === undefined ? {} : { location }).end();
      });
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await server.stop();
});
beforeEach(async () => {
  heard = [];
  answer = async () => await Promise.resolve({ status: 204 });
  await server.db.webhook.deleteMany();
});

const deliver = async (at: Date = new Date()): Promise<number> =>
  await deliverWebhooks({
    db: server.db,
    now: () => at,
    openSecret: (sealed, bind) => openWebhookSecret(sealed, { secret: getConfig().secret, bind }),
    onError: (error) => {
      throw error;
    },
  });
async function make(): Promise<z.output<typeof WebhookMade>> {
  const made = await server.call('createWebhook', { as: manager, body: { url } });
  expect(made.status).toBe(201);
  return WebhookMade.parse(await made.json());
}
async function tell(): Promise<void> {
  const lease = await makeLease(server.db, { vo: 'atlas', state: 'active' });
  await fileNotice(server.db, { lease, kind: 'ready', key: 'ready', words: 'is active', now: new Date() });
  // Told twice it is sent once.
  await fileNotice(server.db, { lease, kind: 'ready', key: 'ready', words: 'is active', now: new Date() });
}
const shown = async () => {
  const listed = await server.call('listWebhooks', { as: manager });
  return Webhooks.parse(await listed.json()).items[0];
};

test('a telling is signed with the secret that was told once, and sent once by two agents', async () => {
  const { secret } = await make();
  await tell();
  await Promise.all([deliver(), deliver()]);
  expect(heard).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = heard;
  expect(JSON.parse(body)).toMatchObject({
    type: 'lease.ready',
    data: { vo: 'atlas', words: expect.stringMatching(/^Lease \d+ of atlas is active\.$/) },
  });
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const { 'webhook-id': id, 'webhook-timestamp': at } = headers;
  const signature = createHmac('sha256', key)
    .update(`${String(id)}.${String(at)}.${body}`)
    .digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  expect(await shown()).toMatchObject({ waiting: 0, problem: null, deliveredAt: expect.any(String) });
  // The secret is nowhere to be read again.
  const audits = await server.db.audit.findMany({ where: { action: 'createWebhook' } });
  expect(
    JSON.stringify([await shown(), ...audits.map(({ after, subjectName }) => [after, subjectName])]),
  ).not.toContain(secret);
});

test('what is not taken is tried again with the same id, later each time, and is given up after a day', async () => {
  await make();
  await tell();
  answer = async () => await Promise.resolve({ status: 503 });
  const began = new Date();
  await deliver(began);
  expect(await shown()).toMatchObject({ waiting: 1, problem: 'It answered 503.' });
  await deliver(new Date(began.getTime() + 29 * SECOND_MS));
  expect(heard).toHaveLength(1);
  // A redirect leads to an address that nobody named.
  answer = async () => await Promise.resolve({ status: 307, location: url });
  await deliver(new Date(began.getTime() + 31 * SECOND_MS));
  expect(heard).toHaveLength(2);
  expect(heard[1]?.headers['webhook-id']).toBe(heard[0]?.headers['webhook-id']);
  await deliver(new Date(began.getTime() + 90 * SECOND_MS));
  expect(heard).toHaveLength(2);
  await deliver(new Date(began.getTime() + DAY_MS));
  expect(heard).toHaveLength(3);
  expect(await shown()).toMatchObject({ waiting: 0, problem: 'It answered 307.' });
  await deliver(new Date(began.getTime() + 2 * DAY_MS));
  expect(heard).toHaveLength(3);
});

test('an agent that is killed while it sends leaves the telling to the next try', async () => {
  await make();
  await tell();
  const during: unknown[] = [];
  answer = async () => {
    during.push(await server.db.webhookDelivery.findFirst({ where: { dueAt: { gt: new Date() } } }));
    return { status: 204 };
  };
  await deliver();
  // Before it was sent it stood written down when it is tried again, in case nobody hears of the answer.
  expect(during).toMatchObject([{ attempts: 1, deliveredAt: null }]);
});

test('an address that is none is refused at its field', async () => {
  for (const bad of ['ftp://example.org/', 'http://user:word@example.org/', 'nonsense']) {
    const refused = await server.call('createWebhook', { as: manager, body: { url: bad } });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { fields: [{ field: 'url' }] } });
  }
});
