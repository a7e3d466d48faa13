/** The window of a VO: its person sees what is its own and nothing of others; who is of none chooses one. */
import { expect, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { expectGoodLooks } from './support/looks';

test('a person of a VO has its window, and of another VO is told nothing', async ({ page, browser }) => {
  const vo = `vo${crypto.randomUUID().replaceAll(/\d|-/g, '').slice(0, 6)}`;
  const { page: own } = await enterFirstTime(
    browser,
    await addAccount(page, { name: 'Vera Vo', role: 'vo-admin', vos: vo }),
  );
  await own.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My VO' }).click();
  await expect(own.getByRole('heading', { level: 1, name: `VO ${vo}` })).toBeVisible();
  await expect(own.getByRole('region', { name: 'Quota' })).toContainText('no limit');
  await expect(own.getByText('No lease waits or keeps a place')).toBeVisible();
  await expectGoodLooks(own);

  // A manager sets a quota for it: it is seen with what is left, and in its audit.
  const set = await page.request.post('/api/v1/vo-quotas', {
    data: { vo, vcpus: 8, ia64Vcpus: 2, memoryMiB: null, diskGiB: null, domains: null, reason: 'For the tests' },
  });
  expect(set.status()).toBe(200);
  await expect(own.getByRole('region', { name: 'Quota' })).toContainText('0 of 2, 2 left');
  await own.getByRole('tab', { name: 'Audit' }).click();
  await expect(own.getByRole('table')).toContainText('For the tests');
  await own.getByRole('tab', { name: 'Bill' }).click();
  await expect(own.getByRole('region', { name: 'Bill' })).toContainText('vCPU-hours');
  await expect(own.getByRole('button', { name: 'CSV, domain by domain' })).toBeVisible();
  await expectGoodLooks(own);

  await own.goto('/vos/atlas');
  await expect(own.getByText(/no such VO/)).toBeVisible();
  // Who is bound to none chooses.
  await page.goto('/vos');
  await page.getByRole('list', { name: 'VOs' }).getByRole('link', { name: vo, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `VO ${vo}` })).toBeVisible();
});
