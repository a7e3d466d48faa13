import { expect, test } from '@playwright/test';
import { ADMINISTRATOR_STATE, choosePassword, CHOSEN_PASSWORD, firstAdministrator, signIn } from './support/accounts';

test.describe.configure({ mode: 'serial' });

test('a wrong password is refused with what to do, and says nothing about the account', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Sign in to Gridbox' })).toBeVisible();
  await signIn(page, firstAdministrator().email, 'not the password');
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/E-mail address and password do not match/);
  await signIn(page, 'nobody@gridbox.local', 'not the password');
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/E-mail address and password do not match/);
});

test('sent before the page’s program has loaded, a password stays out of the address', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/login');
  await signIn(page, firstAdministrator().email, 'typed too soon');
  await expect(page.getByRole('heading', { name: 'Sign in to Gridbox' })).toBeVisible();
  await expect(page).toHaveURL(/\/login$/);
  await context.close();
});

test('the one-time password opens nothing but its own change', async ({ page }) => {
  const { email, oneTimePassword } = firstAdministrator();
  await page.goto('/');
  await signIn(page, email, oneTimePassword);
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible();
  await page.goto('/domains');
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible();

  await page.getByLabel('One-time password').fill(oneTimePassword);
  await page.getByLabel('New password', { exact: true }).fill(CHOSEN_PASSWORD);
  await page.getByLabel('New password again').fill('another one altogether');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('The two do not match.')).toBeVisible();

  await page.goto('/');
  await choosePassword(page, oneTimePassword);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Testbed', level: 1 })).toBeVisible();
  await page.context().storageState({ path: ADMINISTRATOR_STATE });
});

test('signing out closes every page; signing in again leads to the page that was asked for', async ({ page }) => {
  const { email, oneTimePassword } = firstAdministrator();
  await page.goto('/');
  await signIn(page, email, oneTimePassword);
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/do not match/);
  await signIn(page, email, CHOSEN_PASSWORD);
  await expect(page.getByRole('heading', { name: 'Testbed', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Gridbox' })).toBeVisible();

  await page.goto('/hosts');
  await expect(page.getByRole('heading', { name: 'Sign in to Gridbox' })).toBeVisible();
  await signIn(page, email, CHOSEN_PASSWORD);
  await expect(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible();
});
