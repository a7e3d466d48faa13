import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import {
  BUILD_STAGES,
  IMAGE_ARCHITECTURES,
  IMAGE_BASES,
  IMAGE_OUTPUTS,
  IMAGE_STATES,
  SIGNATURE_STATES,
} from '@/lib/domain/image';
import { LISTED_STATES } from '@/lib/domain/image-trust';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { DefinitionProblem } from './benchmark-definitions';
import { Instant, OperationIdSchema, pageOf, Paging, ReasonSchema, Verdict } from './common';
import { ImageManifest, Sha256, Sha512 } from './image-manifest';

export const ImageIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a version of an image' });
export const BuiltImageIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of what a build made' });

/** How long it may be says its reader, with the problem; this only keeps books out. */
const TEXT_MAX = 512 * 1024;
const yaml = z.string().min(1).max(TEXT_MAX).meta({ description: 'The specification, as YAML' });

export const CheckImage = z.strictObject({ yaml }).meta({ id: 'CheckImage' });
export type CheckImage = z.infer<typeof CheckImage>;
export const ImageChecked = z
  .object({
    problems: z.array(DefinitionProblem),
    understood: z
      .object({
        name: z.string(),
        suite: z.string(),
        base: z.enum(IMAGE_BASES),
        output: z.enum(IMAGE_OUTPUTS),
        packages: z.number().int(),
        kernel: z.string().nullable(),
        files: z.number().int(),
        hash: Sha256,
      })
      .nullable()
      .meta({ description: 'What was understood; null while there are problems' }),
  })
  .meta({ id: 'ImageChecked' });
export type ImageChecked = z.infer<typeof ImageChecked>;

export const CreateImage = z.strictObject({ yaml, reason: ReasonSchema }).meta({ id: 'CreateImage' });
export type CreateImage = z.infer<typeof CreateImage>;
export const RetireImage = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RetireImage' });
export type RetireImage = z.infer<typeof RetireImage>;

