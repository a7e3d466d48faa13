/** What OpenSSH's own programs say of keys and certificates that are written here. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { issueSshLogin, makeSshAuthority } from './ssh-login';

const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-login-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keygen = (...args: readonly string[]): string =>
  execFileSync('ssh-keygen', [...args], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } });

test('a login is a key and a certificate of its CA, for one account and one time', () => {
  const authority = makeSshAuthority('lease-12');
  const from = new Date('2026-12-01T08:00:00Z');
  const until = new Date('2026-12-08T08:00:00Z');
  const options = { name: 'lease-12 for Ada', account: 'user', serial: 3, from, until };
  const login = issueSshLogin(authority.secret, options);
  const [key, certificate, ca] = ['key', 'key-cert.pub', 'ca.pub'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(key, login.privateKey, { mode: 0o600 });
  writeFileSync(certificate, login.certificate);
  writeFileSync(ca, `${authority.publicLine}\n`);
  const said = keygen('-L', '-f', certificate);
  expect(said).toContain('user certificate');
  expect(said).toContain('Key ID: "lease-12 for Ada"');
  expect(said).toContain('Serial: 3');
  expect(said).toContain('Valid: from 2026-12-01T08:00:00 to 2026-12-08T08:00:00');
  expect(said).toMatch(/Principals:\s+user\s+Critical Options: \(none\)\s+Extensions:\s+permit-pty\s+permit-user-rc/);
  const printOf = (path: string): string => /SHA256:\S+/.exec(keygen('-l', '-f', path))?.[0] ?? '';
  // Signed by the CA, and of the private key that comes with it.
  expect(said).toContain(`Signing CA: ED25519 ${printOf(ca)}`);
  writeFileSync(join(folder, 'own.pub'), keygen('-y', '-f', key));
  expect(said).toContain(`Public key: ED25519-CERT ${printOf(join(folder, 'own.pub'))}`);
  // What it signs holds against its public half, so both halves are one key.
  const signed = join(folder, 'text');
  writeFileSync(signed, 'words');
  keygen('-Y', 'sign', '-q', '-f', key, '-n', 'test', signed);
  const other = issueSshLogin(authority.secret, options);
  expect(other.privateKey).not.toBe(login.privateKey);
});
