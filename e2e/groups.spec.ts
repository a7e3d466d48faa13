/** Two simulated domains are said to belong together: a drain sends both to one host, and whoever moves one alone is told where the other is. */
import { expect, type Page, test } from '@playwright/test';
import { openDomain, readDomain } from './support/gridbox';

const HOST = 'montecito-01';
const PAIR = ['geant4-wn-11', 'geant4-wn-12'] as const;
const GROUP = 'geant4-pair';

async function keepTogether(page: Page, name: string, word: string): Promise<void> {
  await openDomain(page, name);
  await page.getByRole('tab', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Kept together by' }).fill(word);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('tab', { name: 'Overview' }).click();
  const told = page.getByRole('tabpanel').getByText(GROUP, { exact: true });
  if (word === '') await expect(told).toBeHidden();
  else await expect(told).toBeVisible();
}

test.afterEach(async ({ page }) => {
  for (const name of PAIR) await keepTogether(page, name, '');
});

test('they go to one host, and a move of one alone says so', async ({ page }) => {
  for (const name of PAIR)
    expect(await readDomain(page.request, name)).toMatchObject({ hostName: HOST, state: 'running' });
  for (const name of PAIR) await keepTogether(page, name, GROUP);

  await page.getByRole('button', { name: 'Migrate' }).first().click();
  const dialog = page.getByRole('dialog');
  // The only thing that speaks against that host is told unasked.
  await expect(
    dialog.getByText(
      `Group ${GROUP} is kept together, and ${PAIR[0]} runs on ${HOST}: on montecito-02 this domain is apart`,
    ),
  ).toBeVisible();
  await page.keyboard.press('Escape');

  await page.goto('/hosts');
  await page.getByRole('link', { name: HOST, exact: true }).first().click();
  await page.getByRole('button', { name: 'Plan a drain' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Drain ${HOST}` })).toBeVisible();
  const domains = page.getByRole('region', { name: 'Domains' });
  const item = (name: string) => domains.getByRole('listitem').filter({ hasText: name }).first();
  // Whichever host it is, and whether there is one: together, or not at all.
  const words = new RegExp(`With geant4-wn-1[12], group ${GROUP}|Group ${GROUP} goes to one host`);
  for (const name of PAIR) await expect(item(name)).toContainText(words);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const cancelled = await page.request.post(`/api/v1/plans/${id}/cancel`, {
    headers: { origin: new URL(page.url()).origin },
    data: {},
  });
  expect(cancelled.status(), await cancelled.text()).toBe(200);
});
