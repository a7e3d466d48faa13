import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { atOwnFields, RecoveryForm, toUpdate } from './recovery-form';

const MACHINE = '3f0c1a52-7d5e-4c9b-8f63-000000000001';
const typed = {
  secondPath: '',
  method: 'manual',
  domain: '',
  domainId: '',
  address: '',
  port: '623',
  username: '',
  cipherSuite: '',
  password: '',
};
const problems = (change: object) =>
  (RecoveryForm.safeParse({ ...typed, ...change }).error?.issues ?? []).map(({ path, message }) => [path[0], message]);

test('what a way to switch off needs is asked for at its own field', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ method: 'domain' })).toEqual([['domain', 'Name the domain that this host runs in.']]);
  expect(problems({ method: 'domain', domain: 'xen-a', domainId: MACHINE })).toEqual([]);
  expect(problems({ method: 'ipmi', port: '0' }).map(([field]) => field)).toEqual(['address', 'port', 'username']);
  expect(problems({ secondPath: 'dempsey-01' })).toEqual([
    ['secondPath', 'Write address:port, with an address of IPv6 in brackets.'],
  ]);
});

test('a domain goes by its id, whatever was typed', () => {
  const form = RecoveryForm.parse({ ...typed, method: 'domain', domain: 'xen-a', domainId: MACHINE });
  expect(toUpdate(form)).toEqual({ secondPath: null, fence: { method: 'domain', domainId: MACHINE } });
});

test('what the API says of a field stands at the control that the form has for it', () => {
  const fields = [
    { field: 'fence.address', message: 'give the name or the address of the management card' },
    { field: 'fence.domainId', message: 'is no domain that Gridbox knows' },
    { field: 'fence', message: 'is not known' },
    { field: 'secondPath', message: 'write address:port' },
  ];
  const error = atOwnFields(new AppError('bad-request', 'fence.address: …', { fields }));
  expect(AppError.is(error) ? error.fields.map(({ field }) => field) : error).toEqual([
    'address',
    'domain',
    'method',
    'secondPath',
  ]);
  const other = new Error('the network went away');
  expect(atOwnFields(other)).toBe(other);
});
