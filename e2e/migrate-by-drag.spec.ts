import { expect, type Page, test } from '@playwright/test';
import { arrivingTile, dragOver, openDomain, rack, readDomain, tile } from './support/gridbox';
import { type GuestClock, readGuestClock } from './support/guest';

const GUEST = 'wn-01';
const REAL_HOSTS = ['rig-1', 'rig-2', 'rig-3'] as const;
/** So slow that the copy can be watched, and quick enough to wait for. */
const SLOW_MIB_PER_SECOND = '16';
/** A move of a real guest, slowed down, on a machine that builds something else besides. */
const MOVE_MS = 60_000;
/** Uptime is shown to the second, and the time of hearing is taken at the agent. */
const ROUNDING_MS = 3_000;

test.describe.configure({ mode: 'serial' });
// So high that every host is in sight: what is dragged is not scrolled.
test.use({ viewport: { width: 1440, height: 1800 } });

/** The guest's clock at the end of what was last read; every later reading must follow from it. */
let clock: GuestClock | undefined;

/** The guest has lived on since the last reading: its uptime has grown by the time that went by, and by no less. */
async function expectNeverRestarted(page: Page): Promise<void> {
  await openDomain(page, GUEST);
  // Heard after this moment means: heard where it is now.
  const next = await readGuestClock(page, Date.now());
  expect(next.uptimeMs).toBeGreaterThan(0);
  if (clock !== undefined) {
    expect(next.uptimeMs).toBeGreaterThan(clock.uptimeMs);
    const grown = next.uptimeMs - clock.uptimeMs;
    expect(Math.abs(grown - (next.heardAt - clock.heardAt))).toBeLessThan(ROUNDING_MS);
  }
  clock = next;
}

/** The real host that holds the guest, and another one. */
async function fromAndTo(page: Page): Promise<{ from: string; to: string }> {
  const from = (await readDomain(page.request, GUEST)).hostName;
  const to = REAL_HOSTS.find((host) => host !== from);
  if (from === null || to === undefined) throw new Error(`${GUEST} is on no real host`);
  return { from, to };
}

/** What the map shows at the end: the tile runs on the target, and only there. */
async function expectOnlyOn(page: Page, from: string, to: string): Promise<void> {
  await expect(tile(page, to, GUEST)).toHaveAccessibleName(/, running,/, { timeout: MOVE_MS });
  await expect(tile(page, from, GUEST)).toHaveCount(0);
  await expect(arrivingTile(page, to, GUEST)).toHaveCount(0);
}

test('a running guest is dragged to another real host and never notices', async ({ page }) => {
  await expectNeverRestarted(page);
  const { from, to } = await fromAndTo(page);
  await page.goto('/');
  await dragOver(page, GUEST, from, to, async () => {
    await expect(rack(page, to).getByText(/^ready, .* free after$/)).toBeVisible();
    await expect(rack(page, from).getByText('it is here now')).toBeVisible();
    await expect(
      rack(page, 'montecito-01')
        .getByText(/simulated|ia64|architecture/i)
        .first(),
    ).toBeVisible();
  });

  const dialog = page.getByRole('dialog', { name: `Migrate ${GUEST} to ${to}` });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText(`It runs on ${from} now.`)).toBeVisible();
  await expect(dialog.getByRole('term').filter({ hasText: 'Duration, predicted' })).toBeVisible();
  await dialog.getByLabel(/^Bandwidth cap/).fill(SLOW_MIB_PER_SECOND);
  await dialog.getByLabel(/^Reason/).fill('A tile was dragged');
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();

  // On both hosts while it travels, with its share.
  await expect(arrivingTile(page, to, GUEST)).toHaveAccessibleName(/, \d+ %, .*arriving$/);
  await expect(tile(page, from, GUEST)).toHaveAccessibleName(/moving/);
  await expectOnlyOn(page, from, to);

  await page.getByRole('link', { name: 'Migrations', exact: true }).click();
  await page.getByRole('link', { name: GUEST, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: `${GUEST}: ${from} → ${to}` })).toBeVisible();
  await expect(page.getByText('Reason: A tile was dragged')).toBeVisible();
  const stages = page.getByRole('list', { name: 'Stages' });
  await expect(stages.getByRole('listitem').filter({ hasText: 'done' })).not.toContainText('not reached');
  const answers = page.getByRole('region', { name: 'Answers' });
  await expect(answers).not.toContainText('not asked yet');
  await expect(answers).not.toContainText('not since the move');
  await expect(
    page.getByRole('region', { name: 'Figures' }).getByRole('row', { name: /^Downtime, measured at the guest/ }),
  ).toContainText(/\d+ m?s$/);

  await expectNeverRestarted(page);
});

test('the same by keys alone', async ({ page }) => {
  const { from, to } = await fromAndTo(page);
  await page.goto('/');
  await tile(page, from, GUEST).focus();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: new RegExp(`^Migrate ${GUEST}`) });
  await expect(dialog).toBeVisible();
  const target = dialog.getByRole('radio', { name: new RegExp(`^${to}\\b`) });
  await expect(target).toBeEnabled();

  // Tab goes to the hosts' radio buttons, arrows choose among those that can take it, Enter confirms.
  const chosen = dialog.getByRole('radio', { checked: true });
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(chosen).toBeFocused({ timeout: 200 });
  }).toPass();
  await expect(async () => {
    if (!(await target.isChecked())) await page.keyboard.press('ArrowDown');
    await expect(target).toBeChecked({ timeout: 200 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expectOnlyOn(page, from, to);
  // That the guest lives on is read after the third time, for both.
});

test('and a third time by the mouse in one go, and the guest lives on', async ({ page }) => {
  const { from, to } = await fromAndTo(page);
  await page.goto('/');
  // Forced for the same reason as in `dragOver`.
  await tile(page, from, GUEST).dragTo(rack(page, to), { force: true });
  const dialog = page.getByRole('dialog', { name: `Migrate ${GUEST} to ${to}` });
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expectOnlyOn(page, from, to);
  await expectNeverRestarted(page);
});

test('a host that cannot take it says why and cannot be chosen', async ({ page }) => {
  const { from } = await fromAndTo(page);
  await page.goto('/');
  await dragOver(page, GUEST, from, 'montecito-01', async () => {
    await expect(rack(page, 'montecito-01').getByRole('list').getByText(/ia64/).first()).toBeVisible();
  });
  // Nothing is chosen in the place of what was refused.
  const dialog = page.getByRole('dialog', { name: `Migrate ${GUEST}`, exact: true });
  await expect(dialog.getByText(`${GUEST} cannot move to montecito-01.`)).toBeVisible();
  await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Migrate', exact: true })).toBeDisabled();
  for (const host of ['montecito-01', 'dempsey-02']) {
    const refused = dialog.getByRole('radio', { name: new RegExp(`^${host} .*not possible`) });
    await expect(refused).toBeDisabled();
    await expect(refused).not.toBeChecked();
  }
  await dialog.getByRole('button', { name: 'Leave it there' }).click();
  await expect(dialog).toBeHidden();

  await openDomain(page, GUEST);
  await page.getByRole('tab', { name: 'What may move where' }).click();
  const montecito = page
    .getByRole('region', { name: 'Where it may move' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: 'montecito-01', exact: true }) });
  await expect(montecito).toContainText('not possible');
  await expect(montecito).toContainText(/ia64/);
  const button = montecito.getByRole('button', { name: 'Migrate here' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/\w+ .*\./);
});
