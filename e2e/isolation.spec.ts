/** What speaks for a domain's being apart and clean is told fact by fact, and a domain that somebody else made is not called clean. */
import { expect, test } from '@playwright/test';
import { openDomain } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

test('a domain that Gridbox did not make has its evidence told, and no badge', async ({ page }) => {
  await openDomain(page, 'wn-01');
  await page.getByRole('tab', { name: 'Isolation' }).click();
  await expect(page.getByText(/^Not called clean\./)).toContainText('Missing: a verified image that it began from');
  const evidence = page.getByRole('list', { name: 'Evidence' });
  await expect(evidence).toContainText('It was not made of an image of the library.');
  await expect(evidence.getByText('Security label')).toBeVisible();
  await expect(evidence.getByText('Hardware support')).toBeVisible();
  await expectGoodLooks(page);
});
