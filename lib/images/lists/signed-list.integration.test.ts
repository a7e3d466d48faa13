/** Image lists signed by OpenSSL, as endorsers do: what is taken, what is refused, and that the refusal says why and where. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listText, makeAuthority, type TestAuthority, type TestEndorser } from '@/lib/images/testing/sign-list';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';
import { compareVersions } from './image-list';
import { readSignedList } from './read-signed-list';
import type { TrustedEndorser } from './verify-signed';

const SHA = 'ab'.repeat(64);
const IDENTIFIER = '4e186b44-2c64-40ea-97d5-e9e5c0bce059';
const IMAGES = [{ identifier: 'worker', sha512: SHA }];

let authority: TestAuthority;
let other: TestAuthority;
let jane: TestEndorser;
let joe: TestEndorser;
/** Of Jane's name, by another authority. */
let impostor: TestEndorser;
beforeAll(() => {
  [authority, other] = [makeAuthority(), makeAuthority()];
  [jane, joe, impostor] = [authority.endorser('Jane'), authority.endorser('Joe'), other.endorser('Jane')];
});
afterAll(() => {
  authority.remove();
  other.remove();
});

type Options = Partial<Parameters<typeof listText>[0]>;
const text = (options: Options = {}): string =>
  listText({ endorser: jane, authority, identifier: IDENTIFIER, images: IMAGES, ...options });
/** Jane by the authority that knows her, as a site trusts people of a grid. */
const byAuthority = (): TrustedEndorser => ({ subject: jane.subject, certificate: authority.certificate });
const read = async (message: string, trusted: readonly TrustedEndorser[] = [byAuthority()], now = new Date()) =>
  await readSignedList(message, trusted, now);
const refused = async (...of: Parameters<typeof read>): Promise<string> => {
  try {
    await read(...of);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ListProblem' });
    return error instanceof Error ? error.message : '';
  }
  return 'taken';
};

describe('a list is taken', () => {
  test('signed beside its text or around it, by whom an authority knows or by one certificate', async () => {
    const own = { subject: jane.subject, certificate: jane.certificate };
    for (const message of [
      jane.sign(text()),
      jane.sign(text(), { opaque: true }),
      jane.sign(text(), { digest: 'sha512' }),
    ])
      for (const trusted of [byAuthority(), own]) {
        const { list, endorser, expiresAt } = await read(message, [trusted]);
        expect(endorser).toBe(trusted);
        expect(list['hv:images'].map((each) => each['hv:image'])).toMatchObject([
          { 'dc:identifier': 'worker', 'sl:checksum:sha512': SHA, 'hv:size': 121_243_136 },
        ]);
        expect(expiresAt).toEqual(list['dc:date:expires']);
      }
  });

  test('whatever the mail has made of its ends of line', async () => {
    const message = jane.sign(text());
    const lines = message.replaceAll('\r\n', '\n');
    expect(await refused(lines)).toBe('taken');
    expect(await refused(lines.replaceAll('\n', '\r\n'))).toBe('taken');
  });

  test('until its signer’s certificate ends, where that is before its own date', async () => {
    const brief = authority.endorser('Brief', 2);
    const message = brief.sign(text({ endorser: brief }));
    const { expiresAt } = await read(message, [{ ...brief }]);
    expect(expiresAt.getTime()).toBeLessThan(Date.now() + 2 * DAY_MS + HOUR_MS);
  });
});

