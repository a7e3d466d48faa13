import { z } from 'zod';
import { refusePath } from '@/lib/domain/cold-move';
import { ERROR_CODES, type ErrorCode } from '@/lib/domain/errors';

/** Branded ids: parsing a request is where a string becomes an id. */
export const HostIdSchema = z.uuid().toLowerCase().brand<'HostId'>().meta({ description: 'Id of a host in Gridbox' });
// A hypervisor accepts any 128 bits as a domain's UUID, whatever RFC 9562 says of version and variant: `guid`, not `uuid`.
export const DomainIdSchema = z.guid().toLowerCase().brand<'DomainId'>().meta({ description: "The domain's own UUID" });
export const OperationIdSchema = z
  .uuid()
  .toLowerCase()
  .brand<'OperationId'>()
  .meta({ description: 'Id of an operation' });
export const AlarmIdSchema = z.uuid().toLowerCase().brand<'AlarmId'>().meta({ description: 'Id of an alarm' });

/** An instant, ISO 8601 with zone, as every time in the API. */
export const Instant = z.iso.datetime({
  offset: true,
  error: 'must be a time with its zone, as in 2026-12-01T08:00:00Z',
});

/** A count that people type, with words for each way in which it is none: half a sentence, as fields are told (`fieldSentence`). */
export const wholeNumber = (least: number, most: number) => {
  const sort = `must be a whole number from ${least} to ${most}`;
  return z.number(sort).int(sort).min(least, `must be ${least} at least`).max(most, `must be ${most} at most`);
};

/** One line that people type. @param least 0: it may be empty */
export const lineOfText = (least: 0 | 1, most: number) =>
  z
    .string('must be text')
    .trim()
    .min(least, 'must not be empty')
    .max(most, `must be ${most} characters at most`)
    .regex(/^[^\p{Cc}]*$/u, 'write it on one line, without control characters');

/** A file or folder of a host, where there may be disk images. */
export const HostPath = z.string().superRefine((path, context) => {
  const refusal = refusePath(path);
  if (refusal !== undefined) context.addIssue({ code: 'custom', message: refusal });
});

/** Names typed by people: visible text, no control characters. */
export const NameSchema = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
export const ReasonSchema = z
  .string()
  .trim()
  .max(500)
  .optional()
  .meta({ description: 'Why, in your words; kept in the audit' });

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]; // Object.keys of a const record: its keys are exactly ErrorCode
export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      fields: z.array(z.object({ field: z.string(), message: z.string() })),
      detail: z.unknown().optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorBody>;

export const PAGE_SIZE_DEFAULT = 50;
/** More rows than this in one answer would be slower to draw than to page. */
export const PAGE_SIZE_MAX = 500;
export const Paging = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
});
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), page: z.number().int(), pageSize: z.number().int() });

/** `?role=CE&role=SE` and `?role=CE,SE` both mean a list. */
export const listParam = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) =>
      (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')).filter((part) => part !== ''),
    )
    .pipe(z.array(item))
    .optional();

export const Verdict = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true) }),
  z.object({ allowed: z.literal(false), reason: z.string() }),
]);
