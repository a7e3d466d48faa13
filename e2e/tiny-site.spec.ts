/**
 * A whole grid site, from a browser: its image is built, the site is applied, the agent is killed half way and another goes on, its
 * probes are green, it is destroyed, and what was looked for afterwards is read. On the rig's real hosts, in real guests.
 */
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { readDomain } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

const SITE = 'tiny-grid-in-a-box';
const NODES = ['ce', 'se', 'wn-1', 'wn-2'].map((instance) => `${SITE}-${instance}`);
/** Some packages are fetched and unpacked, on a machine that does other things besides. */
const BUILD_MS = 240_000;
/** Four emulated guests boot at once, and an agent that was killed is missed for half a minute. */
const APPLIED_MS = 300_000;
const DESTROYED_MS = 120_000;

test.describe.configure({ timeout: BUILD_MS + APPLIED_MS + DESTROYED_MS });

async function buildImage(page: Page): Promise<void> {
  await page.goto('/images/new');
  await page.getByLabel('Begin with').selectOption({ label: 'Tiny grid node' });
  await expect(page.getByLabel('Specification')).toHaveValue(/^name: tiny-grid$/m);
  await page.getByRole('button', { name: 'Save image' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'tiny-grid' })).toBeVisible();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Build image' }).click();
  await expect(page.getByRole('region', { name: 'Built image' }).getByText('signature verified')).toBeVisible({
    timeout: BUILD_MS,
  });
}

/** The agent that has the operation of a step that is under way, by the name that it gives it: machine, process, chance. */
async function killAgent(page: Page): Promise<void> {
  const operations = page
    .getByRole('region', { name: 'Steps', exact: true })
    .getByRole('link', { name: /^Operation of Create/ });
  const owner = async (): Promise<number> => {
    for (const link of await operations.all()) {
      const answer = await page.request.get(`/api/v1${(await link.getAttribute('href')) ?? ''}`);
      const body = z.object({ owner: z.string().nullable() }).parse(await answer.json());
      const [, pid] = /-(\d+)-[0-9a-f]+$/.exec(body.owner ?? '') ?? [];
      if (pid !== undefined) return Number(pid);
    }
    return 0;
  };
  let pid = 0;
  await expect(async () => {
    pid = await owner();
    expect(pid).toBeGreaterThan(1);
  }).toPass({ timeout: APPLIED_MS });
  process.kill(pid, 'SIGKILL');
}

test('a tiny site is applied though its agent dies, is green, and goes with proof', async ({ page }) => {
  await buildImage(page);

  await page.goto('/sites/new');
  await page.getByLabel('New site from').selectOption({ label: 'Tiny GRID-in-a-box' });
  await expect(page.getByText(/asks for 4 domains \(ce, se, wn-1, wn-2\)/)).toBeVisible();
  await page.getByRole('button', { name: 'Save site' }).click();
  await expect(page.getByRole('heading', { level: 1, name: SITE })).toBeVisible();
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page.getByText(/Creates 4 domains\./)).toBeVisible();
  await page.getByRole('button', { name: 'Apply…' }).click();
  await page
    .getByRole('dialog', { name: `Apply ${SITE}` })
    .getByRole('button', { name: 'Apply', exact: true })
    .click();

  await expect(page.getByRole('heading', { level: 1, name: new RegExp(SITE) })).toBeVisible();
  await killAgent(page);
  const steps = page.getByRole('region', { name: 'Steps', exact: true });
  await expect(steps.getByRole('listitem')).toHaveCount(NODES.length);
  // Each of its probes was answered once as it should be.
  await expect(steps.getByText(/ (is|are) answered\./)).toHaveCount(NODES.length, { timeout: APPLIED_MS });
  await expect(page.getByRole('main')).toContainText(`${NODES.length} of ${NODES.length} steps done`);
  await expectGoodLooks(page);

  // What was asked of it is there to be read, with the word that it is a small stand-in.
  await page.goto('/probes');
  for (const node of NODES) await expect(page.getByRole('main')).toContainText(node);
  await expect(page.getByRole('main').getByText('tiny', { exact: true }).first()).toBeVisible();
  for (const node of NODES)
    expect(await readDomain(page.request, node)).toMatchObject({ state: 'running', hostName: 'rig-1' });

  await page.goto('/sites');
  await page.getByRole('link', { name: SITE, exact: true }).click();
  await page.getByRole('button', { name: 'Destroy…' }).click();
  const dialog = page.getByRole('dialog', { name: `Destroy ${SITE}` });
  await dialog.getByLabel(`Type ${SITE} to destroy it`).fill(SITE);
  await dialog.getByRole('button', { name: 'Destroy site' }).click();
  const proof = page.getByRole('region', { name: 'Proof of clean-up' });
  await expect(proof).toContainText('Nothing is left', { timeout: DESTROYED_MS });
  for (const node of NODES) await expect(proof).toContainText(node);
  await expect(proof.getByText('still there')).toHaveCount(0);
  for (const node of NODES) await expect(readDomain(page.request, node)).rejects.toThrow(`no domain ${node}`);
});
