/** A guest's SSH server is asked: it answers, falls silent, and answers again. The server is the test's own; the asking is the product's. */
import { createServer, type Server, type Socket } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { openDomain } from './support/gridbox';
import { expectGoodLooks, expectNoBarriers } from './support/looks';

const GUEST = 'ce-01';
/** An operation, and what the page hears of it. */
const ASKED_MS = 60_000;

test.describe.configure({ mode: 'serial', timeout: 3 * ASKED_MS });

const open = new Set<Socket>();
let server: Server | undefined;

async function listen(port: number): Promise<number> {
  const made = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-journey\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    made.once('error', reject);
    made.listen(port, '127.0.0.1', resolve);
  });
  server = made;
  const address = made.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return address.port;
}
async function close(): Promise<void> {
  const closing = server;
  if (closing === undefined) return;
  server = undefined;
  for (const socket of open) socket.destroy();
  await new Promise<void>((resolve) => closing.close(() => resolve()));
}

async function openProbes(page: Page): Promise<void> {
  await openDomain(page, GUEST);
  await page.getByRole('tab', { name: 'Probes' }).click();
}
const report = (page: Page) =>
  page
    .getByRole('region', { name: `Probes of ${GUEST}` })
    .getByRole('row')
    .filter({ hasText: 'ssh-banner' });
/** Asks until the last asking says it: each press is one asking. */
async function askUntil(page: Page, words: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: 'Run now' }).click();
    await expect(report(page)).toContainText(words, { timeout: 10_000 });
  }).toPass({ timeout: ASKED_MS });
}

test.afterAll(close);
test.afterEach(async ({ page }) => {
  // Whatever became of the journey, the guest is probed no more afterwards.
  const { items } = (await (await page.request.get('/api/v1/probe-targets')).json()) as {
    items: { id: string; name: string }[];
  };
  for (const { id } of items.filter(({ name }) => name === GUEST)) {
    await page.request.delete(`/api/v1/probe-targets/${id}`, { headers: { origin: new URL(page.url()).origin } });
  }
});

test('probes of a guest are set up, run, tell what fails, and are removed', async ({ page }) => {
  const port = await listen(0);
  await openProbes(page);
  await page.getByRole('button', { name: 'Set up probes' }).click();
  const dialog = page.getByRole('dialog', { name: `Probe ${GUEST}` });
  await dialog.getByRole('checkbox', { name: /^CE/ }).uncheck();
  await dialog.getByRole('checkbox', { name: /^VO-box/ }).check();
  await dialog.getByRole('checkbox', { name: /ssh-banner/ }).check();
  await dialog.getByLabel('Address').fill('not an address');
  await dialog.getByLabel('SSH', { exact: true }).fill(String(port));
  await dialog.getByRole('button', { name: 'Set up' }).click();
  await expect(dialog).toContainText('write a host name or an IP address');
  await expectNoBarriers(page, '[role=dialog]');
  await dialog.getByLabel('Address').fill('127.0.0.1');
  await dialog.getByRole('button', { name: 'Set up' }).click();
  await expect(dialog).toBeHidden();

  await askUntil(page, /answers as an SSH server/);
  await report(page)
    .getByText(/answers as an SSH server/)
    .click();
  await expect(report(page)).toContainText('SSH-2.0-journey');

  await close();
  await askUntil(page, /nothing listens there/);
  await listen(port);
  await askUntil(page, /answers as an SSH server/);

  await page.goto('/probes');
  await expect(page.getByRole('region', { name: 'Roles of the site', exact: true })).toContainText('VO');
  await page.getByRole('link', { name: GUEST, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: GUEST })).toBeVisible();
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page
    .getByRole('dialog', { name: `Probe ${GUEST} no more` })
    .getByRole('button', { name: 'Remove probes' })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Probes' })).toBeVisible();
  await expect(page.getByRole('link', { name: GUEST, exact: true })).toBeHidden();
});
