/** Who says which images are good: endorsers, their signed lists, and what each VO asks for. */
import { z } from 'zod';
import { IMAGE_RULES, LISTED_STATES } from '@/lib/domain/image-trust';
import { Instant, pageOf, Paging, ReasonSchema } from './common';
import { Word } from './domains';
import { Sha512 } from './image-manifest';
import { BuiltImageIdSchema, ImageIdSchema } from './images';

export const EndorserIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a trusted endorser' });
export const ImageListIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of one version of an image list' });
export const ListedImageIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of an image in a list' });

const VOS_MAX = 100;
const SUBJECT_MAX = 1_000;
const PEM_MAX = 20_000;
const MESSAGE_MAX = 2 * 1024 * 1024;

export const ImageEndorser = z
  .object({
    id: EndorserIdSchema,
    subject: z.string().meta({ description: 'As grid certificates are written, /C=…/CN=…' }),
    by: z
      .enum(['certificate', 'authority'])
      .meta({ description: 'Known by its own certificate, or by its authority’s' }),
    authority: z.string().nullable().meta({ description: 'Subject of the authority’s certificate' }),
    certificate: z.string().meta({ description: 'PEM' }),
    fingerprint: z.string().meta({ description: 'SHA-256 of that certificate' }),
    certificateEndsAt: Instant,
    vos: z.array(z.string()),
    lists: z.number().int().meta({ description: 'Versions of lists that it has signed' }),
    trustedByName: z.string(),
    trustedAt: Instant,
    withdrawnByName: z.string().nullable(),
    withdrawnAt: Instant.nullable(),
  })
  .meta({ id: 'ImageEndorser' });
export type ImageEndorser = z.infer<typeof ImageEndorser>;
export const ImageEndorserPage = pageOf(ImageEndorser).meta({ id: 'ImageEndorserPage' });

export const TrustEndorser = z
  .strictObject({
    certificate: z
      .string()
      .trim()
      .min(1)
      .max(PEM_MAX)
      .meta({ description: 'PEM: the endorser’s own, or its authority’s' }),
    subject: z
      .string()
      .trim()
      .max(SUBJECT_MAX)
      .regex(/^\/[^\p{Cc}]+$/u, 'has to begin with a slash, such as /C=CH/O=Example/CN=Jane')
      .optional()
      .meta({ description: 'Whom of the authority’s people; left out with an endorser’s own certificate' }),
    vos: z.array(Word).min(1).max(VOS_MAX),
    reason: ReasonSchema,
  })
  .meta({ id: 'TrustEndorser' });
export type TrustEndorser = z.infer<typeof TrustEndorser>;
export const WithdrawEndorser = z.strictObject({ reason: ReasonSchema }).meta({ id: 'WithdrawEndorser' });
export type WithdrawEndorser = z.infer<typeof WithdrawEndorser>;

export const ImageListSummary = z
  .object({
    id: ImageListIdSchema,
    identifier: z.guid().meta({ description: 'dc:identifier: the same for all versions of a list' }),
    title: z.string(),
    version: z.string(),
    source: z.string(),
    state: z.enum(LISTED_STATES),
    endorser: z.string(),
    vos: z.array(z.string()).meta({ description: 'That it speaks for' }),
    images: z.number().int(),
    createdAt: Instant,
    expiresAt: Instant.meta({ description: 'By its own date, or that of the certificate that signed it' }),
    importedByName: z.string(),
    importedAt: Instant,
    supersededAt: Instant.nullable(),
  })
  .meta({ id: 'ImageListSummary' });
export type ImageListSummary = z.infer<typeof ImageListSummary>;
export const ImageListPage = pageOf(ImageListSummary).meta({ id: 'ImageListPage' });
export const ListImageListsQuery = Paging.extend({
  old: z.stringbool().optional().meta({ description: 'Versions that a newer one has followed, as well' }),
});
export type ListImageListsQuery = z.infer<typeof ListImageListsQuery>;

export const ListedImage = z
  .object({
    id: ListedImageIdSchema,
    identifier: z.string(),
    title: z.string(),
    description: z.string(),
    version: z.string(),
    state: z.enum(LISTED_STATES),
    sha512: Sha512,
    bytes: z.number(),
    uri: z.string().meta({ description: 'Where its endorser keeps it; Gridbox does not fetch it' }),
    architecture: z.string(),
    hypervisor: z.string(),
    format: z.string().nullable(),
    os: z.string(),
    expiresAt: Instant,
    invalidated: z.object({ byName: z.string(), at: Instant, why: z.string().nullable() }).nullable(),
    inLibrary: z
      .array(z.object({ id: BuiltImageIdSchema, imageId: ImageIdSchema, name: z.string(), version: z.number().int() }))
      .meta({ description: 'Images of this library that have exactly these bytes' }),
  })
  .meta({ id: 'ListedImage' });
export type ListedImage = z.infer<typeof ListedImage>;
export const ImageListDetail = ImageListSummary.extend({
  description: z.string(),
  signerFingerprint: z.string(),
  message: z.string().meta({ description: 'The S/MIME message as it was imported' }),
  items: z.array(ListedImage),
}).meta({ id: 'ImageListDetail' });
export type ImageListDetail = z.infer<typeof ImageListDetail>;

export const ImportImageList = z
  .strictObject({
    message: z.string().min(1).max(MESSAGE_MAX).meta({ description: 'The signed list, an S/MIME message' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'ImportImageList' });
export type ImportImageList = z.infer<typeof ImportImageList>;

export const JudgeListedImage = z
  .strictObject({
    invalidated: z.boolean().meta({ description: 'False takes an invalidation back' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'JudgeListedImage' });
export type JudgeListedImage = z.infer<typeof JudgeListedImage>;

export const ImagePolicy = z
  .object({ vo: z.string(), rule: z.enum(IMAGE_RULES), setByName: z.string(), setAt: Instant })
  .meta({ id: 'ImagePolicy' });
export type ImagePolicy = z.infer<typeof ImagePolicy>;
export const ImagePolicies = z
  .object({ items: z.array(ImagePolicy).meta({ description: 'VOs that are not here take any image' }) })
  .meta({ id: 'ImagePolicies' });
export const SetImagePolicy = z
  .strictObject({ vo: Word, rule: z.enum(IMAGE_RULES), reason: ReasonSchema })
  .meta({ id: 'SetImagePolicy' });
export type SetImagePolicy = z.infer<typeof SetImagePolicy>;
