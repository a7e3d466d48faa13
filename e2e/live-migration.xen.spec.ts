/** Two real Xen hosts on the map: a guest moves live between them, and the page tells the truth when the second move fails. */
import { expect, type Page, test } from '@playwright/test';
import { runInHost } from '@/tools/lab/host-shell';
import { holdGuests } from '@/tools/lab/hold-guests';
import { openLab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { tryVirsh } from '@/tools/rig/virsh';
import { arrivingTile, dragOver, expectCanMove, openDomain, rack, readDomain, row, tile } from './support/gridbox';
import { readGuestClock } from './support/guest';

/** A live move of an emulated host's guest takes 8 s on an idle machine, a minute on a busy one. */
const MOVE_MS = 150_000;
/** Two emulated hosts that Gridbox has just met, on a machine that does other things besides. */
const READ_MS = 60_000;
/** A host that died is called unreachable when its connection has been silent for so long, on Xen. */
const NOTICED_MS = 120_000;
/** libvirt's first port for migrations, 49152, with an established connection (state 01) to it in the table of the source. */
const ESTABLISHED = "grep -q ':C000 01' /proc/net/tcp";

test.describe.configure({ mode: 'serial', timeout: 400_000 });
// So high that every host is in sight: what is dragged is not scrolled.
test.use({ viewport: { width: 1440, height: 1800 } });

const openXenLab = async () => openLab(XEN_LAB, process.env['GRIDBOX_TEST_LAB_DIR'] ?? '.data');
// Nobody asks these, and their heartbeats take processor time of the hosts between which the others move. The lab goes with this journey.
test.beforeAll(async () => {
  const lab = await openXenLab();
  await holdGuests([lab.host('xen-a'), lab.host('xen-b')], ['wn-x1', 'wn-x2']);
});

const stage = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Stages' }).getByRole('listitem').filter({ hasText: name });

async function openNewestMigration(page: Page, domain: string, from: string, to: string): Promise<void> {
  await page.getByRole('link', { name: 'Migrations', exact: true }).click();
  await page.getByRole('link', { name: domain, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: `${domain}: ${from} → ${to}` })).toBeVisible();
}

/** The Xen host that holds the guest, and the other one. */
async function fromAndTo(page: Page, domain: string): Promise<{ from: string; to: string }> {
  const from = (await readDomain(page.request, domain)).hostName;
  const to = ['xen-a', 'xen-b'].find((host) => host !== from);
  if (from === null || to === undefined) throw new Error(`${domain} is on no Xen host`);
  return { from, to };
}

test('a running PVH guest is dragged from one real Xen host to the other', async ({ page }) => {
  const { from, to } = await fromAndTo(page, 'ce-x1');
  await openDomain(page, 'ce-x1');
  const before = await readGuestClock(page);
  await expectCanMove(page.request, 'ce-x1', to, READ_MS);
  await page.goto('/');
  await dragOver(page, 'ce-x1', from, to, async () => {
    await expect(rack(page, to)).toContainText(/ready, .* free after/);
  });
  const dialog = page.getByRole('dialog', { name: `Migrate ce-x1 to ${to}` });
  await expect(
    dialog.getByText('It cannot be cancelled once started; a busy guest may pause for seconds.'),
  ).toBeVisible();
  await expect(dialog.getByText(/reports no progress while it copies/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();

  // On its way, and no share of it is made up.
  await expect(arrivingTile(page, to, 'ce-x1')).toHaveAccessibleName(/^ce-x1, CE, arriving(, [A-Za-z]+)*$/);
  await expect(tile(page, to, 'ce-x1')).toHaveAccessibleName(/, running,/, { timeout: MOVE_MS });
  await expect(tile(page, from, 'ce-x1')).toHaveCount(0);

  await openNewestMigration(page, 'ce-x1', from, to);
  await expect(stage(page, 'done')).not.toContainText('not reached');
  await expect(page.getByRole('region', { name: 'Answers' })).toContainText('Heard, and its uptime went on.');
  await openDomain(page, 'ce-x1');
  const after = await readGuestClock(page, Date.now());
  expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs);
  // Past all of Gridbox: the hypervisors themselves.
  const lab = await openXenLab();
  expect((await tryVirsh(lab.host(to).uri, ['domstate', 'ce-x1'])).stdout.trim()).toBe('running');
  expect((await tryVirsh(lab.host(from).uri, ['domstate', 'ce-x1'])).code).not.toBe(0);
});

test('the target dies in mid-copy of a second move, and the page says where the guest is', async ({ page }) => {
  const lab = await openXenLab();
  const { from, to } = await fromAndTo(page, 'se-x1');
  await openDomain(page, 'se-x1');
  const before = await readGuestClock(page);
  await expectCanMove(page.request, 'se-x1', to, READ_MS);
  await page.goto('/');
  await dragOver(page, 'se-x1', from, to, async () => {
    await expect(rack(page, to)).toContainText(/ready, .* free after/);
  });
  const dialog = page.getByRole('dialog', { name: `Migrate se-x1 to ${to}` });
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(arrivingTile(page, to, 'se-x1')).toBeVisible();
  await expect
    .poll(async () => (await runInHost(lab.host(from), ESTABLISHED)).code, { timeout: MOVE_MS, intervals: [100] })
    .toBe(0);
  await lab.kill(to);

  await openNewestMigration(page, 'se-x1', from, to);
  const cancel = page.getByRole('button', { name: 'Cancel migration' });
  await expect(cancel).toBeDisabled();
  await expect(cancel).toHaveAccessibleDescription('Xen cannot stop a migration once it has begun.');
  // It ends as failed, with where the guest is: not as moved, and not as unknown.
  await expect(stage(page, 'failed')).toBeVisible({ timeout: NOTICED_MS });
  await expect(page.getByText(new RegExp(`se-x1 (is running|runs) on ${from}`)).first()).toBeVisible();
  await expect(stage(page, 'done')).toHaveCount(0);

  await page.goto('/');
  await expect(rack(page, to)).toContainText('unreachable', { timeout: NOTICED_MS });
  await expect(tile(page, from, 'se-x1')).toHaveAccessibleName(/, running,/);
  await expect(tile(page, to, 'se-x1')).toHaveCount(0);
  await expect(arrivingTile(page, to, 'se-x1')).toHaveCount(0);
  await page.getByRole('link', { name: /^Alarms/ }).click();
  await expect(row(page, to)).toContainText(/unreachable/i);

  await openDomain(page, 'se-x1');
  const after = await readGuestClock(page, Date.now());
  expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs);
  expect((await tryVirsh(lab.host(from).uri, ['domstate', 'se-x1'])).stdout.trim()).toBe('running');
});
