/** Two real Xen hosts on the map: a guest moves live between them, and the page tells the truth when the second move fails. */
import { expect, type Page, test } from '@playwright/test';
import { runInHost } from '@/tools/lab/host-shell';
import { openLab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { tryVirsh } from '@/tools/rig/virsh';
import { arrivingTile, dragOver, openDomain, rack, row, tile } from './support/gridbox';
import { readGuestClock } from './support/guest';

/** A live move of an emulated host's guest takes 8 s on an idle machine, a minute on a busy one. */
const MOVE_MS = 150_000;
/** A host that died is called unreachable when its connection has been silent for so long, on Xen. */
const NOTICED_MS = 120_000;
/** libvirt's first port for migrations, 49152, with an established connection (state 01) to it in the table of the source. */
const ESTABLISHED = "grep -q ':C000 01' /proc/net/tcp";

test.describe.configure({ mode: 'serial', timeout: 400_000 });
// So high that every host is in sight: what is dragged is not scrolled.
test.use({ viewport: { width: 1440, height: 1800 } });

const openXenLab = async () => openLab(XEN_LAB, process.env['GRIDBOX_TEST_LAB_DIR'] ?? '.data');
const stage = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Stages' }).getByRole('listitem').filter({ hasText: name });

async function openNewestMigration(page: Page, domain: string): Promise<void> {
  await page.getByRole('link', { name: 'Migrations', exact: true }).click();
  await page.getByRole('link', { name: domain, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: `${domain}: xen-a → xen-b` })).toBeVisible();
}

test('a running PVH guest is dragged from one real Xen host to the other', async ({ page }) => {
  await openDomain(page, 'ce-x1');
  const before = await readGuestClock(page);
  await page.goto('/');
  await dragOver(page, 'ce-x1', 'xen-a', 'xen-b', async () => {
    await expect(rack(page, 'xen-b').getByText(/^ready, .* free after$/)).toBeVisible();
  });
  const dialog = page.getByRole('dialog', { name: 'Migrate ce-x1 to xen-b' });
  await expect(
    dialog.getByText('It cannot be cancelled once started; a busy guest may pause for seconds.'),
  ).toBeVisible();
  await expect(dialog.getByText(/reports no progress while it copies/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();

  // On its way, and no share of it is made up.
  await expect(arrivingTile(page, 'xen-b', 'ce-x1')).toHaveAccessibleName('ce-x1, arriving');
  await expect(tile(page, 'xen-b', 'ce-x1')).toHaveAccessibleName(/, running,/, { timeout: MOVE_MS });
  await expect(tile(page, 'xen-a', 'ce-x1')).toHaveCount(0);

  await openNewestMigration(page, 'ce-x1');
  await expect(stage(page, 'done')).not.toContainText('not reached');
  await expect(page.getByRole('region', { name: 'Answers' })).toContainText('Heard, and its uptime went on.');
  await openDomain(page, 'ce-x1');
  const after = await readGuestClock(page, Date.now());
  expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs);
  // Past all of Gridbox: the hypervisors themselves.
  const lab = await openXenLab();
  expect((await tryVirsh(lab.host('B').uri, ['domstate', 'ce-x1'])).stdout.trim()).toBe('running');
  expect((await tryVirsh(lab.host('A').uri, ['domstate', 'ce-x1'])).code).not.toBe(0);
});

test('the target dies in mid-copy of a second move, and the page says where the guest is', async ({ page }) => {
  const lab = await openXenLab();
  await openDomain(page, 'se-x1');
  const before = await readGuestClock(page);
  await page.goto('/');
  await dragOver(page, 'se-x1', 'xen-a', 'xen-b', async () => {
    await expect(rack(page, 'xen-b').getByText(/^ready, .* free after$/)).toBeVisible();
  });
  const dialog = page.getByRole('dialog', { name: 'Migrate se-x1 to xen-b' });
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(arrivingTile(page, 'xen-b', 'se-x1')).toBeVisible();
  await expect
    .poll(async () => (await runInHost(lab.host('A'), ESTABLISHED)).code, { timeout: MOVE_MS, intervals: [100] })
    .toBe(0);
  await lab.kill('B');

  await openNewestMigration(page, 'se-x1');
  const cancel = page.getByRole('button', { name: 'Cancel migration' });
  await expect(cancel).toBeDisabled();
  await expect(cancel).toHaveAccessibleDescription('Xen cannot stop a migration once it has begun.');
  // It ends as failed, with where the guest is: not as moved, and not as unknown.
  await expect(stage(page, 'failed')).toBeVisible({ timeout: NOTICED_MS });
  await expect(page.getByText(/se-x1 (is running|runs) on xen-a/).first()).toBeVisible();
  await expect(stage(page, 'done')).toHaveCount(0);

  await page.goto('/');
  await expect(rack(page, 'xen-b')).toContainText('unreachable', { timeout: NOTICED_MS });
  await expect(tile(page, 'xen-a', 'se-x1')).toHaveAccessibleName(/, running,/);
  await expect(tile(page, 'xen-b', 'se-x1')).toHaveCount(0);
  await expect(arrivingTile(page, 'xen-b', 'se-x1')).toHaveCount(0);
  await page.getByRole('link', { name: /^Alarms/ }).click();
  await expect(row(page, 'xen-b')).toContainText(/unreachable/i);

  await openDomain(page, 'se-x1');
  const after = await readGuestClock(page, Date.now());
  expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs);
  expect((await tryVirsh(lab.host('A').uri, ['domstate', 'se-x1'])).stdout.trim()).toBe('running');
});
