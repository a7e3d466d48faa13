import { expect, type Page, test } from '@playwright/test';

test.describe.configure({ mode: 'serial' });

const FILE = `figures-${Date.now()}.csv`;
/** Of a shop that writes decimal commas, with a column called score that holds words. */
const TEXT = [
  'node;date;score;hs06',
  `far-01;2026-11-01;good;${Date.now() % 1000},5`,
  'far-01;2026-11-01;good;101,25',
  'far-02;2026-11-01;poor;88,75',
].join('\r\n');

const field = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });

/** Says what is the same in all rows. */
async function sayForAll(page: Page, name: string, word: string): Promise<void> {
  await field(page, name).selectOption('The same in all rows:');
  await page.getByRole('textbox', { name: `${name} of all rows` }).fill(word);
}

test('a table with a mistake: told by line and column, put right, imported, found, retracted', async ({ page }) => {
  await page.goto('/benchmarks/import');
  await page.getByRole('link', { name: 'Import figures' }).first().click();
  await page
    .getByLabel('File to import')
    .setInputFiles({ name: FILE, mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${TEXT}`) });

  // What can be guessed is guessed: the form of the table, and the columns by their names.
  await expect(field(page, 'Delimiter')).toHaveValue(';');
  await field(page, 'Decimals').selectOption('Comma, 1,5');
  await expect(page.getByRole('region', { name: 'First rows' }).getByRole('cell', { name: '101,25' })).toBeVisible();
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('Benchmark: say which column it is, or one word for all rows');
  await sayForAll(page, 'Benchmark', 'HS06');
  await sayForAll(page, 'Metric', 'score');
  await sayForAll(page, 'Unit', 'HS06');
  await field(page, 'Direction').selectOption('The same in all rows:');

  await expect(problems).toContainText('Line 2, column 3 (score): “good” is no number');
  await expect(problems.getByRole('listitem')).toHaveCount(3);
  const add = page.getByRole('button', { name: /^Import / });
  await expect(add).toHaveAccessibleDescription(/There are problems/);

  await field(page, 'Value').selectOption('hs06');
  await expect(page.getByText('2 measurements with 3 samples.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'First measurements' })).toContainText('far-02');
  await page.getByRole('button', { name: 'Import 2 measurements' }).click();

  await expect(page.getByRole('heading', { level: 1, name: FILE })).toBeVisible();
  await expect(page.getByRole('region', { name: 'All measurements' }).getByRole('row')).toHaveCount(3);
  await page.getByRole('link', { name: 'All imports' }).click();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: FILE }) });
  await expect(row).toContainText('counts');
  await row.getByRole('button', { name: `Actions of ${FILE}` }).click();
  await page.getByRole('menuitem', { name: 'Retract…' }).click();
  const dialog = page.getByRole('dialog', { name: `Retract ${FILE}` });
  await dialog.getByRole('button', { name: 'Retract import' }).click();
  await expect(dialog.getByLabel('Reason')).toHaveAccessibleDescription(/Say why\./);
  await dialog.getByLabel('Reason').fill('the host was busy');
  await dialog.getByRole('button', { name: 'Retract import' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('retracted');
  await row.getByRole('link', { name: FILE }).click();
  await expect(page.getByText(/Retracted by .*: the host was busy\./)).toBeVisible();
});

test('the meaning of the columns is remembered, and the same file again is known', async ({ page }) => {
  const read = async () => {
    await page.goto('/benchmarks/import/new');
    await page.getByLabel('Or paste its text').fill(TEXT.replaceAll('far-', 'near-'));
    await page.getByRole('button', { name: 'Read pasted text' }).click();
  };
  await read();
  await field(page, 'Decimals').selectOption('Comma, 1,5');
  await sayForAll(page, 'Benchmark', 'HS06');
  await sayForAll(page, 'Metric', 'score');
  await sayForAll(page, 'Unit', 'HS06');
  await field(page, 'Direction').selectOption('The same in all rows:');
  await field(page, 'Value').selectOption('hs06');
  await page.getByRole('button', { name: 'Import 2 measurements' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'pasted.csv' })).toBeVisible();

  await read();
  await expect(page.getByText(/It is imported already: as/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import 2 measurements' })).toHaveAccessibleDescription(
    'It is imported already.',
  );
});
