/** An image is written, its mistakes shown and mended, built from real packages while one watches, and found where old ones are removed. */
import { expect, test } from '@playwright/test';
import { expectGoodLooks } from './support/looks';

/** Some packages are fetched and unpacked, on a machine that does other things besides. */
const BUILD_MS = 180_000;

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

  await page.getByRole('link', { name: 'All images' }).click();
  await expect(
    page.getByRole('grid', { name: 'Images' }).or(page.getByRole('table', { name: 'Images' })),
  ).toContainText('signature verified');
  await page.getByRole('link', { name: 'Remove old ones' }).click();
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
