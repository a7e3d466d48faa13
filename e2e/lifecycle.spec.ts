import { expect, type Locator, type Page, test } from '@playwright/test';
import { virsh } from '@/tools/rig/virsh';
import { readGuestClock } from './support/guest';
import { GUEST_MS, openDomain, readDomain, readHosts, row, searchDomains, stateOf, tile } from './support/gridbox';

const GUEST = 'wn-02';

test.describe.configure({ mode: 'serial' });

/** The list, narrowed to the guest. */
async function openList(page: Page): Promise<Locator> {
  await page.goto('/domains');
  await searchDomains(page, `name:${GUEST}`);
  await expect(row(page, GUEST)).toBeVisible();
  return row(page, GUEST);
}

async function chooseInMenu(page: Page, action: string): Promise<void> {
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('shut down from the list, with a reason; a disabled action says why', async ({ page }) => {
  const guest = await openList(page);
  await expect(guest).toContainText('running');
  await guest.getByRole('button', { name: `Actions of ${GUEST}` }).click();
  const start = page.getByRole('menuitem', { name: 'Start', exact: true });
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription(/The domain is running; start needs it to be off/);
  await chooseInMenu(page, 'Shut down…');

  const dialog = page.getByRole('dialog', { name: `Shut down: ${GUEST}` });
  await expect(dialog).toContainText('what it serves ends');
  await dialog.getByLabel(/^Reason/).fill('Kernel update');
  await dialog.getByRole('button', { name: 'Shut down' }).click();
  await expect(guest.getByText('off', { exact: true })).toBeVisible({ timeout: GUEST_MS });
});

test('start from its page; its steps stand on the operations page', async ({ page }) => {
  await openDomain(page, GUEST);
  await expect(stateOf(page, 'off')).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(stateOf(page, 'running')).toBeVisible({ timeout: GUEST_MS });
  await expect(page.getByRole('button', { name: 'Migrate…' })).toBeEnabled();

  await page.getByRole('link', { name: 'Operations', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Operations', level: 1 })).toBeVisible();
  await page
    .getByRole('link', { name: new RegExp(`^Start ${GUEST}`) })
    .first()
    .click();
  const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
  await expect(steps.first()).toContainText('succeeded');
  for (const step of await steps.all()) await expect(step).toContainText(/succeeded|skipped/);

  await page.goto('/operations');
  await page
    .getByRole('link', { name: new RegExp(`^Shut down ${GUEST}`) })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Facts' })).toContainText('Kernel update');
});

test('force off from the map, after a second look; start again by key', async ({ page }) => {
  const { hostName } = await readDomain(page.request, GUEST);
  const on = hostName ?? '';
  await page.goto('/');
  await tile(page, on, GUEST).click({ button: 'right' });
  await chooseInMenu(page, 'Force off…');
  const dialog = page.getByRole('dialog', { name: `Force off: ${GUEST}` });
  await expect(dialog).toContainText('loses power at once');
  await dialog.getByRole('button', { name: 'Keep as it is' }).click();
  await expect(dialog).toBeHidden();
  await expect(tile(page, on, GUEST)).toHaveAccessibleName(/, running,/);

  await tile(page, on, GUEST).click({ button: 'right' });
  await chooseInMenu(page, 'Force off…');
  await dialog.getByRole('button', { name: 'Force off' }).click();
  await expect(tile(page, on, GUEST)).toHaveAccessibleName(/, off,/, { timeout: GUEST_MS });

  await tile(page, on, GUEST).focus();
  await page.keyboard.press('s');
  await expect(tile(page, on, GUEST)).toHaveAccessibleName(/, running,/, { timeout: GUEST_MS });
});

test('saved to disk from its page, and restored: the guest is the same one', async ({ page }) => {
  await openDomain(page, GUEST);
  // Saved while it still booted, nobody could tell afterwards whether it is the same one.
  await readGuestClock(page);
  await page.getByRole('button', { name: `All actions on ${GUEST}` }).click();
  await chooseInMenu(page, 'Save to disk');
  await expect(stateOf(page, 'saved')).toBeVisible({ timeout: GUEST_MS });
  await page.getByRole('button', { name: `All actions on ${GUEST}` }).click();
  const start = page.getByRole('menuitem', { name: 'Start', exact: true });
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription(/its memory is kept on its host/);
  await chooseInMenu(page, 'Discard saved memory…');
  const dialog = page.getByRole('dialog', { name: `Discard saved memory: ${GUEST}` });
  await expect(dialog).toContainText('What its guest was doing is lost');
  await dialog.getByRole('button', { name: 'Keep as it is' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(stateOf(page, 'running')).toBeVisible({ timeout: GUEST_MS });
  await page.goto('/operations');
  await page
    .getByRole('link', { name: new RegExp(`^Restore ${GUEST}`) })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('its memory was kept');
});

test('a console on its page: typed into a shell of the guest, which answers; a key leads out', async ({ page }) => {
  await openDomain(page, GUEST);
  await page.getByRole('tab', { name: 'Console' }).click();
  await page.getByRole('button', { name: 'Open console' }).click();
  const terminal = page.getByRole('textbox', { name: `Console of ${GUEST}` });
  await expect(terminal).toBeFocused({ timeout: GUEST_MS });
  await page.keyboard.press('Enter');
  await page.keyboard.type('echo sum $((40 + 2))');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: `Console of ${GUEST}` })).toContainText('sum 42', {
    timeout: GUEST_MS,
  });
  await page.keyboard.press('Control+F6');
  await expect(page.getByRole('button', { name: 'Close console' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible();
});

test('what somebody does on the host itself is seen at once', async ({ page }) => {
  const { hostName } = await readDomain(page.request, GUEST);
  const uri = (await readHosts(page.request)).find((host) => host.name === hostName)?.uri ?? '';
  const guest = await openList(page);
  await expect(guest).toContainText('running');
  await virsh(uri, ['suspend', GUEST]);
  try {
    await expect(guest).toContainText('paused');
  } finally {
    await virsh(uri, ['resume', GUEST]);
  }
  await expect(guest).toContainText('running');
});
