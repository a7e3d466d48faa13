import { expect, test } from 'vitest';
import { EditDomain } from '@/lib/contracts/domains';
import { EditForm, toEdit } from './edit-form-values';

const BEGUN: EditForm = {
  roles: [],
  vo: '',
  tags: '',
  homeHost: '',
  kernelVersion: '',
  needsFpswa: false,
  antiAffinity: '',
  affinity: '',
  sshAddress: '',
  restartPriority: '' as const,
  reason: '',
};

test('an SSH address is sent as typed, and an empty field takes it away', () => {
  const typed = { ...BEGUN, sshAddress: ' root@wn-01:2222 ' };
  expect(toEdit(typed, BEGUN)).toEqual({ sshAddress: 'root@wn-01:2222' });
  expect(toEdit(BEGUN, typed)).toEqual({ sshAddress: null });
});

test('what is no SSH address is told at its field, by the form and by the API in the same words', () => {
  const form = EditForm.safeParse({ ...BEGUN, sshAddress: 'wn-01' });
  const api = EditDomain.safeParse({ sshAddress: '-oProxyCommand=id@wn-01' });
  const sentence = 'rite user@address or user@address:port, with an address of IPv6 in brackets';
  for (const { error } of [form, api])
    expect(error?.issues).toMatchObject([{ path: ['sshAddress'], message: expect.stringContaining(sentence) }]);
  expect(EditDomain.safeParse({ sshAddress: null }).success).toBe(true);
});
