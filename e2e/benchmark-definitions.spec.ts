import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'serial' });

const NAME = `written-${Date.now()}`;

test('a definition with a mistake: told by line and field, put right, saved, changed, retired', async ({ page }) => {
  await page.goto('/benchmarks/definitions');
  await expect(page.getByRole('list', { name: 'Benchmarks' })).toContainText('comes with this release');
  await page.getByRole('link', { name: 'Write definition' }).click();
  const text = page.getByLabel('Definition');
  const template = await text.inputValue();
  const good = template.replace('name: my-benchmark', `name: ${NAME}`).replace('title: My benchmark', `title: ${NAME}`);
  await text.fill(good.replace('direction: higher-is-better', 'direction: upwards'));
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText(/Line 16, column \d+ metrics\.0\.direction: /);
  await expect(page.getByRole('button', { name: 'Save benchmark' })).toHaveAccessibleDescription(
    /problems in the text/,
  );
  // The line leads to its place in the text.
  await problems.getByRole('button', { name: 'Line 16' }).click();
  await expect(text).toBeFocused();

  await text.fill(good);
  await expect(page.getByText(/runs sysbench in a domain, 10 times, and measures Speed in events\/s\./)).toBeVisible();
  await page.getByRole('button', { name: 'Save benchmark' }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Definition').fill(good.replace('repeats: 10', 'repeats: 12'));
  await page.getByLabel('Reason').fill('more repeats');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(page.getByRole('region', { name: 'Facts' })).toContainText('12, after 1 to warm up');
  await expect(page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'Retire' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retire benchmark' }).click();
  await expect(page.getByRole('button', { name: 'Retire' })).toHaveAccessibleDescription(/not offered any more/);
  await page.getByRole('link', { name: 'All definitions' }).click();
  await expect(page.getByRole('list', { name: 'Benchmarks' })).not.toContainText(NAME);
  await page.getByRole('switch', { name: 'Show retired ones' }).click();
  await expect(page.getByRole('list', { name: 'Benchmarks' })).toContainText(NAME);
});

test('what comes with a release is not changed, but copied', async ({ page }) => {
  await page.goto('/benchmarks/definitions');
  await page.getByRole('link', { name: 'CPU loop' }).click();
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(/copy it under another name/);
  await page.getByRole('link', { name: 'Copy' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Write a benchmark' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Definition' })).toHaveValue(/^name: cpu-loop-copy$/m);
});
