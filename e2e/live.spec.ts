import { expect, test } from '@playwright/test';
import { command, row, searchDomains } from './support/gridbox';

/** Domains of simulated hosts; the one that is changed is no other spec's. */
const MANY = 'name:dteam-*';
const CHANGED = 'dteam-mon-01';

test.afterEach(async ({ request, baseURL }) => {
  // Left running for the next test, whatever became of this one.
  await command(request, baseURL, 'resume', CHANGED).catch(() => undefined);
});

test('a lost connection is said, heals by itself, and loses nothing', async ({ page, context, request, baseURL }) => {
  await page.goto('/domains');
  await searchDomains(page, MANY);
  await expect(row(page, CHANGED)).toContainText('running');
  const banner = page.getByText(/^Connection lost/);
  await expect(banner).toBeHidden();

  await context.setOffline(true);
  await expect(banner).toBeVisible();
  await expect(banner).toContainText(/showing values of \d/);
  await command(request, baseURL, 'pause', CHANGED);
  // What is on screen is old, and says so; it is not taken away.
  await expect(row(page, CHANGED)).toContainText('running');

  await context.setOffline(false);
  await expect(banner).toBeHidden();
  await expect(row(page, CHANGED)).toContainText('paused');
});

test('two tabs tell the same', async ({ page, context }) => {
  const other = await context.newPage();
  await page.goto('/domains');
  await searchDomains(page, `name:${CHANGED}`);
  await other.goto('/');
  const there = other.getByRole('button', { name: new RegExp(`^${CHANGED}, `) });
  await expect(there).toHaveAccessibleName(/, running,/);

  await row(page, CHANGED)
    .getByRole('button', { name: `Actions of ${CHANGED}` })
    .click();
  await page.getByRole('menuitem', { name: 'Pause', exact: true }).click();
  await expect(row(page, CHANGED)).toContainText('paused');
  await expect(there).toHaveAccessibleName(/, paused,/);

  await there.focus();
  await other.keyboard.press('r');
  await expect(there).toHaveAccessibleName(/, running,/);
  await expect(row(page, CHANGED)).toContainText('running');
});

test('selection, focus and scroll outlive what changes under them', async ({ page, request, baseURL }) => {
  // So low that the list must be scrolled.
  await page.setViewportSize({ width: 1440, height: 480 });
  await page.goto('/domains');
  await searchDomains(page, MANY);
  await page.getByRole('checkbox', { name: 'Select dteam-snapshots-01' }).check();
  await page.getByRole('checkbox', { name: `Select ${CHANGED}` }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected rows' });
  await expect(bar).toContainText('2 selected');

  const held = row(page, 'dteam-unmodified-01');
  await held.focus();
  await expect(held).toBeInViewport();
  const before = await held.boundingBox();
  await command(request, baseURL, 'pause', CHANGED);
  await expect(row(page, CHANGED)).toContainText('paused');

  await expect(bar).toContainText('2 selected');
  await expect(page.getByRole('checkbox', { name: `Select ${CHANGED}` })).toBeChecked();
  await expect(held).toBeFocused();
  expect(await held.boundingBox()).toEqual(before);
});

test('a half-filled form is left alone', async ({ page, request, baseURL }) => {
  await page.goto('/domains');
  await searchDomains(page, `name:${CHANGED}`);
  await page.getByRole('link', { name: CHANGED, exact: true }).click();
  await page.getByRole('tab', { name: 'Edit' }).click();
  const tags = page.getByLabel(/^Tags/);
  await tags.fill('half-typed');
  await command(request, baseURL, 'pause', CHANGED);
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeEnabled();
  await expect(tags).toHaveValue('half-typed');
  await expect(tags).toBeFocused();
});
