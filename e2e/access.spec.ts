import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { openDomain, readDomain, row, searchDomains } from './support/gridbox';

test.describe.configure({ mode: 'serial' });

async function enterAs(
  page: Page,
  browser: Browser,
  account: Parameters<typeof addAccount>[1],
): Promise<{ context: BrowserContext; page: Page }> {
  return enterFirstTime(browser, await addAccount(page, account));
}

test('a viewer sees every page and can change nothing', async ({ page, browser, baseURL }) => {
  const { context, page: viewer } = await enterAs(page, browser, { name: 'Vera Viewer', role: 'viewer' });
  const pages = viewer.getByRole('navigation', { name: 'Pages' }).first();
  const names = await pages.getByRole('link').allInnerTexts();
  expect(names.length).toBeGreaterThan(6);
  expect(names.join()).not.toMatch(/Audit|Users/);
  for (const link of await pages.getByRole('link').all()) {
    await link.click();
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(viewer.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(viewer.getByRole('main').getByRole('alert')).toHaveCount(0);
  }

  await viewer.goto('/hosts');
  await expect(viewer.getByRole('button', { name: 'Add host' }).first()).toBeDisabled();
  await row(viewer, 'dempsey-01').getByRole('button', { name: 'Actions of dempsey-01' }).click();
  await expectAllDisabled(viewer);
  await viewer.keyboard.press('Escape');

  await openDomain(viewer, 'atlas-wn-01');
  for (const name of ['Migrate…', 'Shut down…', 'Pause'])
    await expect(viewer.getByRole('button', { name, exact: true })).toHaveAccessibleDescription(/\w+ .*\./);
  await viewer.getByRole('button', { name: 'All actions on atlas-wn-01' }).click();
  await expectAllDisabled(viewer);
  await viewer.keyboard.press('Escape');
  await viewer.getByRole('tab', { name: 'Edit' }).click();
  await expect(viewer.getByRole('tabpanel')).toContainText('Not yours to change');
  await expect(viewer.getByRole('tabpanel').getByRole('textbox')).toHaveCount(0);

  await viewer.goto('/');
  await viewer.getByRole('button', { name: /^atlas-wn-01, / }).click({ button: 'right' });
  await expectAllDisabled(viewer);

  for (const path of ['/users', '/audit']) {
    await viewer.goto(path);
    await expect(viewer.getByRole('heading', { name: 'Not yours to see' })).toBeVisible();
  }
  // The page's buttons are a courtesy; the service refuses.
  const { id } = await readDomain(context.request, 'atlas-wn-01');
  const refused = await context.request.post(`/api/v1/domains/${id}/pause`, {
    headers: { origin: baseURL ?? '' },
    data: {},
  });
  expect(refused.status()).toBe(403);
  await context.close();
});

async function expectAllDisabled(page: Page): Promise<void> {
  const items = page.getByRole('menuitem');
  await expect(items.first()).toBeVisible();
  for (const item of await items.all()) {
    await expect(item).toBeDisabled();
    await expect(item).toHaveAccessibleDescription(/\w+ .*\./);
  }
}

test('an operator runs domains and keeps out of accounts', async ({ page, browser }) => {
  const { context, page: operator } = await enterAs(page, browser, { name: 'Otto Operator', role: 'operator' });
  await openDomain(operator, 'geant4-wn-01');
  await operator.getByRole('button', { name: 'Pause', exact: true }).click();
  await operator.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(operator.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled();
  await expect(operator.getByRole('button', { name: 'Migrate…' })).toBeEnabled();
  await operator.goto('/users');
  await expect(operator.getByRole('heading', { name: 'Not yours to see' })).toBeVisible();
  await context.close();
});

test("a VO admin's world ends at the own VO", async ({ page, browser }) => {
  const foreign = await readDomain(page.request, 'atlas-wn-01');
  const { context, page: admin } = await enterAs(page, browser, { name: 'Anna Admin', role: 'vo-admin', vos: 'cms' });
  await admin.goto('/domains');
  await expect(row(admin, 'cms-wn-01')).toBeVisible();
  await searchDomains(admin, '-vo:cms');
  await expect(admin.getByRole('heading', { name: 'No domain matches' })).toBeVisible();

  await admin.goto('/');
  await expect(admin.getByRole('button', { name: /^cms-wn-01, / })).toBeVisible();
  await expect(admin.getByRole('button', { name: /^atlas-wn-01, / })).toHaveCount(0);

  await admin.goto(`/domains/${foreign.id}`);
  await expect(admin.getByRole('heading', { name: 'Not found' })).toBeVisible();
  const elsewhere = await context.request.get(`/api/v1/domains/${foreign.id}`);
  const nowhere = await context.request.get(`/api/v1/domains/${crypto.randomUUID()}`);
  expect([elsewhere.status(), nowhere.status()]).toEqual([404, 404]);

  await openDomain(admin, 'cms-wn-01');
  // It would only lead to a refusal: it names every host.
  await expect(admin.getByRole('tab', { name: 'What may move where' })).toHaveCount(0);
  await admin.getByRole('button', { name: 'Pause', exact: true }).click();
  await admin.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(admin.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled();
  await context.close();
});

test('a token is shown once, does what it was made for, and ends when it is revoked', async ({
  page,
  playwright,
  baseURL,
}) => {
  const name = 'nightly report';
  await page.goto('/account');
  await page.getByRole('button', { name: 'Create token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a token' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('checkbox', { name: 'domains:read' }).check();
  await dialog.getByRole('button', { name: 'Create token' }).click();
  const shown = page.getByRole('dialog', { name: `Token ${name}` });
  const secret = await shown.getByRole('code').innerText();
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const script = await playwright.request.newContext({
    ...(baseURL === undefined ? {} : { baseURL }),
    storageState: { cookies: [], origins: [] },
    extraHTTPHeaders: { authorization: `Bearer ${secret}` },
  });
  const { id } = await readDomain(script, 'cms-wn-02');
  const beyond = await script.post(`/api/v1/domains/${id}/pause`, { data: {} });
  expect(beyond.status()).toBe(403);

  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page
    .getByRole('dialog', { name: `Revoke ${name}` })
    .getByRole('button', { name: 'Revoke token' })
    .click();
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('revoked');
  expect((await script.get('/api/v1/domains')).status()).toBe(401);
  await script.dispose();
});
