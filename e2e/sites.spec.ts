import { expect, type Page, test } from '@playwright/test';
import { expectFits, expectGoodLooks, expectNoBarriers, SIZES } from './support/looks';

const NAME = `box-${crypto.randomUUID().slice(0, 8)}`;
/** Four looks with axe, besides the journey. */
const JOURNEY_MS = 240_000;

const editor = (page: Page) => page.getByRole('textbox', { name: 'Site file' });

/** By the keyboard, as whoever writes would: the editor has the whole text selected and gets another. */
async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

test('a site from an example: a mistake told at its line, mended, planned, read and changed', async ({ page }) => {
  test.setTimeout(JOURNEY_MS);
  await page.goto('/sites');
  await page.getByRole('link', { name: 'New site' }).first().click();
  await page.getByLabel('New site from').selectOption({ label: 'GRID-in-a-box' });
  await expect(page.getByText(/asks for 4 domains \(ce, se, wn-1, wn-2\)/)).toBeVisible();
  const answer = await page.request.get('/api/v1/site-examples');
  const { items } = (await answer.json()) as { items: { name: string; text: string }[] };
  const example = items.find(({ name }) => name === 'grid-in-a-box')?.text ?? '';
  const good = example.replace('name: grid-in-a-box', `name: ${NAME}`);
  const bad = good.replace('memory: 384Mi', 'memory: 384MB').replace('role: SE', 'roles: SE');
  const line = bad.slice(0, bad.indexOf('384MB')).split('\n').length;

  await replaceText(page, bad);
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText(`Line ${line} memory: 384MB — write a size such as 768Mi or 2Gi`);
  await expect(problems).toContainText('roles — is no field that stands here; did you mean role?');
  await expect(page.getByRole('button', { name: 'Save site' })).toHaveAccessibleDescription(/problems in the text/);
  await expectNoBarriers(page);
  // The line leads to its place, and Escape, then Tab out of the text again.
  await problems.getByRole('button', { name: `Line ${line}` }).click();
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();

  await replaceText(page, good);
  await expect(problems).toHaveCount(0);
  // What nothing is done by is told at its line, and saved nevertheless.
  const windows = good.slice(0, good.indexOf('windows: [')).split('\n').length;
  await expect(page.getByRole('list', { name: 'Warnings' })).toContainText(
    `Line ${windows} windows — is not used by this Gridbox in guests`,
  );
  await page.getByLabel('Reason').fill('first try');
  await page.getByRole('button', { name: 'Save site' }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();

  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page).toHaveURL(/tab=plan/);
  await expect(page.getByRole('heading', { name: 'Plan of revision 1' })).toBeVisible();
  await expect(page.getByText(/Creates 4 domains\./)).toBeVisible();
  const domains = page.getByRole('region', { name: 'Domains' });
  await expect(
    domains
      .getByRole('listitem')
      .filter({ hasText: `${NAME}-ce` })
      .first(),
  ).toContainText(/On dempsey-\d+/);
  // Nobody has built it here: the way to it stands beside what it stands in the way of.
  await expect(domains.getByRole('link', { name: /^(Open|Write and build) the image debian-ce$/ })).toHaveAttribute(
    'href',
    /^\/images\/(new\?example=debian-ce|[0-9a-f-]+)$/,
  );
  await domains
    .getByText(/^Why not the/)
    .first()
    .click();
  const order = page.getByRole('region', { name: 'Order' });
  await expect(order.getByText('Round 1 of 4')).toBeVisible();
  await expect(
    order
      .getByRole('listitem')
      .filter({ hasText: /Create\s*wn-1 on/ })
      .last(),
  ).toContainText('after se');
  await expect(page.getByRole('region', { name: 'Against the testbed now' })).toContainText(`${NAME}-ce is not there.`);
  await expectGoodLooks(page);
  await page.setViewportSize(SIZES[0]);

  await page.getByRole('tab', { name: 'Queues' }).click();
  const start = page.getByRole('region', { name: 'When could a job start', exact: true });
  // As much as the queue lets a job have.
  await expect(start.getByLabel('The job takes')).toHaveValue('2h');
  await start.getByLabel('The job takes').fill('3h');
  await expect(start).toContainText('atlas ends its jobs after 2 h, and this one asks for 3 h.');
  await start.getByLabel('The job takes').fill('20m');
  await expect(start.getByRole('status')).toContainText('At once; it would end at');
  await start.getByLabel('Queue').selectOption('dteam');
  await start.getByLabel('Clock of the batch system').selectOption('UTC');
  // The first after the head: the last ends where the calendar does.
  await expect(start.getByRole('row').nth(1)).toContainText('20:00');
  const written = page.getByRole('region', { name: 'As batch systems write them' });
  await expect(written).toContainText('not verified against a live installation');
  await expect(written.getByRole('region', { name: 'LSF: lsb.queues' })).toContainText(
    'DISPATCH_WINDOW = 1:8:00-1:20:00',
  );
  await page.setViewportSize(SIZES[1]);
  await expectFits(page);
  await expectNoBarriers(page);
  await page.setViewportSize(SIZES[0]);

  await page.getByRole('tab', { name: 'File' }).click();
  await replaceText(
    page,
    good.replace('count: 2', 'count: 3').replace('memory: 4Gi', 'memory: 6Gi').replace('vms: 4', 'vms: 6'),
  );
  await page.getByRole('button', { name: 'Save revision 2' }).click();
  await page.getByRole('tab', { name: 'Plan' }).click();
  await expect(page.getByText(/this is the plan of revision 1, and the file is at revision 2/)).toBeVisible();
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(page.getByText(/Creates 5 domains\./)).toBeVisible();
  await page.getByRole('tab', { name: 'Revisions' }).click();
  await expect(page.getByRole('list', { name: 'Revisions, newest first' })).toContainText('first try');
  const compared = page.getByRole('region', { name: 'Revision 2 against 1' });
  await expect(compared).toContainText('added:     count: 3');
  await expect(compared).toContainText('taken away:     count: 2');
  await page.setViewportSize(SIZES[1]);
  await expectFits(page);
  await expectNoBarriers(page);
  await page.setViewportSize(SIZES[0]);

  await page.getByRole('tab', { name: 'Secrets' }).click();
  const secrets = page.getByRole('region', { name: 'Secrets', exact: true });
  await expect(secrets.getByRole('listitem').filter({ hasText: 'munge-key' })).toContainText('made for each site');
  const store = secrets.getByRole('form', { name: 'Store a secret' });
  await store.getByLabel('Name').fill('Robot Token');
  await store.getByLabel('Value').fill('of no use elsewhere');
  await store.getByRole('button', { name: 'Store secret' }).click();
  await expect(store).toContainText('write small letters, digits and hyphens');
  await store.getByLabel('Name').fill('robot-token');
  await store.getByRole('button', { name: 'Store secret' }).click();
  const stored = secrets.getByRole('listitem').filter({ hasText: 'robot-token' });
  await expect(stored).toContainText('named by no node');
  await expect(store.getByLabel('Value')).toHaveValue('');
  await expect(page.getByText('of no use elsewhere')).toHaveCount(0);
  await expectNoBarriers(page);
  await stored.getByRole('button', { name: 'Forget robot-token…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Forget secret' }).click();
  await expect(stored).toHaveCount(0);
  await page.getByRole('tab', { name: 'Beside native' }).click();
  await expect(page.getByRole('region', { name: 'Beside native services' })).toContainText(
    'Nothing of this site is probed',
  );

  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete site' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sites' })).toBeVisible();
  await expect(page.getByRole('link', { name: NAME })).toHaveCount(0);
});

test('the editor offers what the format has at the cursor', async ({ page }) => {
  await page.goto('/sites/new?from=vo-box');
  await expect(page.getByText(/asks for one domain/)).toBeVisible();
  await editor(page).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('publ');
  await page.keyboard.press('Control+Space');
  const offer = page.getByRole('listbox', { name: 'Completions' });
  await expect(offer.getByRole('option')).toHaveText([/^publish/]);
  await page.keyboard.press('Escape');
  await expect(offer).toHaveCount(0);
  await expect(editor(page)).toBeFocused();
});
