/** A campaign file is written, its mistakes shown, run in a real guest of the rig, and the next run is compared with the first. */
import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectGoodLooks } from './support/looks';

/** A guest is made, boots, is told what to run and is deleted, on a machine that does other things besides. */
const RUN_MS = 240_000;

test.describe.configure({ mode: 'serial', timeout: 3 * RUN_MS });

const NAME = 'smoke-tests';
const yaml = (report: string): string => `schema: gridcampaign/v1
name: ${NAME}
description: Does a guest of the rig boot?
environments:
  - { name: rig, like: wn-01, memoryMiB: 160 }
command: ["sh", "-c", "cat /proc/version; echo '${report}' > report.xml; echo kept > note.txt"]
timeoutSeconds: 120
junit: [report.xml]
artefacts: [note.txt]
`;
const REPORT = (failing: boolean): string =>
  `<testsuite name="smoke"><testcase name="boots"/><testcase name="reads">${failing ? '<failure message="wrong"/>' : ''}</testcase></testsuite>`.replaceAll(
    '"',
    String.raw`\"`,
  );

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run campaign' }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${NAME} \\d+$`) })).toBeVisible();
}

test('a campaign file is written and run, and what its guest said and wrote is kept', async ({ page }) => {
  await page.goto('/campaigns');
  await expect(page.getByText('No campaign yet')).toBeVisible();
  await page.getByRole('link', { name: 'Campaign files' }).first().click();
  await page.getByRole('link', { name: 'New campaign file' }).first().click();
  const text = page.getByRole('textbox', { name: 'Campaign file' });
  await expect(text).toHaveValue(/schema: gridcampaign\/v1/);
  await text.fill(yaml(REPORT(false)).replace('memoryMiB: 160', 'memoryMiB: 1'));
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('memoryMiB');
  await expectGoodLooks(page);
  await text.fill(yaml(REPORT(false)));
  await expect(page.getByText(`${NAME} runs sh in 1 environment`)).toBeVisible();
  await page.getByRole('button', { name: 'Save campaign file' }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Environments' })).toContainText('like wn-01');
  await expectGoodLooks(page);

  await run(page);
  const matrix = page.getByRole('region', { name: 'Environments and their results' });
  await expect(matrix.getByRole('row', { name: /^rig/ })).toContainText('gone, and looked for again', {
    timeout: RUN_MS,
  });
  await expect(matrix.getByRole('row', { name: /^rig/ })).toContainText('2 passed');
  await expect(page.getByText('there is nothing to compare it with')).toBeVisible();
  const cell = page.getByRole('region', { name: 'Environment rig' });
  await expect(cell.getByRole('region', { name: 'Output', exact: true })).toContainText('Linux version');
  await expect(cell.getByRole('region', { name: 'Tests', exact: true })).toContainText('boots');
  await expect(cell.getByRole('region', { name: 'Proof of clean-up' })).toContainText('looked for again and not found');
  const download = page.waitForEvent('download');
  await cell.getByRole('link', { name: 'Download note.txt' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^campaign-\d+-rig-note\.txt$/);
  expect(readFileSync(await file.path(), 'utf8')).toBe('kept\n');
  await expectGoodLooks(page);
});

test('the next version fails, and the comparison says which test', async ({ page }) => {
  await page.goto('/campaigns/definitions');
  await page.getByRole('link', { name: NAME, exact: true }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Campaign file' }).fill(yaml(REPORT(true)));
  await expect(page.getByText(`${NAME} runs sh in 1 environment`)).toBeVisible();
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(page.getByText('version 2', { exact: true })).toBeVisible();
  await run(page);
  const compared = page.getByRole('region', { name: 'Compared with the last campaign' });
  await expect(compared).toContainText('1 test fails newly', { timeout: RUN_MS });
  await expect(compared.getByRole('list', { name: 'What has changed' })).toContainText('smoke: reads');
  await expectGoodLooks(page);
  await page.getByRole('link', { name: 'All campaigns' }).click();
  const list = page.getByRole('grid', { name: 'Campaigns' }).or(page.getByRole('table', { name: 'Campaigns' }));
  await expect(list).toContainText('1 of 2 failed');
});

test('a campaign that runs is cancelled, and its domain goes', async ({ page }) => {
  await page.goto('/campaigns/definitions');
  await page.getByRole('link', { name: NAME, exact: true }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Campaign file' }).fill(
    yaml(REPORT(false))
      .replace(/^command: .*$/m, 'command: ["sleep", "600"]')
      .replace('timeoutSeconds: 120', 'timeoutSeconds: 900'),
  );
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await expect(page.getByText('version 3', { exact: true })).toBeVisible();
  await run(page);
  const row = page.getByRole('region', { name: 'Environments and their results' }).getByRole('row', { name: /^rig/ });
  await expect(row).toContainText('runs', { timeout: RUN_MS });
  await page.getByRole('button', { name: 'Cancel campaign' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel campaign' }).click();
  await expect(row).toContainText('cancelled', { timeout: RUN_MS });
  await expect(row).toContainText('gone, and looked for again', { timeout: RUN_MS });
});
