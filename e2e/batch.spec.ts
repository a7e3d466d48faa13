/** A pool as its readers see it: a manager changes its policy, a viewer reads why jobs wait and may change nothing. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { expectGoodLooks } from './support/looks';

const POOL = `p${crypto.randomUUID().slice(0, 6)}`;

async function enterAs(page: Page, browser: Browser, account: Parameters<typeof addAccount>[1]): Promise<Page> {
  return (await enterFirstTime(browser, await addAccount(page, account))).page;
}

async function post(page: Page, baseURL: string | undefined, path: string, data: unknown): Promise<{ id: string }> {
  const answer = await page.request.post(path, { data, headers: { origin: baseURL ?? '' } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

test('a manager changes the policy of a pool; who only reads is told whom to ask', async ({
  page,
  browser,
  baseURL,
}) => {
  const manager = await enterAs(page, browser, { name: 'Mia Pools', role: 'manager' });
  const viewer = await enterAs(page, browser, { name: 'Vic Viewer', role: 'viewer' });
  const environment = await post(manager, baseURL, '/api/v1/environments', {
    name: POOL,
    body: {
      role: 'WN',
      image: { path: '/srv/none.qcow2', sha512: '0'.repeat(128) },
      architecture: 'x86_64',
      guestModes: ['hvm'],
      isolation: 'shared',
      memoryMiB: 64,
      most: { vcpus: 1, memoryMiB: 64, diskGiB: null, domains: 4 },
      daysMax: 30,
      // No other journey's people are offered it.
      vos: ['geant4'],
    },
  });
  // No agent here has a batch system of this name: nothing is booted.
  await post(manager, baseURL, '/api/v1/pools', {
    name: POOL,
    environmentId: environment.id,
    system: 'nowhere',
    vo: 'geant4',
    nodes: [`${POOL}-1`, `${POOL}-2`],
    max: 2,
  });

  await manager.goto('/batch');
  await manager.getByRole('link', { name: POOL, exact: true }).click();
  await expect(manager.getByRole('heading', { level: 1, name: POOL })).toBeVisible();
  await expect(manager).toHaveTitle(/Batch/);
  const facts = manager.getByRole('region', { name: 'Facts' });
  await expect(facts).toContainText('0 at least, 2 at most');
  await expect(manager.getByRole('region', { name: 'Jobs' })).toContainText('No job has asked');
  await expectGoodLooks(manager);
  await manager.getByRole('button', { name: 'Change policy' }).click();
  const dialog = manager.getByRole('dialog', { name: `Policy of ${POOL}` });
  await dialog.getByLabel('Slots at most').fill('3');
  await dialog.getByRole('button', { name: 'Change policy' }).click();
  await expect(dialog).toContainText('is more than the 2 nodes of the pool');
  await dialog.getByLabel('Slots at most').fill('1');
  await dialog.getByLabel('Slots are booted').uncheck();
  await dialog.getByRole('button', { name: 'Change policy' }).click();
  await expect(facts).toContainText('0 at least, 1 at most');
  await expect(manager.getByText('switched off')).toBeVisible();

  await viewer.goto('/batch');
  await viewer.getByRole('link', { name: POOL, exact: true }).click();
  await expect(viewer.getByRole('button', { name: 'Change policy' })).toHaveAccessibleDescription(
    /Viewers do not change pools of batch systems/,
  );
});
