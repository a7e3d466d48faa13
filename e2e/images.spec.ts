/** An image is written, its mistakes shown and mended, built from real packages while one watches, and found where old ones are removed. */
import { expect, test, type Page } from '@playwright/test';
import { openDomain } from './support/gridbox';
import { expectGoodLooks, expectNoBarriers } from './support/looks';

/** Some packages are fetched and unpacked, on a machine that does other things besides. */
const BUILD_MS = 180_000;

const MADE = 'made-of-tiny';
/** Simulated, and with room. */
const HOST = 'dempsey-03';

async function makeOfIt(page: Page): Promise<void> {
  await page.goto('/domains');
  await page.getByRole('button', { name: 'Create domain' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create domain' });
  await dialog.getByLabel('Name').fill(MADE);
  await dialog.getByLabel('Memory in MiB').fill('256');
  await dialog.getByLabel('Boots').selectOption({ label: 'A kernel on the host' });
  await dialog.getByLabel('Kernel', { exact: true }).fill('/boot/vmlinuz');
  await dialog.getByLabel('Disk 1 is').selectOption({ label: 'From the library' });
  await dialog.getByRole('radio', { name: new RegExp(`^${HOST}\\b`) }).check();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Choose an image.')).toBeVisible();
  await dialog.getByLabel('Image of the library').selectOption({ label: 'tiny 1, raw disk, one ext4 file system' });
  await expectNoBarriers(page, '[role=dialog]');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Create ${MADE} on ${HOST}` })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('tiny 1');
  await expect(page.getByRole('main').getByText('succeeded').first()).toBeVisible({ timeout: BUILD_MS });
}

async function deleteDomain(page: Page): Promise<void> {
  await openDomain(page, MADE);
  await page.getByRole('button', { name: `All actions on ${MADE}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Delete: ${MADE}` });
  await dialog.getByLabel('It is running').selectOption({ label: 'Force it off first; unwritten data is lost' });
  await dialog.getByLabel(`Type ${MADE} to delete it`).fill(MADE);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Proof of clean-up' })).toContainText(
    'Everything that was to go was looked for again and not found.',
    { timeout: BUILD_MS },
  );
}

test.describe.configure({ timeout: 2 * BUILD_MS });

test('an image is written, built, signed, and stays while it is new', async ({ page }) => {
  await page.goto('/images');
  await expect(page.getByText('No image yet')).toBeVisible();
  await page.getByRole('link', { name: 'New image' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New image' })).toBeVisible();
  const text = page.getByLabel('Specification');
  await expect(text).toHaveValue(/name: debian-minimal/);
  const suite = /^suite: (\w+)$/m.exec(await text.inputValue())?.[1] ?? '';

  const yaml = (packages: string): string =>
    `name: tiny\ndescription: One program.\nroles: [WN]\ndistribution: debian\nsuite: ${suite}\nbase: extract\npackages: [${packages}]\nfiles:\n  - { path: /etc/motd, content: "hello" }\noutput: { kind: ext4, sizeMiB: 24 }\n`;
  await text.fill(yaml('busybox-static, "a; reboot"'));
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('has to be the name of a Debian package');
  await problems.getByRole('button', { name: 'Line 7, column 28' }).click();
  await expect(text).toBeFocused();
  await expectGoodLooks(page);
  await text.fill(yaml('busybox-static'));
  await expect(page.getByText('tiny is a raw disk')).toBeVisible();
  await page.getByRole('button', { name: 'Save image' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'tiny' })).toBeVisible();
  await expect(page.getByText('never built')).toBeVisible();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Build image' }).click();
  await expect(page.getByRole('region', { name: 'Log of the build' })).toContainText('Ask the mirror for its state.', {
    timeout: BUILD_MS,
  });
  const built = page.getByRole('region', { name: 'Built image' });
  await expect(built.getByText('signature verified')).toBeVisible({ timeout: BUILD_MS });
  await expect(built).toContainText('24 MiB');
  await expect(built.getByRole('list', { name: 'Files of the image' })).toContainText('disk.ext4');
  await expect(built.getByRole('region', { name: 'Packages' })).toContainText('busybox-static');
  await expect(built.getByRole('list', { name: 'Files laid over the packages' })).toContainText('/etc/motd');
  await page.getByRole('button', { name: 'Show log' }).click();
  await expect(page.getByRole('region', { name: 'Log of the build' })).toContainText('SHA-512');
  await expectGoodLooks(page);

  await makeOfIt(page);

  await page.goto('/images');
  await expect(
    page.getByRole('grid', { name: 'Images' }).or(page.getByRole('table', { name: 'Images' })),
  ).toContainText('signature verified');
  await page.getByRole('link', { name: 'Remove old ones' }).click();
  await expect(page.getByRole('list', { name: 'Images that stay' })).toContainText('In use:');
  await deleteDomain(page);
  await page.goto('/images/collection');
  await expect(page.getByRole('list', { name: 'Images that stay' })).toContainText(
    'Of the 3 newest versions of its name',
  );
  await expect(page.getByRole('heading', { name: 'No image would be removed' })).toBeVisible();
  await page.getByLabel('Versions kept').fill('0');
  await expect(page.getByRole('list', { name: 'Images that stay' })).toContainText('Younger than 30 days');
  await page.getByLabel('Days kept').fill('0');
  await expect(page.getByRole('list', { name: 'Images to be removed' })).toContainText('tiny, version 1');
  await expectGoodLooks(page);
  await page.getByRole('button', { name: 'Remove one image' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Remove images that nobody uses' })).toBeVisible();
  await expect(page.getByText('1 removed, 24 MiB freed.')).toBeVisible({ timeout: BUILD_MS });
});
