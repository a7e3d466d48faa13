/** A domain is created on a simulated host from its form alone, and deleted with the proof; nothing real is touched. */
import { expect, test } from '@playwright/test';
import { expectNoBarriers, SIZES } from './support/looks';
import { openDomain, readDomain } from './support/gridbox';

const NAME = 'made-by-hand';
/** It has room, and one small domain more or less is no other journey's matter. */
const HOST = 'dempsey-03';
/** A simulated guest boots in seconds. */
const DONE_MS = 60_000;

test.describe.configure({ mode: 'serial' });

test('the form answers while it is filled, and makes the domain', async ({ page }) => {
  await page.goto('/domains');
  await page.getByRole('button', { name: 'Create domain' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create domain' });
  const host = dialog.getByRole('radio', { name: new RegExp(`^${HOST}\\b`) });
  await expect(host).toBeEnabled();

  // More than any host has: each says by how much it is short.
  await dialog.getByLabel('Memory in MiB').fill('900000');
  await expect(dialog.getByText(/short by/).first()).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Create', exact: true })).toBeDisabled();
  await dialog.getByLabel('Memory in MiB').fill('256');
  await expect(host).toBeEnabled();
  await host.check();

  await dialog.getByLabel('Name').fill('Made By Hand');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Lower-case letters, digits and dashes, at most 63.')).toBeVisible();
  await dialog.getByLabel('Name').fill(NAME);
  await dialog.getByLabel('Size in GiB').fill('2');
  await expect(dialog.getByText(/Disks of a simulated host have a place and a size/)).toBeVisible();
  await dialog.getByRole('checkbox', { name: /^WN/ }).check();
  await dialog.getByLabel('Note').fill('Until the journey ends.');
  await expectNoBarriers(page, '[role=dialog]');
  await page.setViewportSize(SIZES[1]);
  await expectNoBarriers(page, '[role=dialog]');
  await page.setViewportSize(SIZES[0]);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1, name: `Create ${NAME} on ${HOST}` })).toBeVisible();
  const steps = page.getByRole('region', { name: 'Steps' });
  await expect(steps.getByText('Boot check: hear the guest')).toBeVisible({ timeout: DONE_MS });
  await expect(page.getByRole('main').getByText('succeeded').first()).toBeVisible({ timeout: DONE_MS });
  expect(await readDomain(page.request, NAME)).toMatchObject({ state: 'running', hostName: HOST });
  await openDomain(page, NAME);
  await expect(page.getByRole('main')).toContainText('Until the journey ends.');
});

test('deleting what runs asks for its name, and proves that nothing is left', async ({ page }) => {
  await openDomain(page, NAME);
  await page.getByRole('button', { name: `All actions on ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Delete: ${NAME}` });
  await expect(dialog).toContainText(`${NAME}-vda.qcow2`);
  await dialog.getByLabel('It is running').selectOption({ label: 'Force it off first; unwritten data is lost' });
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog.getByText(`Type ${NAME} as it stands.`)).toBeVisible();
  await expectNoBarriers(page, '[role=dialog]');
  await dialog.getByLabel(`Type ${NAME} to delete it`).fill(NAME);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();

  const proof = page.getByRole('region', { name: 'Proof of clean-up' });
  await expect(proof).toContainText('Everything that was to go was looked for again and not found.', {
    timeout: DONE_MS,
  });
  for (const what of ['Running domain', 'Saved memory', 'Definition', 'Disk'])
    await expect(proof.getByRole('listitem').filter({ hasText: what })).toContainText('gone');
  await page.goto(`/domains?q=name:${NAME}`);
  // By its text: where another one stands there, that is what has to be read.
  await expect(page.getByRole('main')).toContainText('No domain matches');
});
