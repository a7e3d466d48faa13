/** A simulated host loses its power: the page tells what is known, and its domains run elsewhere, each once. */
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { sendFault } from '@/lib/drivers/simulated/send-fault';
import { simulatorSocketOf } from '@/tools/up/simulator-socket';
import { command, openDomain, readDomain, readHosts, row } from './support/gridbox';
import { expectFits, expectNoBarriers } from './support/looks';

const HOST = 'montecito-03';
/** It has no priority, so nobody starts it again. */
const GUESTS = ['alice-wn-21', 'alice-wn-22', 'alice-wn-23', 'alice-se-21'];
/** Twenty seconds to a suspicion, forty-five to a loss, and a busy machine in between. */
const DECIDED_MS = 150_000;

const fault = async (what: 'fail' | 'heal', host = HOST): Promise<void> => {
  const dir = process.env['GRIDBOX_TEST_LAB_DIR'] ?? '.data';
  await sendFault({ socketPath: simulatorSocketOf(dir), host, fault: { fault: what } });
};

/** How many hosts say that they run it, each asked by Gridbox. */
async function runningCopies(page: Page, name: string): Promise<number> {
  const { id } = await readDomain(page.request, name);
  const answer = await page.request.get(`/api/v1/domains/${id}`);
  const { sightings } = z.object({ sightings: z.array(z.object({ state: z.string() })) }).parse(await answer.json());
  return sightings.filter(({ state }) => state === 'running').length;
}

test('a host that loses its power is fenced, its domains run elsewhere once, and its old definitions go when it is back', async ({
  page,
}) => {
  test.setTimeout(400_000);
  await page.goto('/recovery');
  await expect(page.getByRole('heading', { level: 1, name: 'Recovery' })).toBeVisible();
  const survival = page.getByRole('region', { name: 'What the testbed survives' });
  await expect(survival.getByText(/survives? the loss of|does not survive/).first()).toBeVisible();
  const before = await Promise.all(GUESTS.map(async (name) => await readDomain(page.request, name)));
  for (const guest of before) expect(guest).toMatchObject({ hostName: HOST, state: 'running' });

  await fault('fail');
  await page
    .getByRole('link', { name: `Loss of ${HOST}` })
    .first()
    .click({ timeout: DECIDED_MS });
  await expect(page.getByRole('heading', { level: 1, name: `Loss of ${HOST}` })).toBeVisible();
  // What would be, before anything is done.
  const known = page.getByRole('region', { name: 'What is known' });
  await expect(known).toContainText('simulated management card says that it is dead', { timeout: DECIDED_MS });

  await expect(known).toContainText('by the rules', { timeout: DECIDED_MS });
  await expect(known).toContainText('The simulated power switch is off', { timeout: DECIDED_MS });
  const domains = page.getByRole('region', { name: 'Its domains' }).first();
  for (const name of GUESTS)
    await expect(domains.getByRole('row').filter({ hasText: name })).toContainText('runs elsewhere', {
      timeout: DECIDED_MS,
    });
  await expect(page.getByText('recovered', { exact: true }).first()).toBeVisible({ timeout: DECIDED_MS });
  await expectNoBarriers(page);
  await expectFits(page);

  for (const name of GUESTS) {
    const guest = await readDomain(page.request, name);
    expect(guest).toMatchObject({ state: 'running' });
    expect(guest.hostName).not.toBe(HOST);
    expect(await runningCopies(page, name)).toBe(1);
  }

  await fault('heal');
  await expect
    .poll(async () => (await readHosts(page.request)).find(({ name }) => name === HOST) !== undefined)
    .toBe(true);
  // What it still had defined is removed by an operation of its own, for each.
  await page.goto('/operations');
  for (const name of GUESTS)
    await expect(row(page, `Remove what ${HOST} still has defined of ${name}`).first()).toContainText('succeeded', {
      timeout: DECIDED_MS,
    });
  for (const name of GUESTS) expect(await runningCopies(page, name)).toBe(1);
});

test('a host that is back before it is called lost runs again what ran on it', async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  const back = 'montecito-02';
  const guests = ['atlas-wn-21', 'atlas-wn-22'];
  const paused = 'geant4-fpswa-01';
  await command(page.request, baseURL, 'pause', paused);
  for (const name of guests)
    expect(await readDomain(page.request, name)).toMatchObject({ hostName: back, state: 'running' });
  await fault('fail', back);
  await page.goto('/recovery');
  await page
    .getByRole('link', { name: `Loss of ${back}` })
    .first()
    .click({ timeout: DECIDED_MS });
  await fault('heal', back);
  const known = page.getByRole('region', { name: 'What is known' });
  await expect(known).toContainText('Started anew', { timeout: DECIDED_MS });
  const domains = page.getByRole('region', { name: 'Its domains' }).first();
  for (const name of guests)
    await expect(domains.getByRole('row').filter({ hasText: name })).toContainText('runs again', {
      timeout: DECIDED_MS,
    });
  // What it had in memory is gone, so nobody starts it unasked.
  await expect(domains.getByRole('row').filter({ hasText: paused })).toContainText('It was paused');
  await expect(page.getByText('recovered', { exact: true }).first()).toBeVisible({ timeout: DECIDED_MS });
  await expectNoBarriers(page);
  await expectFits(page);
  for (const name of guests) {
    expect(await readDomain(page.request, name)).toMatchObject({ hostName: back, state: 'running' });
    expect(await runningCopies(page, name)).toBe(1);
  }
});

test('whoever may says by a domain’s page whether it is started again', async ({ page }) => {
  await openDomain(page, 'dteam-ui-01');
  await page.getByRole('tab', { name: 'Edit' }).click();
  const choice = page.getByRole('combobox', { name: 'Started again after the loss of its host' });
  await expect(choice).toHaveValue('');
  await choice.selectOption('Low priority');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByText('Low priority', { exact: true })).toBeVisible();
});