describe('a list is refused', () => {
  test('where a letter of it was changed, or another signature put under it', async () => {
    const message = jane.sign(text());
    expect(await refused(message.replace(SHA, `cd${SHA.slice(2)}`))).toMatch(/^its signature does not hold/);
    const [head = ''] = message.split('Content-Type: application/x-pkcs7-signature');
    const foreign = jane.sign(text({ version: '2.0.0' }));
    const boundary = /boundary="([^"]+)"/.exec(message)?.[1] ?? '';
    const theirs = /boundary="([^"]+)"/.exec(foreign)?.[1] ?? '';
    const [, tail = ''] = foreign.split('Content-Type: application/x-pkcs7-signature');
    const swapped = `${head}Content-Type: application/x-pkcs7-signature${tail.replaceAll(theirs, boundary)}`;
    expect(await refused(swapped)).toMatch(/^its signature does not hold/);
  });

  test('where its signer is not trusted, or only has the name of one who is', async () => {
    const byJoe = joe.sign(text({ endorser: joe }));
    expect(await refused(byJoe)).toBe(`${joe.subject} is not trusted here to endorse images`);
    const byImpostor = impostor.sign(text({ endorser: impostor, authority: other }));
    expect(await refused(byImpostor)).toContain('is neither the trusted one nor from the trusted authority');
    const pinned = { subject: jane.subject, certificate: jane.certificate };
    expect(await refused(byImpostor, [pinned])).toContain('is neither the trusted one nor from the trusted authority');
    // A certificate that is no authority's lets nobody else in.
    expect(await refused(byJoe, [{ subject: joe.subject, certificate: jane.certificate }])).toContain('neither');
  });

  test('where it names another endorser than the one who signed it', async () => {
    const message = jane.sign(text({ endorser: joe }));
    expect(await refused(message)).toBe(
      `hv:imagelist › hv:endorser › hv:x509 › hv:dn: is ${joe.subject}, and ${jane.subject} signed it`,
    );
    expect(await refused(jane.sign(text({ authority: { ...authority, subject: '/CN=Other' } })))).toContain('hv:ca');
  });

  test('where it has expired, is from the future, or its signer’s certificate is not valid now', async () => {
    const now = Date.now();
    const old = jane.sign(text({ createdAt: new Date(now - 9 * DAY_MS), expiresAt: new Date(now - DAY_MS) }));
    expect(await refused(old)).toMatch(/^it expired at /);
    expect(await refused(jane.sign(text({ createdAt: new Date(now + HOUR_MS) })))).toContain('is in the future');
    const late = new Date(now + 400 * DAY_MS);
    expect(await refused(jane.sign(text()), [byAuthority()], late)).toContain('the certificate of');
  });

  test('where it is signed by way of SHA-1', async () => {
    expect(await refused(jane.sign(text(), { digest: 'sha1' }))).toContain('SHA-256 at least is asked for');
  });

  test('where it is no list, with the place of the mistake', async () => {
    expect(await refused(jane.sign('{"a": 1}'))).toMatch(/^hv:imagelist: /);
    expect(await refused(jane.sign('not json'))).toContain('is no JSON');
    const wrong = jane.sign(text({ images: [...IMAGES, { identifier: 'x', sha512: 'zz' }] }));
    expect(await refused(wrong)).toBe(
      'hv:imagelist › hv:images › 1 › hv:image › sl:checksum:sha512: has to be a SHA-512 in 128 hexadecimal digits',
    );
  });

  test('where it is no S/MIME message, whatever else it is', async () => {
    const boundary = 'Content-Type: multipart/signed; boundary="b"\n\n';
    const opaque = 'Content-Type: application/pkcs7-mime\n\n';
    const found = await Promise.all(
      [
        text(),
        '',
        boundary,
        `${boundary}--b\n{}\n--b--\n`,
        `${boundary}--b\n{}\n--b\nContent-Type: application/pkcs7-signature\n\nAAAA\n--b--\n`,
        `${opaque}@@@`,
        `${opaque}MIAG`,
        `${opaque}${Buffer.from('30'.repeat(2000), 'hex').toString('base64')}`,
        `${opaque}${Buffer.from('3080'.repeat(60_000), 'hex').toString('base64')}`,
        `${opaque}${'A'.repeat(3_000_000)}`,
      ].map(async (message) => await refused(message)),
    );
    expect(found.every((sentence) => sentence !== 'taken' && sentence !== '')).toBe(true);
    expect(found.slice(0, 2)).toEqual([expect.stringContaining('no S/MIME'), expect.stringContaining('no S/MIME')]);
  });
});

test('versions are compared by their numbers', () => {
  const sorted = ['1.10', '1.9.1', '1.9', '0.99', '1.9-2', '2'].toSorted(compareVersions);
  expect(sorted).toEqual(['0.99', '1.9', '1.9.1', '1.9-2', '1.10', '2']);
});
