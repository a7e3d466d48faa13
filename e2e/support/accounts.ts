/** Who signs in, and how. */
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';

/** The administrator's session, left by the first login for all other specs. */
export const ADMINISTRATOR_STATE = 'test-results/administrator.json';
/** What every account of a run chooses instead of its one-time password. */
export const CHOSEN_PASSWORD = 'a sentence that nobody guesses';

/** The first administrator as the start of the product told it; the run says so in the environment. */
export function firstAdministrator(): { readonly email: string; readonly oneTimePassword: string } {
  const email = process.env['GRIDBOX_E2E_ADMINISTRATOR'] ?? '';
  const oneTimePassword = process.env['GRIDBOX_E2E_ONE_TIME_PASSWORD'] ?? '';
  if (email === '' || oneTimePassword === '')
    throw new Error('GRIDBOX_E2E_ADMINISTRATOR and GRIDBOX_E2E_ONE_TIME_PASSWORD say who the first administrator is');
  return { email, oneTimePassword };
}

/** Fills the form of the login page and sends it. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Replaces the one-time password one just signed in with. */
export async function choosePassword(page: Page, oneTimePassword: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Choose your password' })).toBeVisible();
  await page.getByLabel('One-time password').fill(oneTimePassword);
  await page.getByLabel('New password', { exact: true }).fill(CHOSEN_PASSWORD);
  await page.getByLabel('New password again').fill(CHOSEN_PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('heading', { name: 'Testbed', level: 1 })).toBeVisible();
}

/** Another person at another browser: a new context in which they sign in for the first time. */
export async function enterFirstTime(
  browser: Browser,
  account: { readonly email: string; readonly oneTimePassword: string },
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto('/');
  await signIn(page, account.email, account.oneTimePassword);
  await choosePassword(page, account.oneTimePassword);
  return { context, page };
}

/** Makes an account and reads its one-time password, which is shown this once. */
export async function addAccount(
  page: Page,
  account: { readonly name: string; readonly role: string; readonly vos?: string },
): Promise<{ email: string; oneTimePassword: string }> {
  const email = `${account.name.toLowerCase().replaceAll(' ', '-')}@example.org`;
  await page.goto('/users');
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an account' });
  await dialog.getByLabel('Name', { exact: true }).fill(account.name);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Role').selectOption(account.role);
  if (account.vos !== undefined) await dialog.getByLabel('VOs').fill(account.vos);
  await dialog.getByRole('button', { name: 'Add account' }).click();

  const shown = page.getByRole('dialog', { name: `One-time password of ${account.name}` });
  const oneTimePassword = await shown.getByRole('code').innerText();
  expect(oneTimePassword.length).toBeGreaterThan(11);
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByText(oneTimePassword)).toHaveCount(0);
  return { email, oneTimePassword };
}
