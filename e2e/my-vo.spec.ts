/** The window of a VO: its person sees what is its own and nothing of others, and answers what is announced of its hosts. */
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { addAccount, enterFirstTime } from './support/accounts';
import { expectGoodLooks, expectNoBarriers } from './support/looks';

const DAY_MS = 24 * 60 * 60 * 1000;
/** As a field of date and time takes it. So far ahead that no other journey asks for anything then. */
const inDays = (days: number): string => `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T09:00`;
const Page = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), hostId: z.string().nullable(), simulated: z.boolean() })),
});

test('a person of a VO has its window, and of another VO is told nothing', async ({ page, browser, baseURL }) => {
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
    headers: { origin: baseURL ?? '' },
    data: { vo, vcpus: 8, ia64Vcpus: 2, memoryMiB: null, diskGiB: null, domains: null, reason: 'For the tests' },
  });
  expect(set.status()).toBe(200);
  await expect(own.getByRole('region', { name: 'Quota' })).toContainText('0 of 2, 2 left');
  await own.getByRole('tab', { name: 'Audit' }).click();
  await expect(own.getByRole('tabpanel')).toContainText('For the tests');
  await expect(own.getByRole('tabpanel')).toContainText('Set the quota of a VO');
  await own.getByRole('tab', { name: 'Bill' }).click();
  await expect(own.getByRole('region', { name: 'Bill' })).toContainText('vCPU-hours');
  await expect(own.getByRole('button', { name: 'CSV, domain by domain' })).toBeVisible();
  await expect(own.getByRole('region', { name: 'Bill' })).toContainText('of the vCPU-hours of real domains of all VOs');
  await expectGoodLooks(own);

  await own.goto('/vos/atlas');
  await expect(own.getByText(/no such VO/)).toBeVisible();
  // Who is bound to none chooses.
  await page.goto('/vos');
  await page.getByRole('list', { name: 'VOs' }).getByRole('link', { name: vo, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `VO ${vo}` })).toBeVisible();
});

test('maintenance is announced, put off once by the VO that it touches, and seen by both in its place', async ({
  page,
  browser,
}) => {
  const answer = await page.request.get('/api/v1/domains', { params: { q: 'vo:atlas', pageSize: 100 } });
  const domain = Page.parse(await answer.json()).items.find(({ hostId, simulated }) => hostId !== null && simulated);
  const { page: own } = await enterFirstTime(
    browser,
    await addAccount(page, { name: 'Max Maintained', role: 'vo-admin', vos: 'atlas' }),
  );
  await page.goto(`/hosts/${domain?.hostId}`);
  const hostName = await page.getByRole('heading', { level: 1 }).innerText();
  await page.getByRole('button', { name: 'Announce maintenance' }).click();
  const announcing = page.getByRole('dialog', { name: `Announce maintenance of ${hostName}` });
  await announcing.getByLabel('Begins').fill(inDays(200));
  await announcing.getByLabel('May be put off to').fill(inDays(199));
  await announcing.getByLabel('What is done').fill('A new fan');
  await announcing.getByRole('button', { name: 'Announce', exact: true }).click();
  await expect(announcing.getByLabel('May be put off to')).toHaveAccessibleDescription(/must be after the begin/);
  await announcing.getByLabel('May be put off to').fill(inDays(203));
  await expectNoBarriers(page, '[role=dialog]');
  await announcing.getByRole('button', { name: 'Announce', exact: true }).click();
  const title = `Maintenance of ${hostName}`;
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const told = page.getByRole('region', { name: 'VOs', exact: true }).getByRole('row').filter({ hasText: 'atlas' });
  await expect(told).toContainText('has not answered yet');
  await expectGoodLooks(page);

  // The VO's person is told, and puts it off.
  await own.goto('/inbox');
  await expect(own.getByRole('listitem').filter({ hasText: title })).toContainText('silence counts as consent');
  await own.goto('/vos/atlas');
  const announced = own
    .getByRole('region', { name: 'Maintenance', exact: true })
    .getByRole('listitem')
    .filter({ hasText: title });
  await expect(announced).toContainText(domain?.name ?? '');
  await announced.getByRole('button', { name: `Put off for atlas the maintenance of ${hostName}` }).click();
  const putting = own.getByRole('dialog', { name: `Put off the maintenance of ${hostName}` });
  await putting.getByLabel('Not before').fill(inDays(202));
  await putting.getByLabel('Why').fill('A run ends then');
  // What it touches then is said first.
  await expect(putting).toContainText(/Then it is .*, and touches .* of atlas\./);
  await expectNoBarriers(own, '[role=dialog]');
  await putting.getByRole('button', { name: 'Put off' }).click();
  await expect(announced).toContainText('puts it off');
  await expect(announced).toContainText(/To .*, said by Max Maintained: A run ends then/);
  await expect(announced).not.toContainText('silence counts as consent');
  await expect(announced.getByRole('button')).toHaveCount(0);
  await expectGoodLooks(own);
  await expect(told).toContainText('A run ends then');
  // Nothing empties the host: its page says what is announced, and warns of nothing.
  await page.goto(`/hosts/${domain?.hostId}`);
  await expect(page.getByText(/^Maintenance .* is announced\./)).toBeVisible();
  await expect(page.getByText(/before its maintenance begins/)).toHaveCount(0);
  await page.getByRole('link', { name: 'Announced maintenance' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Maintenance' })).toBeVisible();
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel maintenance' }).click();
  await expect(own.getByRole('region', { name: 'Maintenance', exact: true })).not.toContainText(title);
});
