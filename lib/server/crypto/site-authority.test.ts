import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isGood, makeAuthority, memberSubject, signHost, signMember, type SiteIdentity } from './site-authority';

const NOW = new Date();
const NAMES = ['box-ce', 'ce', '10.88.0.10', '127.88.0.10'] as const;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-authority-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
function kept(name: string, pem: string): string {
  const path = join(dir, name);
  writeFileSync(path, pem);
  return path;
}
const verify = (ca: SiteIdentity, identity: SiteIdentity, ...args: readonly string[]): string =>
  openssl(
    'verify',
    '-x509_strict',
    ...args,
    '-CAfile',
    kept('ca.pem', ca.certificatePem),
    kept('x.pem', identity.certificatePem),
  );

test('OpenSSL verifies what the CA signs, strictly, for the purpose and the names, and names it as grids do', async () => {
  const ca = await makeAuthority('box', NOW);
  const host = await signHost('box', ca, NAMES, NOW);
  expect(verify(ca, host, '-purpose', 'sslserver', '-verify_hostname', 'box-ce')).toContain('OK');
  expect(verify(ca, host, '-purpose', 'sslserver', '-verify_ip', '127.88.0.10')).toContain('OK');
  expect(() => verify(ca, host, '-verify_hostname', 'box-se')).toThrow(/hostname mismatch/i);
  const member = await signMember('box', ca, NOW);
  expect(verify(ca, member, '-purpose', 'sslclient')).toContain('OK');
  expect(() => verify(ca, member, '-purpose', 'sslserver')).toThrow(/purpose/i);
  // As ARC writes names, and compares them with its list of members.
  const subject = (identity: SiteIdentity) =>
    openssl(
      'x509',
      '-noout',
      '-subject',
      '-nameopt',
      'compat',
      '-in',
      kept('subject.pem', identity.certificatePem),
    ).trim();
  expect(subject(member)).toBe(`subject=${memberSubject('box')}`);
  expect(subject(ca)).toBe(`subject=${ca.subject}`);
  expect(openssl('pkey', '-check', '-noout', '-in', kept('key.pem', host.keyPem))).toMatch(/valid/);
});

test('another CA of the same name signs nothing for it', async () => {
  const [ca, other] = [await makeAuthority('box', NOW), await makeAuthority('box', NOW)];
  const member = await signMember('box', other, NOW);
  expect(() => verify(ca, member)).toThrow(/verif/i);
  expect(isGood(member, { authority: other, names: [], now: NOW })).toBe(true);
  expect(isGood(member, { authority: ca, names: [], now: NOW })).toBe(false);
});

test('what has other names, or ends within a month, is made anew', async () => {
  const ca = await makeAuthority('box', NOW);
  const host = await signHost('box', ca, NAMES, NOW);
  const good = (names: readonly string[], now = NOW) => isGood(host, { authority: ca, names, now });
  expect(good(NAMES.toReversed())).toBe(true);
  expect(good(['box-ce', 'ce', '10.88.0.11', '127.88.0.10'])).toBe(false);
  const day = 86_400_000;
  expect(good(NAMES, new Date(NOW.getTime() + 330 * day))).toBe(true);
  expect(good(NAMES, new Date(NOW.getTime() + 340 * day))).toBe(false);
});
