import { expect, type Locator, type Page, test } from '@playwright/test';
import { openDomain, row } from './support/gridbox';

/** After a move a guest is listened for a while before it counts as unheard. */
const UNHEARD_MS = 60_000;

/** Opens the migration dialog of a domain's page and confirms one target. */
async function migrateTo(page: Page, domain: string, target: string): Promise<void> {
  await openDomain(page, domain);
  await page.getByRole('button', { name: 'Migrate…' }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(`^Migrate ${domain}`) });
  await dialog.getByRole('radio', { name: new RegExp(`^${target}\\b`) }).check();
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();
  // The domain's page tells of the migration and leads to it.
  await page.getByRole('link', { name: /^Migrate: / }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${domain}: `) })).toBeVisible();
}

const stage = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Stages' }).getByRole('listitem').filter({ hasText: name });

test('a migration that does not converge says so; cancelled, it leaves the domain where it was', async ({ page }) => {
  const domain = 'cms-never-converges-01';
  await migrateTo(page, domain, 'dempsey-03');
  await expect(page.getByText(/writes memory as fast as it is copied/)).toBeVisible({ timeout: UNHEARD_MS });
  await expect(page.getByRole('progressbar', { name: `Migration of ${domain}` })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel migration' }).click();
  await expect(stage(page, 'cancelled')).toBeVisible({ timeout: UNHEARD_MS });
  await expect(page.getByRole('button', { name: 'Cancel migration' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Domain', exact: true }).click();
  await expect(page.getByRole('main').getByText('running', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'dempsey-02', exact: true }).first()).toBeVisible();
});

test('a start that fails is told wherever one is, and its operation has the reason', async ({ page }) => {
  const domain = 'dteam-fail-to-start-01';
  await openDomain(page, domain);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('link', { name: 'Hosts', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible();
  const notes = page.getByRole('region', { name: /^Notes/ });
  await expect(notes.getByText(new RegExp(`^Failed: Start ${domain}`))).toBeVisible();
  await notes.getByRole('button', { name: 'Show' }).click();

  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Start ${domain}`) })).toBeVisible();
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await expect(steps.filter({ hasText: 'failed' })).toHaveCount(1);
  await openDomain(page, domain);
  await expect(page.getByRole('main').getByText('off', { exact: true }).first()).toBeVisible();
});

test('moved and mute is red and raises an alarm, which is resolved with a note', async ({ page }) => {
  const domain = 'dteam-moved-but-mute-01';
  await migrateTo(page, domain, 'dempsey-02');
  await expect(page.getByText('Moved, guest not heard from.')).toBeVisible({ timeout: UNHEARD_MS });
  await expect(stage(page, 'moved, guest not heard from')).toBeVisible();
  const answers = page.getByRole('region', { name: 'Answers' });
  await expect(answers).toContainText('not since the move');

  await page.getByRole('link', { name: 'Domain', exact: true }).click();
  await page.getByRole('link', { name: 'Resolve', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Alarms', level: 1 })).toBeVisible();
  const alarm = row(page, domain);
  await expect(alarm).toContainText('moved, guest not heard from');
  await alarm.getByRole('button', { name: /^Actions of / }).click();
  await page.getByRole('menuitem', { name: 'Resolve…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve alarm' });
  const resolve = dialog.getByRole('button', { name: 'Resolve', exact: true });
  await expect(resolve).toBeDisabled();
  await expect(resolve).toHaveAccessibleDescription('Write what you found and did.');
  await dialog.getByLabel('Note').fill('Its console lives; the channel is cut on purpose.');
  await resolve.click();
  await expect(dialog).toBeHidden();
  // Nothing else looks at the rows: the resolved one may go.
  await page.getByRole('combobox', { name: 'Which alarms' }).selectOption('Resolved');
  await expect(row(page, domain)).toContainText('the channel is cut on purpose');
  await page.getByRole('combobox', { name: 'Which alarms' }).selectOption('Open');
  await expect(row(page, domain)).toHaveCount(0);
});
