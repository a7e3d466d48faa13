import { z } from 'zod';
import { LEASE_STATES } from '@/lib/domain/lease';
import { NOTICE_KINDS } from '@/lib/domain/lease-notice';
import { Instant, pageOf, Paging, ReasonSchema, wholeNumber } from './common';
import { VoName } from './environments';
import { LeaseIdSchema } from './leases';

export const Notice = z
  .object({
    id: z.uuid(),
    kind: z.enum(NOTICE_KINDS),
    lease: z
      .object({ id: LeaseIdSchema, number: z.number().int(), vo: z.string(), state: z.enum(LEASE_STATES) })
      .nullable()
      .meta({ description: 'That it tells of; null: it tells of a maintenance or a pool' }),
    maintenance: z.object({ id: z.uuid(), hostName: z.string() }).nullable(),
    pool: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .meta({ description: 'Of slots, that is held back or goes on' }),
    words: z.string(),
    at: Instant,
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof Notice>;
export const Inbox = pageOf(Notice)
  .extend({ unread: z.number().int().meta({ description: 'Of all pages' }) })
  .meta({ id: 'Inbox' });
export type Inbox = z.infer<typeof Inbox>;
export const ReadInboxQuery = Paging;
export type ReadInboxQuery = z.infer<typeof ReadInboxQuery>;
export const MarkNotices = z
  .strictObject({
    ids: z.array(z.uuid()).max(500).optional().meta({ description: 'Left out: all of the inbox' }),
  })
  .meta({ id: 'MarkNotices' });
export type MarkNotices = z.infer<typeof MarkNotices>;
export const NoticesMarked = z.object({ unread: z.number().int() }).meta({ id: 'NoticesMarked' });
export type NoticesMarked = z.infer<typeof NoticesMarked>;

const limits = {
  domains: wholeNumber(1, 10_000).meta({ description: 'Most of all leases of the rule at one time, as the next two' }),
  vcpus: wholeNumber(1, 100_000),
  memoryMiB: wholeNumber(16, 1_000_000_000),
  days: wholeNumber(1, 366).meta({ description: 'Longest lease, with what it is extended by' }),
};
const ruleName = z
  .string('must be text')
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'write a name of lower-case letters, digits and hyphens, a letter first');
export const LeaseRule = z
  .object({
    id: z.uuid(),
    name: z.string(),
    vo: z.string(),
    ...limits,
    taken: z
      .object({ domains: z.number().int(), vcpus: z.number().int(), memoryMiB: z.number().int() })
      .meta({ description: 'By the leases that it approved and that keep a place' }),
    ownerName: z.string().meta({ description: 'By whose account what it approves is made' }),
    createdAt: Instant,
  })
  .meta({ id: 'LeaseRule' });
export type LeaseRule = z.infer<typeof LeaseRule>;
export const LeaseRules = z.object({ items: z.array(LeaseRule) }).meta({ id: 'LeaseRules' });
export type LeaseRules = z.infer<typeof LeaseRules>;
export const CreateLeaseRule = z
  .strictObject({ name: ruleName, vo: VoName, ...limits, reason: ReasonSchema })
  .meta({ id: 'CreateLeaseRule' });
export type CreateLeaseRule = z.infer<typeof CreateLeaseRule>;
export const RemoveLeaseRule = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemoveLeaseRule' });
export type RemoveLeaseRule = z.infer<typeof RemoveLeaseRule>;

export const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    setByName: z.string(),
    setAt: Instant,
    waiting: z.number().int().meta({ description: 'Tellings that are tried again' }),
    deliveredAt: Instant.nullable().meta({ description: 'Of the last that was taken' }),
    problem: z.string().nullable().meta({ description: 'Of the last try, where it failed' }),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;
export const Webhooks = z.object({ items: z.array(Webhook) }).meta({ id: 'Webhooks' });
export type Webhooks = z.infer<typeof Webhooks>;
export const WebhookMade = z
  .object({ webhook: Webhook, secret: z.string().meta({ description: 'Signs what is sent; it is told this once' }) })
  .meta({ id: 'WebhookMade' });
export type WebhookMade = z.infer<typeof WebhookMade>;
const FORM = 'write an address such as https://chat.example.org/hooks/1, without a user and a password';
function isHookAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
export const CreateWebhook = z
  .strictObject({
    url: z.string(FORM).max(1_000, 'must be 1000 characters at most').refine(isHookAddress, FORM),
    reason: ReasonSchema,
  })
  .meta({ id: 'CreateWebhook' });
export type CreateWebhook = z.infer<typeof CreateWebhook>;
export const RemoveWebhook = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemoveWebhook' });
export type RemoveWebhook = z.infer<typeof RemoveWebhook>;
export const WebhookRemoved = z.object({ id: z.uuid() }).meta({ id: 'WebhookRemoved' });
export type WebhookRemoved = z.infer<typeof WebhookRemoved>;
