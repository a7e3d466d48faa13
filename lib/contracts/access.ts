import { z } from 'zod';
import { SCOPES, USER_ROLES } from '@/lib/domain/access';
import { Instant, NameSchema, pageOf, Paging } from './common';
import { Word } from './domains';

export const Session = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(USER_ROLES),
    vos: z.array(z.string()).nullable(),
    scopes: z.array(z.enum(SCOPES)),
    mustChangePassword: z.boolean(),
    via: z.enum(['session', 'token']),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const User = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(USER_ROLES),
    vos: z.array(z.string()),
    disabled: z.boolean(),
    mustChangePassword: z.boolean(),
    createdAt: Instant,
    lastSeenAt: Instant.nullable(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;
export const UserPage = pageOf(User).meta({ id: 'UserPage' });
export type UserPage = z.infer<typeof UserPage>;

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;
const Password = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);
export const CreateUser = z
  .object({
    name: NameSchema,
    email: z.email().max(255),
    role: z.enum(USER_ROLES),
    vos: z.array(Word).max(100).default([]),
  })
  .strict()
  .refine((user) => user.role !== 'vo-admin' || user.vos.length > 0, {
    message: 'a VO admin needs at least one VO',
    path: ['vos'],
  })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.infer<typeof CreateUser>;
/** The first password is random and shown once; it must be changed at first login. */
export const UserCreated = z.object({ user: User, oneTimePassword: z.string() }).meta({ id: 'UserCreated' });
export type UserCreated = z.infer<typeof UserCreated>;
export const UpdateUser = z
  .object({
    name: NameSchema,
    role: z.enum(USER_ROLES),
    vos: z.array(Word).max(100),
    disabled: z.boolean(),
    resetPassword: z.literal(true),
  })
  .partial()
  .strict()
  .meta({ id: 'UpdateUser' });
export type UpdateUser = z.infer<typeof UpdateUser>;
export const ChangePassword = z
  .object({ currentPassword: z.string().max(PASSWORD_MAX), newPassword: Password })
  .strict()
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const ApiToken = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().meta({ description: 'First characters, to recognise it by' }),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof ApiToken>;
const TOKEN_DAYS_MAX = 365;
export const CreateToken = z
  .object({
    name: NameSchema,
    scopes: z.array(z.enum(SCOPES)).min(1),
    expiresInDays: z.number().int().min(1).max(TOKEN_DAYS_MAX),
  })
  .strict()
  .meta({ id: 'CreateToken' });
export type CreateToken = z.infer<typeof CreateToken>;
export const TokenCreated = z
  .object({ token: ApiToken, secret: z.string().meta({ description: 'Shown once' }) })
  .meta({ id: 'TokenCreated' });
export type TokenCreated = z.infer<typeof TokenCreated>;
export const TokenList = z.object({ items: z.array(ApiToken) }).meta({ id: 'TokenList' });

export const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    actorId: z.string().nullable(),
    actorName: z.string(),
    via: z.string(),
    action: z.string(),
    scope: z.string().nullable(),
    subjectType: z.string(),
    subjectId: z.string().nullable(),
    subjectName: z.string().nullable(),
    vo: z.string().nullable(),
    reason: z.string().nullable(),
    outcome: z.enum(['accepted', 'refused']),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;
export const ListAuditQuery = Paging.extend({
  q: z.string().max(200).optional(),
  actor: z.string().max(255).optional(),
  action: z.string().max(100).optional(),
});
export type ListAuditQuery = z.infer<typeof ListAuditQuery>;
export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof AuditPage>;

/** Signing in answers with the session and sets its cookie. Too many tries get 429 with `Retry-After`. */
export const SignIn = z
  .object({ email: z.string().trim().toLowerCase().min(3).max(255), password: z.string().min(1).max(PASSWORD_MAX) })
  .strict()
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof SignIn>;
