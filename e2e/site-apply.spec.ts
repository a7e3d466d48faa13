/** A site is planned, applied, seen to be done, and destroyed with proof: on simulated hosts, nothing real is touched. */
import { expect, type Page, test } from '@playwright/test';
import { IMAGE_FOLDER, makeImage } from './support/images';
import { expectFits, expectGoodLooks, expectNoBarriers, SIZES } from './support/looks';

const NAME = `grid-${crypto.randomUUID().slice(0, 6)}`;
/** It has room, and some small domains more or less are no other journey's matter. */
const HOST = 'dempsey-03';
const IMAGE = `${NAME}-image`;
/** Simulated guests boot in seconds; three of them after one another beside whatever else this machine does. */
const RUN_MS = 120_000;

test.describe.configure({ mode: 'serial', timeout: 3 * RUN_MS });

const text = `apiVersion: gridsite/v1
kind: Site
metadata: { name: ${NAME}, description: A CE with a worker node behind it }
lifecycle: { onFailure: rollback, cleanup: verify }
vos:
  atlas: { queue: atlas }
images:
  grid: { path: ${IMAGE_FOLDER}/${IMAGE}-vda.qcow2, sha512: "${'0'.repeat(128)}", arch: x86_64, virt: [hvm] }
hosts:
  box: { name: ${HOST} }
networks:
  lan: { cidr: 10.88.0.0/24 }
templates:
  node: { image: grid, memory: 64Mi, network: lan, vo: atlas }
nodes:
  ce: { extends: node, role: CE, address: 10.88.0.10 }
  wn: { extends: node, role: WN, address: 10.88.0.20, after: [ce] }
`;

const headers = (baseURL: string | undefined) => ({
  origin: baseURL ?? '',
  'idempotency-key': crypto.randomUUID(),
});

const main = (page: Page) => page.getByRole('main');
const steps = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a plan that was read is applied, and each step is seen to be done', async ({ page, baseURL }) => {
  await makeImage(page.request, { baseURL, host: HOST, name: IMAGE });
  const kept = await page.request.post('/api/v1/sites', { headers: headers(baseURL), data: { text } });
  expect(kept.status(), await kept.text()).toBe(201);
  await page.goto('/sites');
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByRole('button', { name: 'Destroy…' })).toHaveAccessibleDescription(/Nothing of it is there/);
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page.getByText(/Creates 2 domains\./)).toBeVisible();
  await page.getByRole('button', { name: 'Apply…' }).click();
  const dialog = page.getByRole('dialog', { name: `Apply ${NAME}` });
  await expect(dialog).toContainText('3 steps');
  await expectNoBarriers(page, '[role=dialog]');
  await dialog.getByLabel('Reason').fill('a first try');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1, name: `Apply ${NAME}` })).toBeVisible();
  const graph = page.getByRole('region', { name: 'Graph' });
  await expect(graph.getByRole('listitem').filter({ hasText: 'Create ce' })).toContainText(HOST);
  await expect(main(page).getByText('done', { exact: true }).first()).toBeVisible({ timeout: RUN_MS });
  await expect(main(page).getByText(/^3 of 3 steps done\./)).toBeVisible({ timeout: RUN_MS });
  for (const name of [
    `Make network ${NAME}-lan on ${HOST}`,
    `Create ${NAME}-ce on ${HOST}`,
    `Create ${NAME}-wn on ${HOST}`,
  ])
    await expect(steps(page, 'Steps').getByRole('listitem').filter({ hasText: name })).toContainText('done');
  await expectGoodLooks(page);
  await page.setViewportSize(SIZES[1]);
  // A phone has the list alone.
  await expect(graph).toBeHidden();
  await expectFits(page);
  await page.setViewportSize(SIZES[0]);
});

test('applied again there is nothing to do', async ({ page }) => {
  await page.goto('/sites');
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(page.getByText(/Nothing is to be done/)).toBeVisible();
  await page.getByRole('button', { name: 'Apply…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(main(page).getByText(/^Nothing to do: all of it is as the file says\./)).toBeVisible();
});

test('destroyed by its name alone, everything is looked for again and found gone', async ({ page }) => {
  await page.goto('/sites');
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('button', { name: 'Destroy…' }).click();
  const dialog = page.getByRole('dialog', { name: `Destroy ${NAME}` });
  await expect(dialog.getByRole('list', { name: 'What goes, in this order' })).toContainText(
    `Destroy ${NAME}-wn on ${HOST}`,
  );
  await dialog.getByRole('button', { name: 'Destroy site' }).click();
  await expect(dialog.getByText(`Type ${NAME} as it stands.`)).toBeVisible();
  await dialog.getByLabel(`Type ${NAME} to destroy it`).fill(NAME);
  await dialog.getByRole('button', { name: 'Destroy site' }).click();

  await expect(page.getByRole('heading', { level: 1, name: `Destroy ${NAME}` })).toBeVisible();
  const proof = page.getByRole('region', { name: 'Proof of clean-up' });
  await expect(proof.getByText(/^Nothing is left: \d+ looked for again and found gone\./)).toBeVisible({
    timeout: RUN_MS,
  });
  for (const kind of ['definition', 'disk', 'network', 'secret', 'queue entry'])
    await expect(
      proof
        .getByRole('row')
        .filter({ has: page.getByRole('cell', { name: kind, exact: true }) })
        .first(),
    ).toContainText('gone');
  await expectGoodLooks(page);
  const download = page.waitForEvent('download');
  await proof.getByRole('link', { name: 'Download as JSON' }).click();
  expect((await download).suggestedFilename()).toMatch(/^proof-[0-9a-f-]+\.json$/);

  await page.getByRole('link', { name: 'Site', exact: true }).click();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await expect(page.getByRole('list', { name: 'Runs, newest first' }).getByRole('listitem').first()).toContainText(
    'proved clean',
  );
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete site' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sites' })).toBeVisible();
});
