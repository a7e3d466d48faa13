/** A supposition is composed, answered by a document that is only read, shared by its link, and asked again. */
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { expectGoodLooks } from './support/looks';

/** Each look takes axe a second or two; the form and the document are looked at in both themes and sizes. */
const ALL_LOOKS_MS = 120_000;
test.describe.configure({ timeout: 2 * ALL_LOOKS_MS });

const DomainPage = z.object({ items: z.array(z.object({ name: z.string(), hostName: z.string().nullable() })) });
const HostPage = z.object({ items: z.array(z.object({ name: z.string(), runningCount: z.number() })) });

/** A Dempsey host with domains, and a worker node of its class elsewhere. */
async function choose(page: Page): Promise<{ readonly host: string; readonly like: string }> {
  const hosts = HostPage.parse(await (await page.request.get('/api/v1/hosts?class=dempsey&pageSize=50')).json());
  const busy = hosts.items.filter(({ runningCount }) => runningCount > 0);
  const [host, other] = busy.map(({ name }) => name);
  const wns = DomainPage.parse(
    await (await page.request.get('/api/v1/domains?role=WN&state=running&pageSize=200')).json(),
  );
  const wn = wns.items.find(({ hostName }) => hostName === other);
  expect([host, other, wn?.name], 'the simulated testbed has busy Dempsey hosts').not.toContain(undefined);
  // By its name alone: other journeys may move it meanwhile.
  return { host: host ?? '', like: wn?.name ?? '' };
}

test('what would be without a host and with twenty worker nodes is asked, read, shared and asked again', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/plans');
  const { host, like } = await choose(page);
  await page.getByRole('link', { name: 'What if…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What if' })).toBeVisible();

  // Nothing supposed, and a name that nobody has: said where they stand.
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('Suppose something');
  await page.getByLabel('Host to remove', { exact: true }).fill('no-such-host');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('There is no host of that name.');

  await page.getByLabel('Host to remove', { exact: true }).fill(host);
  await page.getByLabel('How many', { exact: true }).fill('20');
  await page.getByLabel('Like domain', { exact: true }).fill(like);
  await expect(page.getByText(/of memory and \d+ vCPU/)).toBeVisible();
  await page.getByLabel('What happens again').selectOption({ label: 'The last day' });
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: new RegExp(`^What if: without ${host}, 20 more`) }),
  ).toBeVisible();
  await expect(page.getByRole('main').getByText('answered', { exact: true }).first()).toBeVisible();
  const removed = page.getByRole('region', { name: `Without ${host}` });
  await expect(removed.getByRole('listitem').first()).toContainText(/Migrate/);
  await expect(page.getByRole('region', { name: 'Domains that are added' })).toContainText(/\d+ of 20 like/);
  await expect(page.getByRole('region', { name: 'Hosts', exact: true })).toContainText('removed');
  await expect(page.getByRole('region', { name: 'The past again' })).toContainText(/changes? w(as|ere) recorded/);
  await expect(page.getByRole('region', { name: 'What is not looked at' })).toContainText('Batch jobs');
  for (const name of [/^Approve/, 'Pause', 'Resume', 'Cancel plan', 'Return home'])
    await expect(page.getByRole('main').getByRole('button', { name })).toHaveCount(0);
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  const address = page.url();
  await page.getByRole('button', { name: 'Copy link' }).click();
  expect(await page.evaluate(async () => await navigator.clipboard.readText())).toBe(address);

  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByRole('button', { name: 'Ask again' })).toBeEnabled();
  expect(page.url()).toBe(address);
  await expect(page.getByRole('main')).toContainText(/asked again .*: this is the later answer/);

  // The question is changed in a form that has it already.
  await page.getByRole('link', { name: 'Change the question' }).click();
  await expect(page.getByLabel('Host to remove', { exact: true })).toHaveValue(host);
  await expect(page.getByLabel('How many', { exact: true })).toHaveValue('20');

  await page.goto('/plans?kind=what-if');
  await expect(page.getByRole('link', { name: new RegExp(`^What if: without ${host}`) }).first()).toBeVisible();

  // The real drain is one step away, and is a plan of its own.
  await page.goto(address);
  await page.getByRole('button', { name: `Plan the real drain of ${host}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Drain ${host}` })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel plan' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel plan' }).click();
  await expect(page.getByRole('main').getByText('cancelled', { exact: true }).first()).toBeVisible();
});
