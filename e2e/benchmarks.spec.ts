/** From a schedule to a signed verdict, and the cluster pair measured natively and between two real guests. */
import { expect, type Page, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { readHosts } from './support/gridbox';
import { expectFits } from './support/looks';

/** A run of seconds on a machine that does other things besides. */
const RUN_MS = 120_000;
/** NetPIPE takes most of a second a message size, and there are some twenty up to a kilobyte. */
const PING_PONG_MS = 240_000;

test.describe.configure({ mode: 'serial' });

/** State of the run in the meta line of its page. */
async function expectEnded(page: Page, withinMs: number): Promise<void> {
  await expect(page.getByRole('main').getByText('succeeded', { exact: true }).first()).toBeVisible({
    timeout: withinMs,
  });
}

test('one run goes from its schedule to a verdict that is signed, and stays', async ({ page, browser }) => {
  test.setTimeout(3 * RUN_MS);
  await page.goto('/benchmarks/schedules');
  await page.getByRole('button', { name: 'Add schedule' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add a schedule' });
  await form.getByLabel('Name', { exact: true }).fill('Nightly loop of wn-01');
  await form.getByLabel('Benchmark', { exact: true }).selectOption({ label: 'CPU loop' });
  await form.getByRole('radio', { name: /^In a domain/ }).check();
  await form.getByLabel('Domain', { exact: true }).fill('wn-01');
  await form.getByLabel('Seconds in s').fill('1');
  await form.getByLabel('Repeats').fill('2');
  await form.getByLabel('Not above % CPU').fill('');
  await form.getByRole('button', { name: 'Add schedule' }).click();
  await expect(form).toBeHidden();

  await page.getByRole('link', { name: 'Nightly loop of wn-01' }).click();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page
    .getByRole('link', { name: /^CPU loop/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /^CPU loop.*: wn-01$/ })).toBeVisible();
  await expectEnded(page, RUN_MS);
  const figures = page.getByRole('region', { name: 'Figures' });
  await expect(figures.getByRole('row', { name: /^Speed/ })).toContainText(/rounds\/s.* to .*\(50 %\).*2 repeats/);
  await page.getByRole('region', { name: 'Repeats' }).getByText('Repeat 1').click();
  await expect(page.getByText(/^rounds per second/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Provenance' })).toContainText(/Guest mode\s*fully virtualized/);
  await expect(page.getByRole('main')).toContainText('Every instruction of this guest was emulated');

  await page.getByRole('button', { name: 'Propose' }).click();
  const proposal = page.getByRole('dialog', { name: 'Propose this run' });
  await proposal.getByLabel(/^Note/).fill('First of the new kernel');
  await proposal.getByRole('button', { name: 'Propose' }).click();
  await expect(page.getByRole('main').getByText('proposed', { exact: true }).first()).toBeVisible();
  const address = page.url();

  // Somebody else signs it.
  const manager = await enterFirstTime(browser, await addAccount(page, { name: 'Ada Manager', role: 'manager' }));
  await manager.page.goto('/benchmarks/review');
  await manager.page.getByRole('link', { name: 'CPU loop' }).first().click();
  await expect(manager.page).toHaveURL(address);
  await manager.page.getByRole('button', { name: 'Judge' }).click();
  const verdict = manager.page.getByRole('dialog', { name: 'Judge this run' });
  await expect(verdict).toContainText('Signed as Ada Manager');
  await expect(verdict.getByRole('button', { name: 'Sign verdict' })).toBeDisabled();
  await verdict.getByRole('radio', { name: /^Accept/ }).check();
  await verdict.getByLabel(/^Comment/).fill('Two repeats, and quiet');
  await verdict.getByRole('button', { name: 'Sign verdict' }).click();
  await expect(verdict).toBeHidden();
  await manager.context.close();

  // The page of whoever proposed it tells without being asked again.
  await page.goto(address);
  const review = page.getByRole('region', { name: 'Review' });
  await expect(review).toContainText('signed by Ada Manager');
  await expect(review).toContainText('Two repeats, and quiet');
  await page.reload();
  await expect(review.getByRole('list', { name: 'Verdicts, newest first' }).getByRole('listitem')).toHaveCount(2);
});

test('bandwidth and startup, natively and between two guests, beside the figures of 2006', async ({ page }) => {
  test.setTimeout(3 * PING_PONG_MS);
  const [host] = (await readHosts(page.request)).filter(({ name }) => name.startsWith('rig-'));
  if (host === undefined) throw new Error('no rig host');

  const run = async (place: RegExp, ends: readonly [label: string, name: string][]) => {
    await page.goto('/benchmarks/runs');
    await page.getByRole('button', { name: 'Run benchmark' }).first().click();
    const form = page.getByRole('dialog', { name: 'Run a benchmark' });
    await form.getByLabel('Benchmark', { exact: true }).selectOption({ label: 'Bandwidth and startup (NetPIPE)' });
    await form.getByRole('radio', { name: place }).check();
    for (const [label, name] of ends) await form.getByLabel(label, { exact: true }).fill(name);
    await form.getByLabel('Largest message in bytes').fill('1024');
    await form.getByLabel('Repeats').fill('1');
    await form.getByLabel('Warm-ups').fill('0');
    await form.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^Bandwidth and startup/ })).toBeVisible();
    await expectEnded(page, PING_PONG_MS);
    const figures = page.getByRole('region', { name: 'Figures' });
    await expect(figures.getByRole('row', { name: /^Startup/ })).toContainText(/\d µs/);
    await expect(figures.getByRole('row', { name: /^Bandwidth/ })).toContainText(/\d MB\/s/);
    return page.url().split('/').at(-1) ?? '';
  };
  const native = await run(/^Between two hosts/, [
    ['Host', host.name],
    ['Other host', host.name],
  ]);
  const guests = await run(/^Between two domains/, [
    ['Domain', 'wn-01'],
    ['Other domain', 'wn-02'],
  ]);

  await page.goto('/benchmarks/cluster');
  const main = page.getByRole('main');
  await expect(main).toContainText('Not all that is drawn is alike');
  await expect(main).toContainText('QEMU without KVM: wn-01 ↔ wn-02');
  await expect(main).toContainText('2006: p4-native');

  // Unlike is compared where somebody asks for it, and says what is unlike; on a phone as well.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/benchmarks/compare?aRun=${native}&bRun=${guests}&unlike=true`);
  const common = page.getByRole('region', { name: 'Common metrics' });
  await expect(common).toContainText('Unlike: processor: real against emulated');
  await expect(common.getByText('B against A').filter({ visible: true })).not.toHaveCount(0);
  await expectFits(page);
});
