import { expect, test } from '@playwright/test';
import { readHosts } from './support/gridbox';
import { expectNoBarriers } from './support/looks';

const PHONE = { width: 390, height: 844 } as const;

test('a cell tells how it is known, and opens the host that was asked and the source that says it', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Capability matrix' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Capability matrix' })).toBeVisible();
  const table = page.getByRole('table', { name: /what each technology can do/i });
  await expect(table.getByRole('columnheader', { name: /^QEMU\/KVM/ })).toContainText(/\d hosts?, \d simulated/);

  // The rig's hosts are real and were asked; the mouse is not needed to see what they said.
  const live = table.getByRole('button', { name: /^Live migration, QEMU\/KVM: Yes/ });
  await expect(live).toHaveAccessibleName(/probed on \d+.*documented.*simulated on \d+/);
  await live.focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('dialog', { name: 'Live migration' });
  await expect(details.getByRole('link', { name: 'rig-1' })).toBeVisible();
  await expect(details.getByText('The host was asked and said so.')).toBeVisible();
  await expect(details.getByRole('list', { name: 'Sources' }).getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(live).toBeFocused();

  // Nothing simulated is called probed.
  for (const technology of ['Xen/ia64', 'Virtual Server'])
    await expect(table.getByRole('button', { name: new RegExp(`, ${technology}: .*probed`) })).toHaveCount(0);
  await expect(table.getByRole('button', { name: /^Live migration, Xen\/ia64: / })).toHaveAccessibleName(
    /documented.*simulated on \d+/,
  );
});

test('an open cell has no barriers, in both themes', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto('/technologies');
    await page.getByRole('button', { name: /^Post-copy, QEMU\/KVM: / }).click();
    await expect(page.getByRole('dialog', { name: 'Post-copy' })).toBeVisible();
    // The page around it has its own test.
    await expectNoBarriers(page, '[role=dialog]');
  }
});

test('where a host and the document say different things, both stand there', async ({ page }) => {
  await page.goto('/technologies');
  // The rig's QEMU belongs to an ordinary user, which post-copy is not for.
  const cell = page.getByRole('button', { name: /^Post-copy, QEMU\/KVM: Yes/ });
  await expect(cell).toContainText('Hosts here: No');
  await cell.click();
  const details = page.getByRole('dialog', { name: 'Post-copy' });
  await expect(details).toContainText('say different things');
  await expect(details).toContainText('it was not asked');
});

test('the matrix is filtered by technology and ability, and the filter is in the address', async ({ page }) => {
  await page.goto('/technologies');
  const table = page.getByRole('table');
  await page.getByRole('button', { name: /^Technology/ }).click();
  await page.getByRole('checkbox', { name: 'ESX' }).check();
  await page.getByRole('checkbox', { name: 'Hyper-V' }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Ability/ }).click();
  await page.getByRole('checkbox', { name: 'Snapshots' }).check();
  await page.keyboard.press('Escape');
  await expect(table.getByRole('button', { name: /^Snapshots, / })).toHaveCount(2);
  await expect(table.getByRole('rowheader', { name: /^Cancel/ })).toHaveCount(0);
  await page.reload();
  await expect(table.getByRole('button', { name: /^Snapshots, / })).toHaveCount(2);
  await expect(table.getByRole('columnheader', { name: /^Xen PV/ })).toHaveCount(0);
});

test('from a host to the columns of its technology, with what this host says beside them', async ({ page }) => {
  const rig = (await readHosts(page.request)).find((host) => host.name === 'rig-1');
  await page.goto(`/hosts/${rig?.id ?? ''}?tab=equipment`);
  await page.getByRole('link', { name: 'Compare in the capability matrix' }).click();
  const table = page.getByRole('table');
  await expect(table.getByRole('columnheader', { name: /^On rig-1/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /^QEMU\/KVM/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /^ESX/ })).toHaveCount(0);
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Snapshots/ }) });
  await expect(row.getByRole('cell').first()).toHaveText('Not probed');
  await page.getByRole('button', { name: 'Show all technologies' }).click();
  await expect(table.getByRole('columnheader', { name: /^ESX/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /^On rig-1/ })).toHaveCount(0);
});

test('a phone shows one technology at a time, and unfolds what a cell rests on', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/technologies');
  await page.getByRole('combobox', { name: 'Technology' }).selectOption({ label: 'Virtual Server' });
  const moving = page.getByRole('region', { name: 'What it is' });
  await moving.getByText('SMP guests').click();
  await expect(moving.getByText('A guest has one CPU.')).toBeVisible();
  await expect(moving.getByRole('list', { name: 'Sources' }).first()).toContainText(
    'Virtualization experience with Xen',
  );
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Technology' })).toHaveValue('virtual-server');
});
