import { expect, test } from 'vitest';
import { CreateProbeTarget, UpdateProbeTarget } from '@/lib/contracts/probes';
import { emptyTarget, portsOf, TargetForm, toCreate, toUpdate } from './target-form';

const DOMAIN = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('a domain’s target begins with every probe of its roles, and asks only for the ports they use', () => {
  const form = emptyTarget({ roles: ['SE', 'MON'] });
  expect(form.roles).toEqual(['SE']);
  expect(form.probes).toEqual(['se-tcp', 'se-space', 'se-put-get-rm', 'se-http']);
  expect(portsOf(form.probes)).toEqual(['xrootd', 'http']);
});

test('what is typed becomes what the API takes', () => {
  const form = TargetForm.parse({
    ...emptyTarget({ roles: ['SE'] }),
    address: 'se-01.example',
    ports: { ...emptyTarget(undefined).ports, xrootd: '1095' },
  });
  expect(CreateProbeTarget.parse(toCreate(form, DOMAIN))).toMatchObject({
    domainId: DOMAIN,
    name: null,
    ports: { xrootd: 1095 },
    queue: null,
    identity: null,
    intervalSeconds: 60,
  });
  expect(CreateProbeTarget.parse(toCreate({ ...form, native: true, name: 'native' }, undefined))).toMatchObject({
    domainId: null,
    name: 'native',
  });
  expect(UpdateProbeTarget.parse(toUpdate(form))).not.toHaveProperty('identity');
  expect(UpdateProbeTarget.parse(toUpdate({ ...form, forget: true }))).toMatchObject({ identity: null });
});

test('probes of a role that was taken away again are not sent', () => {
  const form = {
    ...emptyTarget({ roles: ['SE'] }),
    roles: ['CE' as const],
    probes: ['se-tcp' as const, 'ce-tls' as const],
  };
  expect(toCreate(form, DOMAIN).probes).toEqual(['ce-tls']);
});

test.each([
  [{ address: 'http://se' }, 'address'],
  [{ intervalSeconds: '5' }, 'intervalSeconds'],
  [{ certificate: 'x' }, 'key'],
  [{ native: true, name: '' }, 'name'],
  [{ probes: [] }, 'probes'],
  [{ ports: { ...emptyTarget(undefined).ports, arc: '70000' } }, 'ports'],
])('%j is refused at %s', (change, field) => {
  const parsed = TargetForm.safeParse({ ...emptyTarget({ roles: ['SE'] }), address: 'se', ...change });
  expect(parsed.error?.issues[0]?.path[0]).toBe(field);
});
