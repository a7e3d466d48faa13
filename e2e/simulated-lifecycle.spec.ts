import { expect, test } from '@playwright/test';
import { openDomain, row, searchDomains, stateOf } from './support/gridbox';

test.describe.configure({ mode: 'serial' });

test('pause and resume a simulated domain', async ({ page }) => {
  await openDomain(page, 'lhcb-wn-01');
  await expect(page.getByRole('main').getByText('simulated', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(stateOf(page, 'paused')).toBeVisible();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(stateOf(page, 'running')).toBeVisible();
});

test('several at once: what fits is sent, the rest is left out with its reason', async ({ page }) => {
  const names = ['lhcb-wn-01', 'lhcb-wn-02', 'lhcb-wn-03'];
  await page.goto('/domains');
  await searchDomains(page, 'name:lhcb-wn-*');
  for (const name of [...names, 'lhcb-wn-22']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected rows' });
  await expect(bar).toContainText('4 selected');

  await bar.getByRole('button', { name: 'Pause 3' }).click();
  const asked = page.getByRole('dialog', { name: 'Pause 3 of 4 selected' });
  await expect(asked.getByRole('listitem').filter({ hasText: 'lhcb-wn-22' })).toContainText(
    /Left out: The domain is crashed/,
  );
  await asked.getByRole('button', { name: 'Pause 3' }).click();
  await expect(asked.getByRole('link', { name: 'its operation' })).toHaveCount(names.length);
  await asked.getByRole('button', { name: 'Close' }).last().click();
  for (const name of names) await expect(row(page, name)).toContainText('paused');

  await bar.getByRole('button', { name: 'Resume 3' }).click();
  const back = page.getByRole('dialog', { name: 'Resume 3 of 4 selected' });
  await back.getByRole('button', { name: 'Resume 3' }).click();
  await expect(back.getByRole('link', { name: 'its operation' })).toHaveCount(names.length);
  await back.getByRole('button', { name: 'Close' }).last().click();
  for (const name of names) await expect(row(page, name)).toContainText('running');
});
