/**
 * A whole grid site, from a browser: its image is built, the site is applied, the agent is killed half way and another goes on, its
 * probes are green and as good as those of the same services run natively, it is destroyed, and what was looked for afterwards is read. On the rig's real hosts, in real guests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { DAMPING } from '@/lib/domain/probe-damping';
import { type NativeTiny, startTiny } from '@/tools/grid/start-tiny';
import { readDomain } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

const SITE = 'tiny-grid-in-a-box';
const NODES = ['ce', 'se', 'wn-1', 'wn-2'].map((instance) => `${SITE}-${instance}`);
/** Some packages are fetched and unpacked, on a machine that does other things besides. */
const BUILD_MS = 240_000;
/** Four emulated guests boot at once, and an agent that was killed is missed for half a minute. */
const APPLIED_MS = 300_000;
const DESTROYED_MS = 120_000;
/** Eight services, each asked four times, one of them by jobs. */
const COMPARED_MS = 120_000;
/** The longest that one call waits for what it began. */
const WAIT_SECONDS = 60;

test.describe.configure({ timeout: BUILD_MS + APPLIED_MS + COMPARED_MS + DESTROYED_MS });

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

const PROBES_OF: Readonly<Record<string, readonly string[]>> = {
  CE: ['ce-tls', 'certificate', 'ce-rest', 'ce-info', 'ce-job', 'slurm-ping', 'bdii'],
  SE: ['se-tcp', 'se-http'],
  WN: ['wn-state'],
};
const Target = z.object({ id: z.string(), name: z.string(), tiny: z.boolean() });

let nativeDir: string | undefined;
let native: NativeTiny | undefined;
test.afterEach(async ({ page }) => {
  const { items } = z
    .object({ items: z.array(Target) })
    .parse(await (await page.request.get('/api/v1/probe-targets?pageSize=500')).json());
  for (const { id } of items.filter(({ name }) => name.startsWith('native-tiny-')))
    await page.request.delete(`/api/v1/probe-targets/${id}`, { headers: originOf(page) });
  await native?.stop();
  if (nativeDir !== undefined) rmSync(nativeDir, { recursive: true, force: true });
});

const originOf = (page: Page) => ({ origin: new URL(page.url()).origin });

/** The same services as processes of this machine, set up to be asked; then they and the site's are asked until all is confirmed. */
async function askBoth(page: Page): Promise<void> {
  nativeDir = mkdtempSync(join(tmpdir(), 'gridbox-e2e-native-'));
  const tiny = await startTiny({ dir: nativeDir, log: () => undefined });
  native = tiny;
  for (const { instance, role, address } of tiny.nodes) {
    const answer = await page.request.post('/api/v1/probe-targets', {
      headers: originOf(page),
      data: {
        name: `native-tiny-${instance}`,
        roles: role === 'CE' ? ['CE', 'BDII'] : [role],
        address,
        ports: tiny.ports,
        queue: tiny.queue,
        trustedCa: tiny.ca,
        probes: PROBES_OF[role],
        tiny: true,
        identity: { certificate: tiny.member.certificatePem, key: tiny.member.keyPem },
      },
    });
    expect(answer.status(), await answer.text()).toBe(201);
  }
  const { items } = z
    .object({ items: z.array(Target) })
    .parse(await (await page.request.get('/api/v1/probe-targets?pageSize=500')).json());
  const ask = async (id: string): Promise<void> => {
    for (let asked = 0; asked < DAMPING.outOf; asked += 1) {
      const answer = await page.request.post(`/api/v1/probe-targets/${id}/runs?wait=${WAIT_SECONDS}`, {
        headers: originOf(page),
        data: {},
        timeout: COMPARED_MS,
      });
      expect(answer.status(), await answer.text()).toBe(202);
    }
  };
  await Promise.all(items.filter(({ tiny: small }) => small).map(async ({ id }) => await ask(id)));
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
  // Each of its probes was answered once as it should be. A failure tells the words of every step.
  await expect(steps.getByRole('listitem')).toHaveText(
    NODES.map(() => / (is|are) answered\./),
    { timeout: APPLIED_MS },
  );
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
  await page.getByRole('tab', { name: 'Beside native' }).click();
  const beside = page.getByRole('region', { name: 'Beside native services' });
  await expect(beside).toContainText('No native service is probed.');
  await askBoth(page);
  await page.reload();
  await expect(beside).toContainText(
    `Site ${SITE} passes all 10 probes that the tiny native set passes, of 10 that both have.`,
    { timeout: COMPARED_MS },
  );
  for (const probe of Object.values(PROBES_OF).flat())
    await expect(
      beside.getByRole('row').filter({ has: page.getByRole('rowheader', { name: probe, exact: true }) }),
    ).toContainText(/OK.*OK.*as good/);
  await expect(beside.getByText('tiny', { exact: true })).toHaveCount(2 * NODES.length);
  await expectGoodLooks(page);

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
