/** A real host with four real guests is emptied by a plan that was read and approved; the agent dies on the way, and all come home. */
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { openDomain, readDomain, readHosts } from './support/gridbox';
import { readGuestClock } from './support/guest';
import { expectGoodLooks } from './support/looks';

const GUESTS = ['ce-01', 'se-01', 'wn-01', 'wn-02'] as const;
const HOST = 'rig-1';
/** Four moves, two at once, on a machine that does other things besides; and the agent's successor has to come first. */
const DRAIN_MS = 240_000;

test.describe.configure({ mode: 'serial', timeout: 3 * DRAIN_MS });

const homes = new Map<string, string>();

/** Past the page, and awaited. */
async function moveTo(page: Page, guest: string, hostName: string): Promise<void> {
  const domain = await readDomain(page.request, guest);
  if (domain.hostName === hostName) return;
  const host = (await readHosts(page.request)).find(({ name }) => name === hostName);
  await expect(async () => {
    const answer = await page.request.post(`/api/v1/domains/${domain.id}/migrate`, {
      params: { wait: 60 },
      headers: { origin: new URL(page.url()).origin, 'idempotency-key': crypto.randomUUID() },
      data: { targetHostId: host?.id },
    });
    expect(answer.status(), await answer.text()).toBe(202);
  }).toPass({ timeout: DRAIN_MS });
  await expect.poll(async () => (await readDomain(page.request, guest)).hostName, { timeout: DRAIN_MS }).toBe(hostName);
}

/** The agent that runs this plan's first move, by the name that its operation gives it: machine, process, chance. */
async function killAgent(page: Page): Promise<void> {
  const running = page.getByRole('region', { name: 'Domains' }).getByRole('listitem').filter({ hasText: 'under way' });
  const address = await running.first().getByRole('link', { name: 'its operation' }).getAttribute('href');
  const answer = await page.request.get(`/api/v1${address ?? ''}`);
  const { owner } = z.object({ owner: z.string() }).parse(await answer.json());
  const processId = Number(/-(\d+)-[0-9a-f]+$/.exec(owner)?.[1]);
  expect(processId, owner).toBeGreaterThan(1);
  process.kill(processId, 'SIGKILL');
}

const state = (page: Page, words: string) => page.getByRole('main').getByText(words, { exact: true }).first();

test.afterEach(async ({ page }) => {
  // The journeys after this one find the guests where they were, and the host open.
  await page.goto('/');
  for (const [guest, home] of homes) await moveTo(page, guest, home);
});

test('a plan is made, read, approved, outlives the death of the agent, and brings all home', async ({ page }) => {
  await page.goto('/hosts');
  for (const guest of GUESTS) {
    homes.set(guest, (await readDomain(page.request, guest)).hostName ?? HOST);
    await moveTo(page, guest, HOST);
  }
  await openDomain(page, 'wn-01');
  const before = await readGuestClock(page);

  await page.goto('/hosts');
  await page.getByRole('link', { name: HOST, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: HOST })).toBeVisible();
  await page.getByRole('button', { name: 'Plan a drain' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Drain ${HOST}` })).toBeVisible();
  await expect(state(page, 'to be approved')).toBeVisible();
  const domains = page.getByRole('region', { name: 'Domains' });
  for (const guest of GUESTS)
    await expect(domains.getByRole('listitem').filter({ hasText: guest }).first()).toContainText(/Migrate to rig-[23]/);
  await expect(page.getByRole('region', { name: 'Hosts that take them' })).toContainText(/rig-[23]/);
  await expect(page.getByRole('main')).toContainText('4 domains, 2 at once');

  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  // What somebody chooses otherwise is planned when they say so, and what that changes is said.
  await page.getByLabel('What becomes of wn-02').selectOption({ label: 'Leave' });
  await expect(page.getByRole('button', { name: 'Approve and drain' })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Plan with it' }).click();
  await expect(page.getByRole('main')).toContainText(/wn-02: leave instead of migrate to rig-[23]\./);
  await page.getByLabel('What becomes of wn-02').selectOption({ label: 'Migrate live' });
  await page.getByRole('button', { name: 'Plan with it' }).click();
  await expect(page.getByRole('main')).toContainText(/wn-02: migrate to rig-[23] instead of leave\./);

  await page.getByRole('button', { name: 'Approve and drain' }).click();
  const dialog = page.getByRole('dialog', { name: `Approve and drain: ${HOST}` });
  await expect(dialog).toContainText('goes into maintenance');
  await dialog.getByRole('button', { name: 'Approve and drain' }).click();
  await expect(dialog).toBeHidden();
  await expect(state(page, 'draining')).toBeVisible();
  await expect(domains.getByText('under way').first()).toBeVisible({ timeout: DRAIN_MS });
  await killAgent(page);

  // The host's own page tells how far it is.
  const plan = page.url();
  await page.getByRole('link', { name: 'Host', exact: true }).click();
  await expect(page.getByRole('link', { name: /^(draining|drained) \d of 4/ })).toBeVisible();
  await page.getByRole('link', { name: /^(draining|drained) \d of 4/ }).click();
  await expect(page).toHaveURL(plan);
  await expect(state(page, 'drained')).toBeVisible({ timeout: DRAIN_MS });
  for (const guest of GUESTS) expect((await readDomain(page.request, guest)).hostName).toMatch(/^rig-[23]$/);

  await page.getByRole('button', { name: 'Return home' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Return home' }).click();
  await expect(state(page, 'returned home')).toBeVisible({ timeout: DRAIN_MS });
  for (const guest of GUESTS) expect((await readDomain(page.request, guest)).hostName).toBe(HOST);

  // None of it was noticed in the guest.
  await openDomain(page, 'wn-01');
  const after = await readGuestClock(page, Date.now());
  expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs + (after.heardAt - before.heardAt) - 5_000);
});
