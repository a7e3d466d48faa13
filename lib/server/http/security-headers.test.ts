import { expect, test } from 'vitest';
import { contentSecurityPolicy, pageHeaders } from './security-headers';

test('in production no script runs without the nonce', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: false, https: true });
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).toContain('upgrade-insecure-requests');
});

test('on http nothing is upgraded and HSTS is not said', () => {
  expect(contentSecurityPolicy({ nonce: 'abc', development: false, https: false })).not.toContain('upgrade-insecure');
  expect(pageHeaders({ https: false })).not.toHaveProperty('strict-transport-security');
  expect(pageHeaders({ https: true })['strict-transport-security']).toMatch(/max-age=\d{8}/);
});
