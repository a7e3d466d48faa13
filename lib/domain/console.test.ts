import { expect, it } from 'vitest';
import type { Actor } from './access';
import { ROLE_SCOPES } from './access';
import { canOpenConsole } from './console';

const actor = (role: 'viewer' | 'operator'): Actor => ({
  userId: 'u',
  name: 'U',
  role,
  scopes: ROLE_SCOPES[role],
  via: 'session',
});
const RUNS = { state: 'running', hostStatus: 'up', missing: false } as const;

it('opens for whoever may start and stop the domain, while it runs', () => {
  expect(canOpenConsole(actor('operator'), RUNS, undefined)).toEqual({ allowed: true });
  expect(canOpenConsole(actor('operator'), { ...RUNS, state: 'paused' }, undefined)).toEqual({ allowed: true });
});

it.each([
  ['a viewer', actor('viewer'), RUNS, undefined, /^Viewers do not .* ask an operator/],
  ['a host without consoles', actor('operator'), RUNS, 'This host has none.', /^This host has none\.$/],
  ['a domain that is saved', actor('operator'), { ...RUNS, state: 'saved' }, undefined, /^The domain is saved; /],
  ['a host that is away', actor('operator'), { ...RUNS, hostStatus: 'unreachable' }, undefined, /does not answer now/],
  ['a domain that is gone', actor('operator'), { ...RUNS, missing: true }, undefined, /No host reports/],
] as const)('does not for %s, with a sentence', (_, who, domain, noConsole, reason) => {
  expect(canOpenConsole(who, domain, noConsole)).toMatchObject({
    allowed: false,
    reason: expect.stringMatching(reason),
  });
});
