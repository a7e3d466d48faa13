/** What is asked of a host that may be lost, as the form has it and as the API does. */
import { z } from 'zod';
import { DomainIdSchema } from '@/lib/contracts/common';
import type { HostDetail, UpdateHost } from '@/lib/contracts/hosts';
import { AppError } from '@/lib/domain/errors';
import { CIPHER_SUITES, FENCE_METHODS } from '@/lib/domain/recovery';
import { parseSecondPath } from '@/lib/domain/second-path';

export const RecoveryForm = z
  .object({
    secondPath: z.string().trim(),
    method: z.enum(FENCE_METHODS),
    /** As it was typed or chosen, and whom that means. */
    domain: z.string().trim(),
    domainId: z.string(),
    address: z.string().trim(),
    port: z.string().trim(),
    username: z.string().trim(),
    cipherSuite: z.string(),
    password: z.string(),
  })
  .superRefine((form, context) => {
    const need = (path: string, ok: boolean, message: string) => {
      if (!ok) context.addIssue({ code: 'custom', path: [path], message });
    };
    need(
      'secondPath',
      form.secondPath === '' || parseSecondPath(form.secondPath) !== undefined,
      'Write address:port, with an address of IPv6 in brackets.',
    );
    if (form.method === 'domain') need('domain', form.domain !== '', 'Name the domain that this host runs in.');
    if (form.method !== 'ipmi') return;
    need('address', form.address !== '', 'Give the address of the card.');
    need('port', /^[1-9]\d{0,4}$/.test(form.port) && Number(form.port) <= 65_535, 'A port from 1 to 65535.');
    need('username', form.username !== '', 'Give the user of the card.');
  });
export type RecoveryForm = z.infer<typeof RecoveryForm>;

const IPMI_PORT = '623';

export const begin = ({ fence, fenceDomainName, secondPath }: HostDetail): RecoveryForm => ({
  secondPath: secondPath ?? '',
  method: fence.method,
  domain: fenceDomainName ?? '',
  domainId: fence.method === 'domain' ? fence.domainId : '',
  address: fence.method === 'ipmi' ? fence.address : '',
  port: fence.method === 'ipmi' ? String(fence.port) : IPMI_PORT,
  username: fence.method === 'ipmi' ? fence.username : '',
  cipherSuite: fence.method === 'ipmi' ? String(fence.cipherSuite ?? '') : '',
  password: '',
});

export const SUITE_OPTIONS = [
  { value: '', label: 'What the card prefers' },
  ...CIPHER_SUITES.map((suite) => ({ value: String(suite), label: String(suite) })),
];
function suiteOf(text: string): { readonly cipherSuite?: (typeof CIPHER_SUITES)[number] } {
  const cipherSuite = CIPHER_SUITES.find((suite) => String(suite) === text);
  return cipherSuite === undefined ? {} : { cipherSuite };
}

export function toUpdate(form: RecoveryForm): UpdateHost {
  const secondPath = form.secondPath === '' ? null : form.secondPath;
  switch (form.method) {
    case 'manual':
    case 'simulated':
      return { secondPath, fence: { method: form.method } };
    case 'domain':
      return { secondPath, fence: { method: 'domain', domainId: DomainIdSchema.parse(form.domainId) } };
    case 'ipmi':
      return {
        secondPath,
        fence: {
          method: 'ipmi',
          address: form.address,
          port: Number(form.port),
          username: form.username,
          ...suiteOf(form.cipherSuite),
          ...(form.password === '' ? {} : { password: form.password }),
        },
      };
  }
}

/** What the API says of a field, as of the control that it has here. */
export function atOwnFields(error: unknown): unknown {
  if (!AppError.is(error)) return error;
  const fields = error.fields.map((each) => {
    const [first, second] = each.field.split('.');
    if (first !== 'fence') return each;
    return { ...each, field: second === undefined ? 'method' : second === 'domainId' ? 'domain' : second };
  });
  return new AppError(error.code, error.message, { fields, cause: error });
}
