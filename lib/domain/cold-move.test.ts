import { expect, test } from 'vitest';
import { refusePath } from './cold-move';
import { domainCan, type DomainSituation } from './domain-actions';

test.each(['/var/lib/libvirt/images', '/a b/c.qcow2', '/devices/x'])('%s can hold a disk image', (path) => {
  expect(refusePath(path)).toBeUndefined();
});
test.each([
  'images',
  '',
  '/a/../dev/sda',
  '/./a',
  '/dev/sda',
  '/dev',
  '/proc/1/mem',
  '/sys/x',
  '/run/x',
  '/a\u0000b',
  '/a\nb',
])('%j cannot', (path) => expect(refusePath(path)).toMatch(/not an absolute path|lies below/));

const running: DomainSituation = { state: 'running', hostStatus: 'up', splitBrain: false, missing: false };
const off: DomainSituation = { ...running, state: 'off' };

test('while a cold move waits for its decision the new copy may be used, and neither moved nor deleted', () => {
  const coldMove = { stage: 'awaiting', from: 'xen-a' } as const;
  expect(domainCan('migrate', { ...running, coldMove })).toEqual({
    allowed: false,
    reason: 'It was moved cold from xen-a, where the old copy still lies; keep it here or take it back first.',
  });
  expect(domainCan('undefine', { ...off, coldMove }).allowed).toBe(false);
  for (const verb of ['shutdown', 'reboot', 'pause', 'destroy'] as const)
    expect(domainCan(verb, { ...running, coldMove }).allowed).toBe(true);
  expect(domainCan('start', { ...off, coldMove }).allowed).toBe(true);
});

test('a new copy that is half taken away is not started', () => {
  const coldMove = { stage: 'half-undone', from: 'xen-a' } as const;
  const verdict = domainCan('start', { ...off, coldMove });
  expect(verdict).toMatchObject({ allowed: false, reason: expect.stringContaining('half taken back') });
});
