import { expect, test } from '@playwright/test';
import { openDomain, rack, row } from './support/gridbox';

const HOST = 'practice-01';
/** libvirt's own practice hypervisor: it lives in the memory of whoever opens it, with one domain. */
const ADDRESS = 'test:///default';

test.describe.configure({ mode: 'serial' });

test('an address that is not allowed is refused at its field, with the reason', async ({ page }) => {
  await page.goto('/hosts');
  await page.getByRole('button', { name: 'Add host' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add host' });
  await dialog.getByLabel('Name').fill(HOST);
  await dialog.getByLabel('Address', { exact: true }).fill('qemu+ext:///system?command=/bin/sh');
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByLabel('Address', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByText(/uri: /)).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Add host' }).click();
  await expect(dialog.getByLabel('Address', { exact: true })).toHaveAccessibleDescription(/\w+/);
  await expect(dialog.getByLabel('Address', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Name')).toHaveValue(HOST);
});

test('a host is tried, added, and its domain appears', async ({ page }) => {
  await page.goto('/hosts');
  await page.getByRole('button', { name: 'Add host' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add host' });
  await dialog.getByLabel('Name').fill(HOST);
  await dialog.getByLabel('Address', { exact: true }).fill(ADDRESS);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText('It answers.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add host' }).click();

  await expect(page.getByRole('heading', { name: HOST, level: 1 })).toBeVisible();
  await expect(page.getByText('libvirt test driver').first()).toBeVisible();
  await page.getByRole('tab', { name: /^Domains/ }).click();
  await expect(row(page, 'test')).toContainText('running');
  await page.getByRole('link', { name: 'Testbed', exact: true }).click();
  await expect(rack(page, HOST).getByRole('button', { name: /^test, running/ })).toBeVisible();
});

test('what is edited is kept, and a host in maintenance takes nothing', async ({ page }) => {
  await page.goto('/hosts');
  await page.getByRole('link', { name: HOST, exact: true }).click();
  await page.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog', { name: `Edit ${HOST}` });
  const save = dialog.getByRole('button', { name: 'Save' });
  await expect(save).toHaveAccessibleDescription('Nothing has been changed.');
  await dialog.getByLabel('Migrations in at a time').fill('1');
  await save.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('0 of at most 1')).toBeVisible();

  await page.getByRole('button', { name: 'Begin maintenance' }).click();
  await expect(page.getByText(/^In maintenance: nothing is moved here/)).toBeVisible();
  await openDomain(page, 'se-01');
  await page.getByRole('tab', { name: 'What may move where' }).click();
  const verdict = page
    .getByRole('region', { name: 'Where it may move' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: HOST, exact: true }) });
  await expect(verdict).toContainText('not possible');
  await expect(verdict).toContainText(/maintenance/);

  await page.goto('/hosts');
  await page.getByRole('link', { name: HOST, exact: true }).click();
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await expect(page.getByText(/^In maintenance: nothing is moved here/)).toBeHidden();
});

test('a removed host takes its domain along from the lists, and nothing else', async ({ page }) => {
  await page.goto('/hosts');
  await row(page, HOST)
    .getByRole('button', { name: `Actions of ${HOST}` })
    .click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const dialog = page.getByRole('dialog', { name: `Remove ${HOST} from Gridbox` });
  await expect(dialog).toContainText('Nothing changes on the host itself');
  await expect(dialog).toContainText('Its 1 domain disappears');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog).toBeHidden();
  // Nothing moves under the pointer: the row stays, and says that it has gone, until the list is left alone.
  await expect(row(page, HOST)).toContainText('no longer in this list');
  await page.goto('/hosts');
  await expect(row(page, 'rig-1')).toBeVisible();
  await expect(row(page, HOST)).toHaveCount(0);
  await page.goto('/domains?q=name:test');
  await expect(page.getByRole('heading', { name: 'No domain matches' })).toBeVisible();
});
