import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectNoBarriers } from './support/looks';

const example = readFileSync('examples/imports/smartfrog/grid-in-a-box.sf', 'utf8');
const withoutAddress = example.slice(0, example.indexOf('// Without this line'));

test('a description that lacks an address says so by its line, and becomes a site file once it has one', async ({
  page,
}) => {
  await page.goto('/sites/import');
  await expect(page.getByRole('heading', { level: 1, name: 'Import a site' })).toBeVisible();
  const description = page.getByLabel('Description');
  await description.fill(withoutAddress);
  await page.getByRole('button', { name: 'Read as site file' }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('ip of sfConfig:wn:vm is TBD');
  // The line leads into the text, where it can be mended.
  await problems.getByRole('button', { name: 'line 25' }).press('Enter');
  await expect(description).toBeFocused();
  const selected = await description.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(selected).toContain('ip TBD');
  await description.fill(example);
  await expect(page.getByText('The text has been changed since this was read.')).toBeVisible();
  await page.getByRole('button', { name: 'Read as site file' }).click();
  const result = page.getByRole('region', { name: 'Site file', exact: true });
  await expect(result).toContainText('apiVersion: gridsite/v1');
  await expect(result).toContainText('gatekeeper: ${lazy:nodes.ce.name}');
  await expect(page.getByRole('row', { name: /Not understood kernel .* the kernel from the image/ })).toBeVisible();
  await expectNoBarriers(page);
  const download = page.waitForEvent('download');
  await result.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('site.yaml');
  // The checker reads it as any other file, and what it lets through is kept.
  await result.getByRole('button', { name: 'Check and save as a site' }).click();
  await expectNoBarriers(page);
  await result.getByRole('button', { name: 'Save site' }).click();
  await expect(page).toHaveURL(/\/sites\/[0-9a-f-]{36}$/);
});

test('the files of YAIM are chosen together and find their names', async ({ page }) => {
  await page.goto('/sites/import');
  await page.getByLabel('Files of').selectOption('YAIM');
  await page
    .getByLabel('Files to import')
    .setInputFiles(
      ['site-info.def', 'groups.conf', 'users.conf', 'wn-list.conf', 'vo.d/dteam'].map(
        (name) => `examples/imports/yaim/${name}`,
      ),
    );
  await expect(page.getByLabel('Text of vo.d/dteam')).toHaveValue(/SW_DIR=/);
  await page.getByRole('button', { name: 'Read as site file' }).click();
  await expect(page.getByRole('region', { name: 'Site file', exact: true })).toContainText('name: GRIDBOX-TEST');
  await page.getByRole('button', { name: 'users.conf, line 1' }).click();
  await expect(page.getByLabel('Text of users.conf')).toBeFocused();
  await expectNoBarriers(page);
});
