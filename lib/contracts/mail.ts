import { z } from 'zod';
import { NOTICE_KINDS } from '@/lib/domain/lease-notice';
import { MAIL_ADDRESS_CHARACTERS_MAX, MAIL_SECURITIES } from '@/lib/domain/mail';
import { Instant, lineOfText, ReasonSchema, wholeNumber } from './common';

/** An address alone: a name beside it would be a second place for somebody's text in a header. */
const MailAddress = z
  .email('write an address such as ada@example.org')
  .max(MAIL_ADDRESS_CHARACTERS_MAX, `must be ${MAIL_ADDRESS_CHARACTERS_MAX} characters at most`);
const HostName = z
  .string('must be text')
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'write the name or the address of a machine');
const Port = wholeNumber(1, 65_535);

export const MailSettings = z
  .object({
    server: z
      .object({
        host: z.string(),
        port: z.number().int(),
        security: z.enum(MAIL_SECURITIES),
        sender: z.string(),
        username: z.string().nullable(),
        hasPassword: z.boolean().meta({ description: 'Nothing shows it again' }),
        setByName: z.string(),
        setAt: Instant,
      })
      .nullable()
      .meta({ description: 'Null: nothing is mailed' }),
    waiting: z.number().int().meta({ description: 'Mails that are to be sent, or tried again' }),
    sentAt: Instant.nullable().meta({ description: 'Of the last that was taken' }),
    problem: z.string().nullable().meta({ description: 'Of the last try, where it failed' }),
    test: z
      .object({ at: Instant, address: z.string(), sentAt: Instant.nullable(), problem: z.string().nullable() })
      .nullable()
      .meta({ description: 'The reader’s last test' }),
  })
  .meta({ id: 'MailSettings' });
export type MailSettings = z.infer<typeof MailSettings>;
export const SetMailSettings = z
  .strictObject({
    host: HostName,
    port: Port,
    security: z.enum(MAIL_SECURITIES),
    sender: MailAddress.meta({ description: 'Address that mail comes from' }),
    username: lineOfText(1, 200).optional(),
    password: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: 'Left out: the one that is kept, where server and username are the same' }),
    reason: ReasonSchema,
  })
  .superRefine(({ security, username, password }, context) => {
    const bad = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (password !== undefined && username === undefined) bad('username', 'is needed with a password');
    if (username !== undefined && security === 'none')
      bad('security', 'has to be tls or starttls where there is a password');
  })
  .meta({ id: 'SetMailSettings' });
export type SetMailSettings = z.infer<typeof SetMailSettings>;
export const RemoveMailSettings = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemoveMailSettings' });
export type RemoveMailSettings = z.infer<typeof RemoveMailSettings>;
export const TestMail = z.strictObject({}).meta({ id: 'TestMail' });

export const MailPreference = z
  .object({
    address: z.string().meta({ description: 'Where to' }),
    own: z.boolean().meta({ description: 'Another than that of the account' }),
    kinds: z.array(z.enum(NOTICE_KINDS)).meta({ description: 'What is mailed of; empty: nothing' }),
    possible: z.boolean().meta({ description: 'A manager has said by which server' }),
  })
  .meta({ id: 'MailPreference' });
export type MailPreference = z.infer<typeof MailPreference>;
export const SetMailPreference = z
  .strictObject({
    address: MailAddress.nullable().meta({ description: 'Null: that of the account' }),
    kinds: z.array(z.enum(NOTICE_KINDS)).max(NOTICE_KINDS.length),
  })
  .meta({ id: 'SetMailPreference' });
export type SetMailPreference = z.infer<typeof SetMailPreference>;
