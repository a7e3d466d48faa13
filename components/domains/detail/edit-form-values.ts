import { z } from 'zod';
import { type DomainDetail, type EditDomain, SshAddressText, Word } from '@/lib/contracts/domains';
import { RESTART_PRIORITIES, type Role, ROLES } from '@/lib/domain/domain';

/** The form as it is typed: an empty field means "none"; tags are one line. */
export const EditForm = z.object({
  roles: z.array(z.enum(ROLES)),
  vo: z.string().refine(isWord, 'Use letters, digits, dot, dash or underscore.'),
  tags: z
    .string()
    .refine(
      (text) => words(text).every(isWord),
      'Separate tags by spaces; use letters, digits, dot, dash or underscore.',
    )
    .refine((text) => words(text).length <= 32, 'At most 32 tags.'),
  homeHost: z.string().max(63, 'At most 63 characters.'),
  kernelVersion: z.string().max(100, 'At most 100 characters.'),
  needsFpswa: z.boolean(),
  antiAffinity: z.string().refine(isWord, 'Use letters, digits, dot, dash or underscore.'),
  affinity: z.string().refine(isWord, 'Use letters, digits, dot, dash or underscore.'),
  sshAddress: z
    .string()
    .refine(
      (text) => text.trim() === '' || SshAddressText.safeParse(text).success,
      'Write user@address or user@address:port, with an address of IPv6 in brackets.',
    ),
  restartPriority: z.enum(['', ...RESTART_PRIORITIES]),
  reason: z.string().max(500, 'At most 500 characters.'),
});
export type EditForm = z.infer<typeof EditForm>;

export function toForm(domain: DomainDetail): EditForm {
  return {
    roles: [...domain.roles],
    vo: domain.vo ?? '',
    tags: domain.tags.join(' '),
    homeHost: domain.homeHost ?? '',
    kernelVersion: domain.kernelVersion ?? '',
    needsFpswa: domain.needsFpswa,
    antiAffinity: domain.antiAffinity ?? '',
    affinity: domain.affinity ?? '',
    sshAddress: domain.sshAddress ?? '',
    restartPriority: domain.restartPriority ?? '',
    reason: '',
  };
}

/** Only what differs from what the form began with: an edit must not undo what somebody else changed meanwhile. */
export function toEdit(form: EditForm, begun: EditForm): EditDomain {
  const edit: EditDomain = {};
  const text = (value: string) => (value.trim() === '' ? null : value.trim());
  if (sorted(form.roles) !== sorted(begun.roles)) edit.roles = form.roles;
  if (form.vo.trim() !== begun.vo) edit.vo = text(form.vo.toLowerCase());
  if (words(form.tags).join(' ') !== begun.tags) edit.tags = words(form.tags);
  if (form.homeHost.trim() !== begun.homeHost) edit.homeHost = text(form.homeHost);
  if (form.kernelVersion.trim() !== begun.kernelVersion) edit.kernelVersion = text(form.kernelVersion);
  if (form.needsFpswa !== begun.needsFpswa) edit.needsFpswa = form.needsFpswa;
  if (form.antiAffinity.trim() !== begun.antiAffinity) edit.antiAffinity = text(form.antiAffinity.toLowerCase());
  if (form.affinity.trim() !== begun.affinity) edit.affinity = text(form.affinity.toLowerCase());
  if (form.sshAddress.trim() !== begun.sshAddress) edit.sshAddress = text(form.sshAddress);
  if (form.restartPriority !== begun.restartPriority)
    edit.restartPriority = form.restartPriority === '' ? null : form.restartPriority;
  if (form.reason.trim() !== '') edit.reason = form.reason.trim();
  return edit;
}

const sorted = (roles: readonly Role[]) => roles.toSorted().join(' ');
const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
function isWord(text: string): boolean {
  return text.trim() === '' || Word.safeParse(text).success;
}
