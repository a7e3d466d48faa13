/** Real guests that all stand on one host are spread by a plan that was read, one move struck out, approved, and carried out. */
import { expect, type Page, test } from '@playwright/test';
import { readDomain, readHosts } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

const GUESTS = ['ce-01', 'se-01', 'wn-01', 'wn-02'] as const;
const HOST = 'rig-1';
/** Two or three moves on a machine that does other things besides, and the way there and back of the others. */
const MOVES_MS = 240_000;

test.describe.configure({ mode: 'serial', timeout: 3 * MOVES_MS });

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
  }).toPass({ timeout: MOVES_MS });
  await expect.poll(async () => (await readDomain(page.request, guest)).hostName, { timeout: MOVES_MS }).toBe(hostName);
}

const state = (page: Page, words: string) => page.getByRole('main').getByText(words, { exact: true }).first();

test.afterEach(async ({ page }) => {
  // The journeys after this one find the guests where they were.
  await page.goto('/');
  for (const [guest, home] of homes) await moveTo(page, guest, home);
});

test('a recommendation is made, read, one move struck out, approved and carried out', async ({ page }) => {
  await page.goto('/hosts');
  for (const guest of GUESTS) {
    homes.set(guest, (await readDomain(page.request, guest)).hostName ?? HOST);
    await moveTo(page, guest, HOST);
  }

  await page.goto('/plans');
  await page.getByRole('button', { name: 'Plan a rebalance' }).click();
  const ask = page.getByRole('dialog', { name: 'Plan a rebalance' });
  // The rig's hosts are of neither of the report's classes.
  await ask.getByLabel('Hosts').selectOption({ label: 'Other' });
  await ask.getByLabel('Moves at most').fill('0');
  await ask.getByRole('button', { name: 'Make the plan' }).click();
  await expect(ask).toContainText('A whole number from 1 to 200.');
  await ask.getByLabel('Moves at most').fill('20');
  // Four guests of one machine: whether a host could be lost is not what this journey is about.
  await ask.getByLabel('Keep N+1').uncheck();
  await ask.getByRole('button', { name: 'Make the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rebalance hosts of class Other' })).toBeVisible();
  await expect(state(page, 'to be approved')).toBeVisible();
  const moves = page.getByRole('region', { name: 'Moves' });
  const rows = moves.getByRole('listitem').filter({ hasText: `From ${HOST} to rig-` });
  await expect(rows.first()).toContainText(/rig-1 from \d+ to \d+ % of its memory/);
  await expect(page.getByRole('region', { name: 'Spread' })).toContainText(/foretold afterwards \(\d+ % less\)/);
  await expect(page.getByRole('region', { name: 'Hosts', exact: true })).toContainText('→');

  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  // One that is struck out stays, the others are what was read.
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);
  const strike = moves.getByRole('button', { name: /^Strike out / }).first();
  const struck = (await strike.getAttribute('aria-label'))?.replace('Strike out ', '') ?? '';
  await strike.click();
  await expect(page.getByRole('main')).toContainText(`${struck} was struck out: it stays on ${HOST}.`);
  await expect(rows).toHaveCount(before - 1);

  await page.getByRole('button', { name: 'Approve and rebalance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve and rebalance: hosts of class Other' });
  await expect(dialog).toContainText('moved live');
  await dialog.getByRole('button', { name: 'Approve and rebalance' }).click();
  await expect(dialog).toBeHidden();
  await expect(state(page, 'rebalanced')).toBeVisible({ timeout: MOVES_MS });
  expect((await readDomain(page.request, struck)).hostName).toBe(HOST);
  const places = await Promise.all(GUESTS.map(async (guest) => (await readDomain(page.request, guest)).hostName));
  expect(places.filter((place) => place !== HOST)).toHaveLength(before - 1);

  await page.goto('/plans');
  await expect(page.getByRole('link', { name: 'Rebalance hosts of class Other', exact: true }).first()).toBeVisible();
});

test('the mode is set within its limits, and set back', async ({ page }) => {
  await page.goto('/plans');
  const mode = page.getByRole('region', { name: 'Rebalancing by itself' });
  await mode.getByRole('button', { name: 'Change mode' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rebalancing by itself' });
  await dialog.getByLabel('Mode').selectOption({ label: 'Automatic within limits' });
  await dialog.getByLabel('Times').fill('0 3 * * 7');
  await dialog.getByLabel(/^Begin from/).fill('02:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('A window has a beginning and an end');
  await dialog.getByLabel(/^Until/).fill('05:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(mode).toContainText(/at most 10 moves in 24 hours.* from 02:00 to 05:00 in UTC/);
  await mode.getByRole('button', { name: 'Change mode' }).click();
  await dialog.getByLabel('Mode').selectOption({ label: 'Manual' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(mode).toContainText('only where somebody asks for it');
});