export const ImageBuild = z
  .object({
    operationId: OperationIdSchema,
    state: z.enum(OPERATION_STATES),
    stage: z.enum(BUILD_STAGES).nullable(),
    progress: z.number().meta({ description: '0 to 1, only ever raised' }),
    fresh: z.boolean().meta({ description: 'Every layer is made anew' }),
    waitingFor: z.string().nullable(),
    error: z.string().nullable(),
    byName: z.string(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
    cancellable: z.boolean(),
    builtImageId: BuiltImageIdSchema.nullable(),
  })
  .meta({ id: 'ImageBuild' });
export type ImageBuild = z.infer<typeof ImageBuild>;

export const BuiltImage = z
  .object({
    id: BuiltImageIdSchema,
    digest: Sha512,
    bytes: z.number().int(),
    state: z.enum(IMAGE_STATES),
    signature: z.enum(SIGNATURE_STATES),
    builtAt: Instant,
    removedAt: Instant.nullable(),
    packages: z.number().int(),
    kernel: z.string().nullable(),
    uses: z.array(z.object({ subject: z.string(), reason: z.string(), since: Instant })),
  })
  .meta({ id: 'BuiltImage' });
export type BuiltImage = z.infer<typeof BuiltImage>;

export const Image = z
  .object({
    id: ImageIdSchema,
    name: z.string(),
    version: z.number().int(),
    description: z.string(),
    roles: z.array(z.enum(ROLES)),
    vo: z.string().nullable().meta({ description: 'Null: for everybody' }),
    suite: z.string(),
    architecture: z.enum(IMAGE_ARCHITECTURES),
    base: z.enum(IMAGE_BASES),
    output: z.enum(IMAGE_OUTPUTS),
    hash: Sha256.meta({ description: 'Of what decides over its bytes' }),
    createdByName: z.string(),
    createdAt: Instant,
    retiredAt: Instant.nullable(),
    build: ImageBuild.nullable().meta({ description: 'The last one of this version' }),
    built: BuiltImage.nullable().meta({ description: 'The last one of this version whose files are kept' }),
  })
  .meta({ id: 'Image' });
export type Image = z.infer<typeof Image>;
export const ImagePage = pageOf(Image).meta({ id: 'ImagePage' });
export type ImagePage = z.infer<typeof ImagePage>;
export const ListImagesQuery = Paging.extend({
  retired: z.stringbool().optional().meta({ description: 'Those that are not offered any more as well' }),
});
export type ListImagesQuery = z.infer<typeof ListImagesQuery>;

export const ImageDetail = Image.extend({
  yaml: z.string(),
  versions: z
    .array(
      z.object({
        id: ImageIdSchema,
        version: z.number().int(),
        createdByName: z.string(),
        createdAt: Instant,
        retiredAt: Instant.nullable(),
        kept: z.number().int().meta({ description: 'Built images of it whose files are there' }),
      }),
    )
    .meta({ description: 'Newest first' }),
  builds: z.array(ImageBuild).meta({ description: 'The last of this version, newest first' }),
  images: z.array(BuiltImage).meta({ description: 'All that was built of this version, newest first' }),
  can: z.object({ edit: Verdict, build: Verdict, retire: Verdict }),
}).meta({ id: 'ImageDetail' });
export type ImageDetail = z.infer<typeof ImageDetail>;

export const BuildImage = z
  .strictObject({
    fresh: z
      .boolean()
      .default(false)
      .meta({ description: 'Make every layer anew, e.g. to see that the same comes of it' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'BuildImage' });
export type BuildImage = z.infer<typeof BuildImage>;

export const BuiltImageDetail = BuiltImage.extend({
  imageId: ImageIdSchema,
  listed: z
    .array(
      z.object({
        listId: z.uuid(),
        list: z.string(),
        version: z.string(),
        state: z.enum(LISTED_STATES),
        endorser: z.string(),
        vos: z.array(z.string()),
        expiresAt: Instant,
      }),
    )
    .meta({ description: 'Image lists that name exactly these bytes' }),
  manifest: ImageManifest.nullable().meta({ description: 'Null where it cannot be read' }),
  manifestText: z.string().meta({ description: 'Exactly what is signed' }),
  manifestSignature: z.string().meta({ description: 'Ed25519 (RFC 8032), base64' }),
  keyId: Sha256,
}).meta({ id: 'BuiltImageDetail' });
export type BuiltImageDetail = z.infer<typeof BuiltImageDetail>;

const LOG_LINES_SHOWN_MAX = 2_000;
export const ReadBuildLogQuery = z.object({
  last: z.coerce
    .number()
    .int()
    .min(1)
    .max(LOG_LINES_SHOWN_MAX)
    .default(LOG_LINES_SHOWN_MAX)
    .meta({ description: 'Lines, from the end' }),
});
export const BuildLog = z
  .object({
    lines: z.array(z.object({ number: z.number().int(), at: Instant, text: z.string() })),
    total: z.number().int(),
    leftOut: z.number().int().meta({ description: 'Lines that were not kept because there were too many' }),
    finished: z.boolean(),
  })
  .meta({ id: 'BuildLog' });
export type BuildLog = z.infer<typeof BuildLog>;

export const ImageOffer = z
  .object({
    suites: z.array(z.string()).meta({ description: 'That the mirror of this site has' }),
    architectures: z.array(z.enum(IMAGE_ARCHITECTURES)),
    examples: z.array(
      z.object({ name: z.string().meta({ description: 'That its image has' }), title: z.string(), yaml: z.string() }),
    ),
    key: z.object({ id: Sha256, publicKey: z.string().meta({ description: 'PEM; manifests are signed by it' }) }),
  })
  .meta({ id: 'ImageOffer' });
export type ImageOffer = z.infer<typeof ImageOffer>;

const KEEP_VERSIONS_MAX = 100;
const KEEP_DAYS_MAX = 3_650;
export const RetentionRule = z
  .strictObject({
    keepVersions: z
      .number()
      .int()
      .min(0)
      .max(KEEP_VERSIONS_MAX)
      .meta({ description: 'Of each name, its newest versions' }),
    keepDays: z
      .number()
      .int()
      .min(0)
      .max(KEEP_DAYS_MAX)
      .meta({ description: 'Younger ones are kept; layers that were used since as well' }),
  })
  .meta({ id: 'RetentionRule' });
export type RetentionRule = z.infer<typeof RetentionRule>;
export const DEFAULT_RETENTION: RetentionRule = { keepVersions: 3, keepDays: 30 };
export const PreviewCollectionQuery = z.object({
  keepVersions: z.coerce.number().int().min(0).max(KEEP_VERSIONS_MAX).default(DEFAULT_RETENTION.keepVersions),
  keepDays: z.coerce.number().int().min(0).max(KEEP_DAYS_MAX).default(DEFAULT_RETENTION.keepDays),
});
const Collectable = z.object({
  id: BuiltImageIdSchema,
  imageId: ImageIdSchema,
  name: z.string(),
  version: z.number().int(),
  digest: Sha512,
  bytes: z.number().int(),
  builtAt: Instant,
});
export const CollectionPreview = z
  .object({
    remove: z.array(Collectable),
    removeBytes: z.number().int().meta({ description: 'Of files that no other image shares' }),
    keep: z.array(Collectable.extend({ why: z.string() })),
  })
  .meta({ id: 'CollectionPreview' });
export type CollectionPreview = z.infer<typeof CollectionPreview>;
export const CollectImages = RetentionRule.extend({ reason: ReasonSchema }).meta({ id: 'CollectImages' });
export type CollectImages = z.infer<typeof CollectImages>;
