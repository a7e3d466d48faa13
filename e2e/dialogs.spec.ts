/** What opens above a page, and the keys that reach it: on guests of the rig, so in turn with the journeys that move them. */
import { expect, test } from '@playwright/test';
import { expectGoodLooks, expectNoBarriers, SIZES } from './support/looks';

/** Each look takes axe a second or two; the map has four. */
const ALL_LOOKS_MS = 120_000;

test('dialogs, menus and the side panel have no barriers either', async ({ page }) => {
  test.setTimeout(ALL_LOOKS_MS);
  await page.goto('/');
  await page.getByRole('button', { name: /^se-01, / }).click();
  await expect(page.getByRole('complementary', { name: 'Domain' }).getByRole('term').first()).toBeVisible();
  await expectGoodLooks(page);
  await page.setViewportSize(SIZES[0]);
  await page.getByRole('button', { name: 'Migrate…' }).click();
  await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible();
  await expectNoBarriers(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'All actions on se-01' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await expectNoBarriers(page);
});

test('the keyboard reaches everything: shortcuts, pages, palette', async ({ page }) => {
  await page.goto('/');
  // The map is there: the page listens.
  await expect(page.getByRole('button', { name: /^ce-01, / })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByText('Search and commands').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();

  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await palette.getByRole('combobox').fill('ce-01');
  await expect(palette.getByRole('option', { name: /^ce-01/ })).toBeVisible();
  await palette.getByRole('option', { name: /^ce-01/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ce-01' })).toBeVisible();
});
