import { expect, type Page, test } from '@playwright/test';
import { openDomain, readDomain, readHosts, row, searchDomains } from './support/gridbox';
import { expectGoodLooks, expectNoBarriers, SIZES } from './support/looks';

/** Each look takes axe a second or two; a page has four. */
const ALL_LOOKS_MS = 120_000;

/** What the browser complains of while a page is used: errors of scripts, refused loads, breaches of the policy. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}

const PAGES = [
  { path: '/', heading: 'Testbed' },
  { path: '/domains', heading: 'Domains' },
  { path: '/hosts', heading: 'Hosts' },
  { path: '/migrations', heading: 'Migrations' },
  { path: '/operations', heading: 'Operations' },
  { path: '/benchmarks/schedules', heading: 'Benchmark schedules' },
  { path: '/plans', heading: 'Plans' },
  { path: '/plans/what-if', heading: 'What if' },
  { path: '/sites', heading: 'Sites' },
  { path: '/sites/new', heading: 'New site' },
  { path: '/recovery', heading: 'Recovery' },
  { path: '/sites/import', heading: 'Import a site' },
  { path: '/probes', heading: 'Probes' },
  { path: '/alarms', heading: 'Alarms' },
  { path: '/benchmarks', heading: 'Benchmarks' },
  { path: '/benchmarks/runs', heading: 'Benchmark runs' },
  { path: '/benchmarks/review', heading: 'Review' },
  { path: '/benchmarks/migration', heading: 'Migration cost' },
  { path: '/benchmarks/compare', heading: 'Compare' },
  { path: '/benchmarks/trend', heading: 'Trend' },
  { path: '/benchmarks/cluster', heading: 'Cluster' },
  { path: '/benchmarks/import', heading: 'Imported figures' },
  { path: '/benchmarks/import/new', heading: 'Import figures' },
  { path: '/benchmarks/definitions', heading: 'Benchmark definitions' },
  { path: '/benchmarks/definitions/new', heading: 'Write a benchmark' },
  { path: '/benchmarks/report', heading: 'Benchmark runs' },
  { path: '/images', heading: 'Images' },
  { path: '/images/new', heading: 'New image' },
  { path: '/images/collection', heading: 'Remove old images' },
  { path: '/images/trust', heading: 'Trust in images' },
  { path: '/images/drift', heading: 'Drift' },
  { path: '/environments', heading: 'Environments' },
  { path: '/environments/new', heading: 'New environment' },
  { path: '/batch/new', heading: 'New pool' },
  { path: '/batch', heading: 'Batch' },
  { path: '/leases', heading: 'Leases' },
  { path: '/leases/new', heading: 'Request a lease' },
  { path: '/leases/approvals', heading: 'Approvals' },
  { path: '/leases/calendar', heading: 'Calendar of leases' },
  { path: '/maintenance', heading: 'Maintenance' },
  { path: '/accounting?of=simulated', heading: 'Accounting' },
  { path: '/leases/settings', heading: 'Rules and webhooks' },
  { path: '/vos', heading: 'My VO' },
  { path: '/inbox', heading: 'Inbox' },
  { path: '/technologies', heading: 'Capability matrix' },
  { path: '/references', heading: /References|figures/i },
  { path: '/audit', heading: 'Audit' },
  { path: '/users', heading: 'Users' },
  { path: '/account', heading: 'Account' },
  { path: '/reality', heading: 'What is real here' },
] as const;

test.describe('in one tab, as a reader goes from page to page:', () => {
  // Each page is loaded anew. A tab for each would begin by reading the programs of all pages, and axe, a seventh of the time.
  let page: Page;
  let complaints: string[];
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    complaints = collectComplaints(page);
  });
  test.afterAll(async () => await page.context().close());

  for (const { path, heading } of PAGES) {
    test(`${path} in both themes and sizes`, async () => {
      test.setTimeout(ALL_LOOKS_MS);
      complaints.length = 0;
      await page.setViewportSize(SIZES[0]);
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole('main').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
      await expectGoodLooks(page);
      expect(complaints).toEqual([]);
    });
  }
});

test('the benchmarks begin with what the report of 2006 printed, drawn and as a table', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Benchmarks' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Benchmarks' })).toBeVisible();
  const bandwidth = page.getByRole('region', { name: /NetPIPE.*: Bandwidth/ });
  await bandwidth.getByText('As table').click();
  const table = bandwidth.getByRole('region', { name: /as table/ });
  await expect(
    table.getByRole('row', { name: /2006: p4-1-virtualized .*100\.4 MB\/s .*0\.861 of native/ }),
  ).toBeVisible();
  const download = page.waitForEvent('download');
  await bandwidth.getByRole('button', { name: /^Save NetPIPE|^Save Bandwidth/ }).click();
  await page.getByRole('menuitem', { name: 'Save as SVG' }).click();
  expect((await download).suggestedFilename()).toBe('overhead-cluster-ping-pong-bandwidth.svg');
  // The switch is in the address: a colleague sees the same.
  await page.getByRole('switch', { name: /Compare unlike results too/ }).check();
  await expect(page).toHaveURL(/unlike=true/);
  await page.getByRole('navigation', { name: 'Benchmarks' }).getByRole('link', { name: 'Cluster' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cluster' })).toBeVisible();
});

test('of the pages that a page leads to, only one that somebody turns to is asked for', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (searchParams.has('_rsc')) asked.push(pathname);
  });
  await page.goto('/references');
  await expect(page.getByRole('heading', { level: 1, name: /References|figures/i })).toBeVisible();
  await expect(page.getByRole('main').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
  const nav = page.getByRole('navigation', { name: 'Pages' });
  await nav.getByRole('link', { name: 'Hosts' }).hover();
  await expect.poll(() => asked).toContain('/hosts');
  // By keyboard as well.
  await nav.getByRole('link', { name: 'Audit' }).focus();
  await expect.poll(() => asked).toContain('/audit');
  expect([...new Set(asked)]).toEqual(['/hosts', '/audit']);
});

test('the login page in both themes and sizes', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  await page.goto('/login');
  await expectGoodLooks(page);
  expect(complaints).toEqual([]);
  await context.close();
});

test('the pages of a domain, a host, an operation and a migration', async ({ page, baseURL }) => {
  test.setTimeout(2 * ALL_LOOKS_MS);
  const complaints = collectComplaints(page);
  const domain = await readDomain(page.request, 'wn-01');
  const hosts = await readHosts(page.request);
  const host = hosts.find((each) => each.name === 'rig-1');
  // Some migration has to have been: a simulated one is quick.
  const moved = await readDomain(page.request, 'cms-wn-03');
  const target = hosts.find((each) => each.name === (moved.hostName === 'dempsey-02' ? 'dempsey-03' : 'dempsey-02'));
  const asked = await page.request.post(`/api/v1/domains/${moved.id}/migrate`, {
    params: { wait: 60 },
    headers: { origin: baseURL ?? '', 'idempotency-key': crypto.randomUUID() },
    data: { targetHostId: target?.id },
    timeout: ALL_LOOKS_MS,
  });
  expect(asked.status(), await asked.text()).toBe(202);
  for (const tab of ['overview', 'move', 'history', 'definition', 'edit']) {
    await page.goto(`/domains/${domain.id}?tab=${tab}`);
    await expect(page.getByRole('tab', { selected: true })).toBeVisible();
    await expectGoodLooks(page);
  }
  for (const tab of ['overview', 'domains', 'equipment']) {
    await page.goto(`/hosts/${host?.id ?? ''}?tab=${tab}`);
    await expect(page.getByRole('tab', { selected: true })).toBeVisible();
    await expectGoodLooks(page);
  }
  await page.setViewportSize(SIZES[0]);
  await page.goto('/operations');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Steps' })).toBeVisible();
  await expectGoodLooks(page);
  await page.setViewportSize(SIZES[0]);
  await page.goto('/migrations');
  await page.getByRole('row').nth(1).getByRole('link').click();
  await expect(page.getByRole('list', { name: 'Stages' })).toBeVisible();
  await expectGoodLooks(page);
  expect(complaints).toEqual([]);
});

test('a schedule: its form tells the next times while it is filled, and its page what became of them', async ({
  page,
}) => {
  test.setTimeout(2 * ALL_LOOKS_MS);
  const complaints = collectComplaints(page);
  const name = `Looked at ${crypto.randomUUID().slice(0, 8)}`;
  await page.goto('/benchmarks/schedules');
  await page.getByRole('button', { name: 'Add schedule' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add a schedule' });
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('Times', { exact: true }).fill('61 * * * *');
  await expect(form.getByText('Invalid value for minute: 61.')).toBeVisible();
  await form.getByLabel('Times', { exact: true }).fill('0 0 1 1 *');
  await expect(form.getByRole('list', { name: 'Next times' }).getByRole('listitem')).toHaveCount(5);
  await expectNoBarriers(page);
  await form.getByLabel('Benchmark', { exact: true }).selectOption({ label: 'CPU loop' });
  await form.getByLabel('Domain', { exact: true }).fill('wn-01');
  await form.getByRole('button', { name: 'Add schedule' }).click();
  await expect(form).toBeHidden();
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'It was not due yet' })).toBeVisible();
  await expectGoodLooks(page);
  await page.setViewportSize(SIZES[0]);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused since')).toBeVisible();
  await page.getByRole('button', { name: `All actions on ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  // Its page asks for it once more where the news that it is gone comes before the other page, and is told that it is gone.
  expect(complaints).toEqual([]);
  await page.getByRole('button', { name: 'Delete schedule' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Benchmark schedules' })).toBeVisible();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('a search without a match says so and leads back; one that cannot be read says why', async ({ page }) => {
  await page.goto('/domains');
  await searchDomains(page, 'name:nobody-has-this-name');
  await expect(page.getByRole('heading', { name: 'No domain matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all domains' }).click();
  await expect(row(page, 'alice-ce-01')).toBeVisible();

  const box = page.getByRole('combobox', { name: 'Search domains' });
  await searchDomains(page, 'stat:running');
  await expect(box).toHaveAccessibleDescription(/"stat" is not a key; did you mean "state"\?/);
  await expect(row(page, 'alice-ce-01')).toBeVisible();
  await searchDomains(page, 'state:crashed');
  await expect(row(page, 'lhcb-wn-22')).toBeVisible();
  await expect(row(page, 'alice-ce-01')).toHaveCount(0);
  // The search is in the address: a colleague sees the same.
  await page.reload();
  await expect(row(page, 'lhcb-wn-22')).toBeVisible();
  await expect(row(page, 'alice-ce-01')).toHaveCount(0);
});

test('what is not there reads as not found', async ({ page }) => {
  for (const path of [`/domains/${crypto.randomUUID()}`, '/domains/no-id', '/nowhere']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: /not found|no such page|nothing here/i })).toBeVisible();
  }
  await openDomain(page, 'ce-01');
});
