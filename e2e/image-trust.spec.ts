/** Somebody is trusted, their signed list is read, one image of it invalidated, and a VO takes nothing else any more. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { listText, makeAuthority } from '../lib/images/testing/sign-list';
import { expectGoodLooks } from './support/looks';

test('an endorser is trusted, a list imported, an image invalidated, and a VO takes endorsed images alone', async ({
  page,
}) => {
  const authority = makeAuthority(`CA of ${randomUUID().slice(0, 8)}`);
  const [jane, joe] = [authority.endorser('Jane'), authority.endorser('Joe')];
  const identifier = randomUUID();
  const list = (endorser: typeof jane, version: string): string =>
    endorser.sign(
      listText({ endorser, authority, identifier, version, images: [{ identifier: 'w', sha512: 'ab'.repeat(64) }] }),
    );
  const [first, older, foreign] = [list(jane, '1.1'), list(jane, '1.0'), list(joe, '1.2')];
  const vo = `vo-${randomUUID().slice(0, 8)}`;
  try {
    await page.goto('/images');
    await page.getByRole('link', { name: 'Trust', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Trust in images' })).toBeVisible();

    await page.getByRole('button', { name: 'Trust endorser' }).click();
    const trust = page.getByRole('dialog', { name: 'Trust an endorser' });
    await trust.getByLabel('Certificate').fill(authority.certificate);
    await trust.getByLabel('VOs').fill(vo);
    await trust.getByRole('button', { name: 'Trust endorser' }).click();
    await expect(trust).toContainText('say whom of its people');
    await trust.getByLabel('Subject').fill(jane.subject);
    await trust.getByRole('button', { name: 'Trust endorser' }).click();
    await expect(trust).toBeHidden();
    await expect(
      page.getByRole('list', { name: 'Endorsers' }).getByText(`authority ${authority.subject}`),
    ).toBeVisible();

    await page.getByRole('button', { name: 'Import list' }).click();
    const importing = page.getByRole('dialog', { name: 'Import an image list' });
    const text = importing.getByLabel('Signed list');
    const importButton = importing.getByRole('button', { name: 'Import list' });
    await text.fill(foreign);
    await importButton.click();
    await expect(importing).toContainText('is not trusted here to endorse images');
    await text.fill(first.replace('Debian worker', 'Another worker'));
    await importButton.click();
    await expect(importing).toContainText('its signature does not hold');
    await importing.getByLabel('File of the list').setInputFiles({
      name: 'image.list',
      mimeType: 'multipart/signed',
      buffer: Buffer.from(first),
    });
    await expect(text).toHaveValue(/Debian worker/);
    await importButton.click();

    await expect(page.getByRole('heading', { level: 1, name: 'Test images' })).toBeVisible();
    const images = page.getByRole('list', { name: 'Images of the list' });
    await expect(images.getByRole('listitem')).toContainText('The library has no image of these bytes.');
    await expect(images.getByText('endorsed', { exact: true })).toBeVisible();
    await expectGoodLooks(page);
    await images.getByRole('button', { name: 'Invalidate' }).click();
    const judge = page.getByRole('dialog', { name: 'Invalidate Debian worker' });
    await judge.getByLabel('Reason').fill('has a hole');
    await judge.getByRole('button', { name: 'Invalidate image' }).click();
    await expect(images.getByText(/^Invalidated by .*: has a hole$/)).toBeVisible();

    await page.getByRole('link', { name: 'Trust in images' }).click();
    await page.getByRole('button', { name: 'Import list' }).click();
    await text.fill(older);
    await importButton.click();
    await expect(importing).toContainText('Version 1.0 of this list is older than 1.1, which is here.');
    await importing.getByRole('button', { name: 'Leave it' }).click();

    await page.getByRole('button', { name: 'Set rule' }).click();
    const rule = page.getByRole('dialog', { name: 'Set a VO’s rule' });
    await rule.getByLabel('VO', { exact: true }).fill(vo);
    await rule.getByRole('button', { name: 'Set rule' }).click();
    await expect(page.getByRole('list', { name: 'Rules of VOs' })).toContainText(
      'takes endorsed images of the library alone',
    );
    await expectGoodLooks(page);
    const refused = await page.request.post('/api/v1/domains/create', {
      headers: { origin: new URL(page.url()).origin, 'idempotency-key': randomUUID() },
      data: {
        name: `d-${vo}`,
        vo,
        memoryKiB: 65_536,
        vcpus: 1,
        boot: { from: 'disk' },
        disks: [{ from: 'layer', path: '/srv/worker.qcow2', format: 'qcow2' }],
      },
    });
    expect(refused.status()).toBe(422);
    expect(await refused.text()).toContain(`${vo} takes endorsed images of the library alone`);
  } finally {
    authority.remove();
  }
});
