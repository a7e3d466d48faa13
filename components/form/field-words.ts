import { errorSentence } from '@/components/status/view-states';
import { AppError, type FieldError } from '@/lib/domain/errors';

/** Fields of the API as the forms label them. What is missing here is named as the API does. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  affinity: 'Kept together by',
  antiAffinity: 'Kept apart by',
  benchmark: 'Benchmark',
  budgetMinutes: 'Budget',
  class: 'Class',
  count: 'How many',
  credentials: 'User and password',
  currentPassword: 'Current password',
  diskGiB: 'Disk',
  email: 'E-mail address',
  endsAt: 'Until',
  expiresInDays: 'Valid for',
  homeHost: 'Home host',
  kernelVersion: 'Guest kernel',
  limits: 'Migrations at a time',
  memoryKiB: 'Memory',
  memoryMiB: 'Memory',
  migrationUri: 'Migration address',
  name: 'Name',
  newPassword: 'New password',
  password: 'Password',
  purpose: 'Purpose',
  reason: 'Reason',
  request: 'Run',
  restartPriority: 'Started again after the loss of its host',
  retryHours: 'Tried again for',
  role: 'Role',
  roles: 'Roles',
  scopes: 'Scopes',
  secondPath: 'Second path',
  fence: 'How it is switched off',
  startsAt: 'From',
  sshAddress: 'SSH address',
  tags: 'Tags',
  trigger: 'When',
  uri: 'Address',
  vcpus: 'vCPUs',
  vo: 'VO',
  vos: 'VOs',
};

/** The part of a path that a form has a control for: items of a list stand in the list's. @example fieldOf('vos.0') // 'vos' */
export const fieldOf = (path: string): string => path.split('.')[0] ?? path;

/** The API says what is wrong with a field in half a sentence, which its own messages put the name before. */
const LACKS_SUBJECT = /^(is|are|has|have|does|do|must|may|contains|needs|was|cannot) /;
/**
 * That half a sentence as a whole one, to stand at the field.
 * @example fieldSentence('is the name of another host') // 'This is the name of another host.'
 * @example fieldSentence('use letters and digits') // 'Use letters and digits.'
 */
export function fieldSentence(message: string): string {
  const whole = LACKS_SUBJECT.test(message) ? `This ${message}` : message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

const named = ({ field, message }: FieldError): string => {
  const words = FIELD_WORDS[fieldOf(field)] ?? field;
  return words === '' ? fieldSentence(message) : `${words}: ${fieldSentence(message)}`;
};

/** What went wrong, with fields named in words; `fields`: those not told at their own control. */
export function sentenceInWords(error: unknown, fields?: readonly FieldError[]): string {
  if (!AppError.is(error)) return errorSentence(error);
  const told = fields ?? error.fields;
  return told.length === 0 ? error.message : told.map(named).join(' ');
}
