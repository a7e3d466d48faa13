/** A pool from its form to its end: a manager makes, changes and deletes it, a viewer and its VO read it and may change nothing. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { expectGoodLooks } from './support/looks';

/** Nothing is built of it before a job asks. */
const OWN_YAML = `name: own
description: A node of its own
distribution: debian
suite: bookworm
base: extract
packages: [busybox-static]
kernel: linux-image-cloud-amd64
output: { kind: initramfs }
`;
const POOL = `p${crypto.randomUUID().slice(0, 6)}`;

async function enterAs(page: Page, browser: Browser, account: Parameters<typeof addAccount>[1]): Promise<Page> {
  return (await enterFirstTime(browser, await addAccount(page, account))).page;
}

async function post(page: Page, baseURL: string | undefined, path: string, data: unknown): Promise<{ id: string }> {
  const answer = await page.request.post(path, { data, headers: { origin: baseURL ?? '' } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

test('a manager makes, changes and deletes a pool; its VO sees it, another does not, and who only reads is told whom to ask', async ({
  page,
  browser,
  baseURL,
}) => {
  const manager = await enterAs(page, browser, { name: 'Mia Pools', role: 'manager' });
  const viewer = await enterAs(page, browser, { name: 'Vic Viewer', role: 'viewer' });
  const own = await enterAs(page, browser, { name: 'Gia Geant', role: 'vo-admin', vos: 'geant4' });
  const other = await enterAs(page, browser, { name: 'Nils Next', role: 'vo-admin', vos: 'othervo' });
  await post(manager, baseURL, '/api/v1/environments', {
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
  await manager.goto('/batch');
  // Where there is none yet it is offered twice.
  await manager.getByRole('link', { name: 'New pool' }).first().click();
  await expect(manager.getByRole('heading', { level: 1, name: 'New pool' })).toBeVisible();
  const save = manager.getByRole('button', { name: 'Create pool' });
  await save.click();
  await expect(manager.getByLabel('Environment', { exact: true })).toHaveAccessibleDescription(/Choose one\./);
  await manager.getByLabel('Name', { exact: true }).fill(POOL);
  await manager.getByLabel('Environment', { exact: true }).selectOption({ label: `${POOL} 1` });
  await manager.getByLabel('VO (optional)').fill('geant4');
  // No agent here has a batch system of this name: nothing is booted.
  await manager.getByLabel('Batch system').fill('nowhere');
  await manager.getByLabel('Nodes', { exact: true }).fill(`${POOL}-1, ${POOL}-2`);
  await manager.getByLabel('Slots at most').fill('3');
  await expect(manager.getByLabel('Slots at most')).toHaveAccessibleDescription(/more than the 2 nodes of the pool/);
  const preview = manager.getByRole('region', { name: 'What this policy would do' });
  await expect(preview).toContainText('when the fields are right');
  await manager.getByLabel('Slots at most').fill('2');
  await expect(preview).toContainText('2 slots are booted. The last waits: All 2 slots');
  await manager.getByLabel('Booted ahead while jobs wait').fill('1');
  await expect(preview).toContainText('A job comes2 slots are booted.');
  await expectGoodLooks(manager);
  await save.click();

  await expect(manager.getByRole('heading', { level: 1, name: POOL })).toBeVisible();
  await expect(manager).toHaveTitle(/Batch/);
  const facts = manager.getByRole('region', { name: 'Facts' });
  await expect(facts).toContainText('0 at least, 2 at most');
  await expect(manager.getByRole('region', { name: 'Jobs' })).toContainText('No job has asked');
  await manager.getByRole('button', { name: 'Edit' }).click();
  await manager.getByLabel('Slots at most').fill('1');
  await manager.getByLabel('Slots are booted').uncheck();
  await expect(preview).toContainText('the pool is switched off');
  await manager.getByRole('button', { name: 'Save pool' }).click();
  await expect(facts).toContainText('0 at least, 1 at most');
  await expect(manager.getByText('switched off')).toBeVisible();

  // Two nodes and one slot at most: one is free to show what may be asked for.
  await manager.getByRole('button', { name: 'Edit' }).click();
  await manager.getByLabel('Specifications of jobs').selectOption({ label: 'VOs may bring them' });
  await manager.getByRole('button', { name: 'Save pool' }).click();
  const brought = manager.getByRole('region', { name: 'Specifications of jobs', exact: true });
  await brought.getByRole('button', { name: 'Bring a specification' }).click();
  const bring = manager.getByRole('dialog', { name: `Bring a specification to ${POOL}` });
  await bring.getByLabel('Specification').fill('name: [');
  await bring.getByRole('button', { name: 'Bring it' }).click();
  await expect(bring.getByLabel('Specification')).toHaveAccessibleDescription(/line 1/i);
  await bring.getByLabel('Specification').fill(OWN_YAML);
  await bring.getByRole('button', { name: 'Bring it' }).click();
  await expect(brought.getByRole('rowheader', { name: /^spec-[0-9a-f]{32}/ })).toContainText('not offered');
  await expect(brought).toContainText('built for the first job');
  await expectGoodLooks(manager);

  await viewer.goto('/batch');
  await viewer.getByRole('link', { name: POOL, exact: true }).click();
  for (const name of ['Edit', 'Delete…'])
    await expect(viewer.getByRole('button', { name })).toHaveAccessibleDescription(
      /Viewers do not change pools of batch systems/,
    );

  const address = new URL(manager.url()).pathname;
  await own.goto('/batch');
  await own.getByRole('link', { name: POOL, exact: true }).click();
  await expect(own.getByRole('region', { name: 'Jobs', exact: true })).toContainText('No job has asked');
  await expect(own.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(/VO admins do not change pools/);
  await other.goto('/batch');
  await expect(other.getByRole('heading', { level: 1, name: 'Batch' })).toBeVisible();
  await expect(other.getByText('No pool yet')).toBeVisible();
  await other.goto(address);
  await expect(other.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();

  await manager.getByRole('button', { name: 'Delete…' }).click();
  const dialog = manager.getByRole('dialog', { name: `Delete ${POOL}` });
  await expect(dialog).toContainText('It has no slot, and goes at once.');
  await dialog.getByRole('button', { name: 'Delete pool' }).click();
  await expect(manager).toHaveURL(/\/batch$/);
  await expect(manager.getByRole('link', { name: POOL, exact: true })).toHaveCount(0);
});
