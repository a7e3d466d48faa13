/** Three people: a manager offers an environment, a VO admin asks for it, it is approved, runs on simulated hosts, is ended, and is proved to be gone. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { addAccount, enterFirstTime } from './support/accounts';
import { makeImage } from './support/images';
import { expectGoodLooks, expectNoBarriers, SIZES } from './support/looks';

/** It has room, and some small domains more or less are no other journey's matter. */
const HOST = 'dempsey-03';
const ENVIRONMENT = `wn-${crypto.randomUUID().slice(0, 6)}`;
/** Simulated guests boot in seconds, beside whatever else this machine does. */
const LEASE_MS = 120_000;

test.describe.configure({ mode: 'serial', timeout: 4 * LEASE_MS });

async function enterAs(page: Page, browser: Browser, account: Parameters<typeof addAccount>[1]): Promise<Page> {
  return (await enterFirstTime(browser, await addAccount(page, account))).page;
}
const main = (page: Page) => page.getByRole('main');

test('an environment is offered, asked for, lent, ended and proved to be gone, by three people', async ({
  page,
  browser,
  baseURL,
}) => {
  const path = await makeImage(page.request, { baseURL, host: HOST, name: `${ENVIRONMENT}-image` });
  const manager = await enterAs(page, browser, { name: 'Mia Manager', role: 'manager' });
  const admin = await enterAs(page, browser, { name: 'Ada Atlas', role: 'vo-admin', vos: 'atlas' });

  // The manager offers it.
  await manager.goto('/environments');
  await manager.getByRole('link', { name: 'New environment' }).first().click();
  await manager.getByLabel('Name', { exact: true }).fill(ENVIRONMENT);
  await manager.getByLabel('Description').fill('A user interface of SL');
  await manager.getByLabel('Role').selectOption('UI');
  await manager.getByLabel('Image from').selectOption('A file of its hosts');
  await manager.getByLabel('Path').fill(path);
  await manager.getByLabel('SHA-512').fill('0');
  await manager.getByLabel('Only these hosts').fill(HOST);
  await manager.getByLabel('Machine class').selectOption('Dempsey');
  // What is without a network has no address, which is said before it is offered.
  const network = manager.getByLabel('Network', { exact: true });
  await network.selectOption('None');
  await expect(network).toHaveAccessibleDescription(/reached by their consoles alone/);
  await network.selectOption('One of the lease alone');
  await expect(network).toHaveAccessibleDescription(/nobody gives out addresses on it/);
  await manager.getByLabel('Memory in MiB', { exact: true }).fill('64');
  await manager.getByLabel('VOs').fill('atlas');
  await manager.getByRole('button', { name: 'Offer environment' }).click();
  await expect(manager.getByText(/128 hexadecimal digits of its SHA-512/)).toBeVisible();
  await manager.getByLabel('SHA-512').fill('0'.repeat(128));
  await expectGoodLooks(manager);
  await manager.getByRole('button', { name: 'Offer environment' }).click();
  await expect(manager.getByRole('heading', { level: 1, name: ENVIRONMENT })).toBeVisible();
  // The page is there a moment before its title is.
  await expect(manager).toHaveTitle(/Environments/);
  await expect(manager.getByRole('region', { name: 'Facts' })).toContainText('not measured yet');
  await expectGoodLooks(manager);

  // The VO admin asks for it, too much at first.
  await admin.goto('/environments');
  await admin.getByRole('link', { name: ENVIRONMENT, exact: true }).click();
  await expect(admin.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(
    /VO admins do not offer environments/,
  );
  await admin.getByRole('link', { name: 'Request a lease' }).click();
  await expect(admin.getByLabel('VO', { exact: true })).toHaveValue('atlas');
  const count = admin.getByLabel('How many domains');
  await count.fill('99');
  await expect(count).toHaveAccessibleDescription(/This must be 8 at most\./);
  await expect(count).toHaveAttribute('aria-invalid', 'true');
  await count.fill('2');
  const feasibility = admin.getByRole('region', { name: 'Feasibility' });
  await expect(feasibility).toContainText('Fits now on Dempsey hosts.');
  await expect(admin.getByRole('button', { name: 'Send request' })).toHaveAccessibleDescription('Say what it is for.');
  await admin.getByLabel('Purpose').fill('Tests of the new client');
  await admin.getByLabel('At its end').selectOption('Keep snapshots to start from, then destroy them');
  await admin.getByLabel('Days that copies are kept').fill('91');
  await expect(admin.getByLabel('Days that copies are kept')).toHaveAccessibleDescription(/from 1 to 90/);
  await admin.getByLabel('Days that copies are kept').fill('3');
  await expect(feasibility).toContainText('Its hosts are simulated: what is kept has a size and no content');
  await expectNoBarriers(admin);
  await admin.getByRole('button', { name: 'Send request' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: /^Lease \d+$/ })).toBeVisible();
  await expect(admin).toHaveTitle(/Leases/);
  await expect(main(admin)).toContainText('waiting for a decision');
  const title = await admin.getByRole('heading', { level: 1 }).innerText();

  // The manager asks back, and is answered.
  await manager.goto('/leases/approvals');
  const link = manager.getByRole('link', { name: title, exact: true });
  const asked = manager.getByRole('list', { name: 'Requests' }).getByRole('listitem').filter({ has: link });
  await expect(asked).toContainText('Tests of the new client');
  await expect(asked).toContainText('2 domains of 1 vCPU, 64 MiB');
  await expect(asked).toContainText('Fits now on Dempsey hosts.');
  // The navigation stands beside the page where there is room for it.
  await manager.setViewportSize(SIZES[0]);
  await expect(
    manager.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Leases \d+ to decide$/ }),
  ).toBeVisible();
  await expectGoodLooks(manager);
  await link.click();
  await expect(manager).toHaveTitle(/Leases/);
  const decision = manager.getByRole('region', { name: 'Decision' });
  await expect(decision).toContainText('Fits now on Dempsey hosts.');
  await expect(decision.getByRole('button', { name: 'Reject' })).toHaveAccessibleDescription(/Say why/);
  await expectGoodLooks(manager);
  await decision.getByLabel('What to say to it').fill('Are two needed?');
  await decision.getByRole('button', { name: 'Ask back' }).click();
  await expect(main(manager)).toContainText('waiting for an answer');
  const answer = admin.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText('Mia Manager asks: Are two needed?');
  await answer.getByLabel('Your answer').fill('One would do.');
  await expectNoBarriers(admin);
  await answer.getByRole('button', { name: 'Send answer' }).click();

  // It is approved with less than was asked.
  await expect(decision).toBeVisible();
  await decision.getByLabel('How many domains').fill('-1');
  await expect(decision.getByRole('region', { name: 'Feasibility' })).toContainText('when the fields above are right');
  await decision.getByLabel('How many domains').fill('1');
  await expect(decision.getByRole('region', { name: 'Feasibility' })).toContainText('Fits now on Dempsey hosts.');
  await decision.getByRole('button', { name: 'Approve as adjusted' }).click();
  await expect(manager.getByRole('region', { name: 'Facts' })).toContainText('1 domain of 1 vCPU, 64 MiB');

  // It runs, and its VO admin sees it live.
  const domains = admin.getByRole('list', { name: 'Domains of the lease' });
  await expect(domains).toContainText('running', { timeout: LEASE_MS });
  await expect(domains).toContainText(`on ${HOST}`);
  await expect(main(admin)).toContainText('active');
  const facts = admin.getByRole('region', { name: 'Facts' });
  await expect(facts).toContainText('2 domains of 1 vCPU, 64 MiB');
  await expect(facts).toContainText('1 domain of 1 vCPU, 64 MiB');
  const name = `${title.toLowerCase().replace(' ', '-')}-ui-1`;
  const bell = admin.getByRole('banner').getByRole('link', { name: /^Inbox, \d+ unread$/ });
  await bell.click();
  const notices = admin.getByRole('list', { name: 'Notices' });
  await expect(notices).toContainText('is active');
  await expect(notices).toContainText('is approved as adjusted by Mia Manager');
  await expectGoodLooks(admin);
  await notices.getByRole('listitem').filter({ hasText: 'is active' }).getByRole('link').click();
  await expect(admin).toHaveTitle(/Leases/);
  await domains.getByRole('link', { name }).click();
  await expect(admin.getByRole('heading', { level: 1, name: new RegExp(name) })).toBeVisible();
  await admin.goto('/leases');
  await expect(admin.getByRole('region', { name: 'Quotas', exact: true })).toContainText('1, no limit');
  await admin.getByRole('link', { name: title, exact: true }).click();
  await expect(admin).toHaveTitle(/Leases/);

  // Its login is shown once; then it is said who read it.
  const login = admin.getByRole('region', { name: 'Login' });
  await expect(login).toContainText('Nobody has read them yet.');
  await login.getByRole('button', { name: 'Show the login' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Show the login' }).click();
  await expect(login.getByRole('region', { name: 'The private key' })).toContainText('BEGIN OPENSSH PRIVATE KEY');
  await expectGoodLooks(admin);
  await admin.reload();
  await expect(login).toContainText('They were read by Ada Atlas');
  await expect(login).not.toContainText('PRIVATE KEY');
  await expect(login.getByRole('button', { name: 'Issue another login' })).toBeEnabled();

  // It stands in the calendar, for its own people.
  await admin.goto('/leases/calendar');
  const lent = admin.getByRole('list', { name: 'Leases on Dempsey' });
  await expect(lent.getByRole('listitem')).toHaveCount(1);
  await expect(lent).toContainText('1 domain of 1 vCPU, 64 MiB');
  await expectGoodLooks(admin);
  await lent.getByRole('link', { name: title, exact: true }).click();
  await expect(admin).toHaveTitle(new RegExp(title));

  // It is extended, for no longer than it may be.
  const extend = admin.getByRole('button', { name: 'Extend' });
  const later = admin.getByRole('dialog', { name: /^Extend lease/ });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  await extend.click();
  await later.getByLabel('Until').fill(inDays(40));
  await later.getByRole('button', { name: 'Extend' }).click();
  await expect(later.getByLabel('Until')).toHaveAccessibleDescription(/This must be 30 days after its start at most/);
  await later.getByLabel('Until').fill(inDays(20));
  await later.getByRole('button', { name: 'Extend' }).click();
  await expect(later).toBeHidden();
  await expect(admin.getByRole('region', { name: 'History' })).toContainText('is extended to');

  // It is ended, and the proof is read.
  await admin.getByRole('button', { name: 'End lease' }).click();
  const dialog = admin.getByRole('dialog', { name: new RegExp(`^End lease`) });
  await expect(dialog).toContainText('its disks are kept');
  await expectNoBarriers(admin, '[role=dialog]');
  await dialog.getByRole('button', { name: 'End lease' }).click();
  const proof = admin.getByRole('region', { name: 'Proof of clean-up' });
  await expect(proof).toContainText('Nothing is left', { timeout: LEASE_MS });
  await expect(proof).toContainText(name);
  await expect(facts).toContainText('used, and proved to be gone');
  const kept = admin.getByRole('list', { name: 'Disks that are kept' });
  await expect(kept.getByRole('listitem')).toHaveCount(1);
  await expect(kept).toContainText(name);
  await expect(kept).toContainText('there is nothing to fetch');
  // Its VO finds what a later request may start from.
  await admin.goto('/vos/atlas');
  const snapshot = admin
    .getByRole('region', { name: 'Snapshots of the VO' })
    .getByRole('row')
    .filter({ hasText: name });
  await expect(snapshot).toContainText('not a signed image');
  await expectNoBarriers(admin);
  await snapshot.getByRole('link', { name: title, exact: true }).click();
  // On the page of the lease: the VO's own has such a button as well, until the other page is there.
  await kept.getByRole('button', { name: new RegExp(`^Remove ${name} `) }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(kept).toContainText('removed');
  await expect(admin.getByRole('region', { name: 'Domains' })).toContainText('Nothing of it is there.');
  await expectGoodLooks(admin);
});

test('a quota is set, and the request that is over it is told so', async ({ page, browser }) => {
  const vo = `vo${crypto.randomUUID().replaceAll(/\d|-/g, '').slice(0, 6)}`;
  const admin = await enterAs(page, browser, { name: 'Otto Other', role: 'vo-admin', vos: vo });
  await page.goto('/leases');
  await page.getByRole('button', { name: 'Set a quota' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a quota' });
  await dialog.getByLabel('VO', { exact: true }).selectOption(vo);
  await dialog.getByLabel('Domains').fill('-1');
  await expect(dialog.getByLabel('Domains')).toHaveAccessibleDescription(/whole number/);
  await dialog.getByLabel('Domains').fill('1');
  await dialog.getByLabel('of these on IA-64').fill('6');
  await dialog.getByRole('button', { name: 'Set quota' }).click();
  const quotas = page.getByRole('region', { name: 'Quotas', exact: true });
  await expect(quotas).toContainText('0 of 1');
  await expect(quotas).toContainText('6 left');
  // What is offered to atlas alone is not seen.
  const offered = await admin.request.get('/api/v1/environments');
  expect(offered.status()).toBe(200);
  expect(await offered.text()).not.toContain(ENVIRONMENT);
  await admin.goto('/leases');
  await expect(main(admin).getByText('No lease yet')).toBeVisible();
  const links = admin.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  await expect(links.filter({ hasText: 'Environments' })).toBeVisible();
  await expect(links.filter({ hasText: 'Hosts' })).toHaveCount(0);
  await expect(main(admin).getByRole('link', { name: 'Approvals' })).toHaveCount(0);
  // A rule is added, its limits held against what is typed.
  await page.getByRole('link', { name: 'Rules and webhooks' }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a rule' });
  await adding.getByLabel('Name').fill(`small-${vo}`);
  await adding.getByLabel('VO', { exact: true }).selectOption(vo);
  await expectNoBarriers(page, '[role=dialog]');
  await adding.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByRole('list', { name: 'Rules' })).toContainText('0 of 4 domains');
  // A mail server is set, tried, and taken away again; whoever wants it is mailed.
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const mail = page.getByRole('region', { name: 'Mail' });
  await mail.getByRole('button', { name: 'Set a mail server' }).click();
  const settings = page.getByRole('dialog', { name: 'Mail server' });
  await settings.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await settings.getByLabel('Port').fill(String((smtp.server.address() as AddressInfo).port));
  await settings.getByLabel('Encryption').selectOption('None');
  await settings.getByLabel('From').fill('Ada <ada@example.org>');
  await settings.getByRole('button', { name: 'Save mail server' }).click();
  await expect(settings.getByLabel('From')).toHaveAccessibleDescription(/Write an address such as/);
  await settings.getByLabel('From').fill('gridbox@example.org');
  await expectNoBarriers(page, '[role=dialog]');
  await settings.getByRole('button', { name: 'Save mail server' }).click();
  await expect(mail).toContainText('from gridbox@example.org');
  await mail.getByRole('button', { name: 'Send a test' }).click();
  await expect(mail.getByRole('status')).toContainText('taken by the server', { timeout: 30_000 });
  await admin.goto('/inbox');
  const byMail = admin.getByRole('region', { name: 'By mail' });
  await byMail.getByRole('checkbox', { name: 'My leases that end soon' }).check();
  await byMail.getByRole('button', { name: 'Save' }).click();
  await expect(byMail.getByRole('status')).toContainText('Saved.');
  await admin.reload();
  await expect(byMail.getByRole('checkbox', { name: 'My leases that end soon' })).toBeChecked();
  await mail.getByRole('button', { name: 'Remove the mail server' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove mail server' }).click();
  await expect(mail).toContainText('Nobody is mailed');
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await page.goto('/leases');
  // The manager takes it away again.
  await page.getByRole('button', { name: `Remove the quota of ${vo}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove quota' }).click();
  await expect(page.getByRole('button', { name: `Remove the quota of ${vo}` })).toBeHidden();
});
