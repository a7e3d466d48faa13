import { expect, test } from '@playwright/test';
import { command, rack, readDomain, readHosts, tile } from './support/gridbox';
import { expectGoodLooks } from './support/looks';

/** A domain of a simulated host that no other spec acts on. */
const DOMAIN = 'dteam-px-01';
/** A simulated move takes seconds; each look takes axe a second or two. */
const JOURNEY_MS = 240_000;
test.describe.configure({ timeout: JOURNEY_MS });

test.afterEach(async ({ request, baseURL }) => {
  // Running for whoever comes next, whatever became of this.
  await command(request, baseURL, 'start', DOMAIN).catch(() => undefined);
});

test('the map shows a moment before, says so, lets nothing be done, and tells what changed since', async ({
  page,
  request,
  baseURL,
}) => {
  const { hostName } = await readDomain(request, DOMAIN);
  const host = hostName ?? '';
  await page.goto('/');
  await expect(tile(page, host, DOMAIN)).toHaveAccessibleName(/, running,/);
  const time = page.getByRole('region', { name: 'Time' });
  const moment = time.getByRole('slider', { name: 'Moment' });
  await expect(moment).toHaveAttribute('aria-valuetext', 'now');
  await expect(time).toContainText(/The past is known since|Since/);

  await command(request, baseURL, 'destroy', DOMAIN);
  await expect(tile(page, host, DOMAIN)).toHaveAccessibleName(/, off,/);

  // Back to before, by keys, until it runs again: it did then.
  await moment.focus();
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    await expect(tile(page, host, DOMAIN)).toHaveAccessibleName(/, running,/, { timeout: 1_000 });
  }).toPass();
  const note = page.getByRole('note');
  await expect(note).toContainText(/You look at \d\d:\d\d:\d\d (today|yesterday)\. Nothing here is live/);
  await expect(moment).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d (today|yesterday)$/);
  await expect(page).toHaveURL(/[?&]at=/);

  await tile(page, host, DOMAIN).click({ button: 'right' });
  await expect(page.getByRole('menu')).toHaveCount(0);
  await tile(page, host, DOMAIN).focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await tile(page, host, DOMAIN).click();
  const panel = page.getByRole('complementary', { name: 'Domain' });
  await expect(panel.getByRole('link', { name: 'As it is now' })).toBeVisible();
  await expect(panel.getByRole('button')).toHaveCount(1);
  await panel.getByRole('button', { name: 'Close the panel' }).click();
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  // The address is the moment: whoever is sent it sees the same.
  await page.reload();
  await expect(note).toBeVisible();
  await expect(tile(page, host, DOMAIN)).toHaveAccessibleName(/, running,/);

  // What changed between then and now: the moment becomes the one to compare with.
  const then = new URL(page.url()).searchParams.get('at') ?? '';
  await page.goto(`/?since=${encodeURIComponent(then)}`);
  const changes = page.getByRole('region', { name: /^What changed between .* and now$/ });
  const stopped = changes.getByRole('listitem').filter({ hasText: `${DOMAIN} stopped: running, then off` });
  await expect(stopped.getByRole('link', { name: DOMAIN })).toBeVisible();
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await time.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(changes).toHaveCount(0);

  // One step back stands at the last change, and one button leads to now.
  await time.getByRole('button', { name: 'Change before' }).click();
  await expect(note).toBeVisible();
  await note.getByRole('button', { name: 'Now' }).click();
  await expect(note).toHaveCount(0);
  await expect(tile(page, host, DOMAIN)).toHaveAccessibleName(/, off,/);
});

test('before the first record the page says since when the past is known', async ({ page, request }) => {
  await page.goto('/?at=2006-05-01T12:00:00Z');
  await expect(page.getByRole('heading', { name: /^Nothing is recorded of \d\d:00:00 on 1 May 2006$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Look at the first moment' }).click();
  await expect(page.getByRole('note')).toContainText(/You look at/);
  const [host] = await readHosts(request);
  await page.goto('/?at=tomorrow');
  await expect(page.getByText('“tomorrow” in the address of this page is no moment.')).toBeVisible();
  await page.getByRole('button', { name: 'Now' }).click();
  await expect(rack(page, host?.name ?? '')).toBeVisible();
});
