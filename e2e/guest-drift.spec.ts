/** A guest of the old site has /lib/tls again: it is found, accepted, accepted no more, mended, and the comparison says so. */
import { expect, test } from '@playwright/test';
import { openDomain } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

const DOMAIN = 'lcg26-se-01';
/** A few programs in a simulated guest; the agent has other things to do as well. */
const COMPARED_MS = 30_000;

test('/lib/tls that came back is found, accepted, and mended', async ({ page }) => {
  await openDomain(page, DOMAIN);
  await page.getByRole('tab', { name: 'Drift' }).click();
  await expect(page.getByText('It was never compared with anything.')).toBeVisible();
  const rebuild = page.getByRole('button', { name: 'Rebuild…' });
  await expect(rebuild).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Compare now' }).click();
  const findings = page.getByRole('list', { name: 'Findings' });
  await expect(findings).toContainText('/lib/tls is back', { timeout: COMPARED_MS });
  await expect(page.getByText('One difference is open.')).toBeVisible();
  await expectGoodLooks(page);

  await findings.getByRole('button', { name: 'Accept /lib/tls', exact: true }).click();
  const accept = page.getByRole('dialog', { name: 'Accept /lib/tls as it is' });
  await accept.getByRole('button', { name: 'Accept it' }).click();
  await expect(accept).toContainText('say why it may stay so');
  await accept.getByLabel('Reason').fill('until the update');
  await accept.getByRole('button', { name: 'Accept it' }).click();
  await expect(findings).toContainText('until the update');
  await expect(page.getByText(/^Nothing is open/)).toBeVisible();
  await findings.getByRole('button', { name: 'Accept /lib/tls no more' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Accept no more' }).click();
  await expect(page.getByText('One difference is open.')).toBeVisible();

  await page.getByRole('link', { name: 'Drift of all domains' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Drift' })).toBeVisible();
  const all = page.getByRole('list', { name: 'Findings' });
  await expect(all.getByRole('listitem').filter({ hasText: DOMAIN })).toContainText('/lib/tls');
  await expectGoodLooks(page);
  await all.getByRole('listitem').filter({ hasText: DOMAIN }).getByRole('button', { name: 'Mend /lib/tls' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mend it' }).click();
  await expect(all.getByRole('listitem').filter({ hasText: DOMAIN })).toHaveCount(0, { timeout: COMPARED_MS });
  await page.getByLabel('Findings that are').selectOption('gone');
  await all.getByRole('listitem').filter({ hasText: DOMAIN }).getByRole('link', { name: DOMAIN }).click();
  await expect(page.getByRole('list', { name: 'Findings' })).toContainText('Gone');
});
