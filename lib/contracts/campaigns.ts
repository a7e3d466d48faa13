import { z } from 'zod';
import { ARCHIVE_BYTES_MAX, CAMPAIGN_STATES, CELL_OUTCOMES, CELL_STATES, TEST_OUTCOMES } from '@/lib/domain/campaign';
import { DefinitionProblem } from './benchmark-definitions';
import { CampaignFile } from './campaign-file';
import { DomainIdSchema, Instant, OperationIdSchema, pageOf, Paging, ReasonSchema, Verdict } from './common';
import { CleanUp } from './domain-making';
import { Sha256 } from './image-manifest';

export const CampaignIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a campaign' });
export const CampaignDefinitionIdSchema = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'Id of a version of a campaign file' });

/** How long it may be says its reader, with the problem; this only keeps books out. */
const TEXT_MAX = 256 * 1024;
const yaml = z.string().min(1).max(TEXT_MAX).meta({ description: 'The campaign file, as YAML' });

export const CheckCampaign = z.strictObject({ yaml }).meta({ id: 'CheckCampaign' });
export type CheckCampaign = z.infer<typeof CheckCampaign>;
export const CampaignChecked = z
  .object({
    problems: z.array(DefinitionProblem),
    understood: CampaignFile.nullable().meta({ description: 'With what was left out; null while there are problems' }),
  })
  .meta({ id: 'CampaignChecked' });
export type CampaignChecked = z.infer<typeof CampaignChecked>;

export const WriteCampaign = z.strictObject({ yaml, reason: ReasonSchema }).meta({ id: 'WriteCampaign' });
export type WriteCampaign = z.infer<typeof WriteCampaign>;

const count = z.number().int().min(0);
export const TestTotals = z.object({ passed: count, failed: count, error: count, skipped: count });
export type TestTotals = z.infer<typeof TestTotals>;

export const Campaign = z
  .object({
    id: CampaignIdSchema,
    number: z.number().int(),
    name: z.string(),
    definitionId: CampaignDefinitionIdSchema,
    version: z.number().int(),
    vo: z.string().nullable().meta({ description: 'Null: the testbed’s own' }),
    state: z.enum(CAMPAIGN_STATES),
    outcome: z
      .enum(CELL_OUTCOMES)
      .nullable()
      .meta({ description: 'The worst of its environments; null until it ends' }),
    cancelling: z.boolean(),
    byName: z.string(),
    reason: z.string().nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
    environments: z.array(
      z.object({ name: z.string(), state: z.enum(CELL_STATES), outcome: z.enum(CELL_OUTCOMES).nullable() }),
    ),
    tests: TestTotals,
    simulated: z.boolean().meta({ description: 'One of its domains was a simulated one: nothing was run in that' }),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;
export const CampaignPage = pageOf(Campaign).meta({ id: 'CampaignPage' });
export type CampaignPage = z.infer<typeof CampaignPage>;
export const ListCampaignsQuery = Paging.extend({
  definition: z.string().max(255).optional().meta({ description: 'Name of a campaign file' }),
});
export type ListCampaignsQuery = z.infer<typeof ListCampaignsQuery>;

export const CampaignDefinition = z
  .object({
    id: CampaignDefinitionIdSchema,
    name: z.string(),
    version: z.number().int(),
    description: z.string(),
    vo: z.string().nullable(),
    environments: z.array(z.string()),
    archive: z.boolean().meta({ description: 'An archive comes with every run' }),
    createdByName: z.string(),
    createdAt: Instant,
    last: Campaign.nullable().meta({ description: 'The last campaign of any version of it' }),
  })
  .meta({ id: 'CampaignDefinition' });
export type CampaignDefinition = z.infer<typeof CampaignDefinition>;
export const CampaignDefinitionPage = pageOf(CampaignDefinition).meta({ id: 'CampaignDefinitionPage' });
export type CampaignDefinitionPage = z.infer<typeof CampaignDefinitionPage>;
export const ListCampaignDefinitionsQuery = Paging.extend({ name: z.string().max(255).optional() });
export type ListCampaignDefinitionsQuery = z.infer<typeof ListCampaignDefinitionsQuery>;
export const CampaignDefinitionDetail = CampaignDefinition.extend({
  yaml: z.string(),
  file: CampaignFile,
  versions: z
    .array(
      z.object({
        id: CampaignDefinitionIdSchema,
        version: z.number().int(),
        createdByName: z.string(),
        createdAt: Instant,
      }),
    )
    .meta({ description: 'Newest first' }),
  can: z.object({ edit: Verdict, run: Verdict }),
}).meta({ id: 'CampaignDefinitionDetail' });
export type CampaignDefinitionDetail = z.infer<typeof CampaignDefinitionDetail>;

/** Of base64: four characters for three bytes. */
const BASE64_MAX = Math.ceil(ARCHIVE_BYTES_MAX / 3) * 4;
/** The archive and all around it, as JSON. */
export const RUN_CAMPAIGN_BYTES_MAX = BASE64_MAX + 64 * 1024;
export const RunCampaign = z
  .strictObject({
    archive: z
      .strictObject({
        name: z
          .string()
          .min(1)
          .max(255)
          .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters'),
        base64: z
          .string()
          .max(BASE64_MAX, `must be no larger than ${ARCHIVE_BYTES_MAX / 1024 ** 2} MiB before base64`)
          .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64'),
      })
      .optional()
      .meta({ description: 'A tar archive, as the guest’s tar reads it; where the campaign file asks for one' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'RunCampaign' });
export type RunCampaign = z.infer<typeof RunCampaign>;
export const CancelCampaign = z.strictObject({ reason: ReasonSchema }).meta({ id: 'CancelCampaign' });
export type CancelCampaign = z.infer<typeof CancelCampaign>;

export const CampaignCell = z
  .object({
    sequence: z.number().int(),
    name: z.string(),
    image: z.string().meta({ description: 'Name and version of the image, or the domain it is like' }),
    imageDigest: z
      .string()
      .nullable()
      .meta({ description: 'SHA-512 of the image’s list of files; null where it is like a domain' }),
    memoryMiB: z.number().int(),
    vcpus: z.number().int(),
    state: z.enum(CELL_STATES),
    outcome: z.enum(CELL_OUTCOMES).nullable(),
    words: z.string().nullable().meta({ description: 'What it waits for, or why it came to its outcome' }),
    domainId: DomainIdSchema.nullable(),
    domainName: z.string(),
    domainLeft: z.boolean().meta({ description: 'Something that was made for the domain has not been found gone yet' }),
    hostName: z.string().nullable(),
    simulated: z.boolean(),
    operations: z.object({
      create: OperationIdSchema.nullable(),
      run: OperationIdSchema.nullable(),
      delete: OperationIdSchema.nullable(),
    }),
    exitCode: z.number().int().nullable(),
    commandMs: z.number().nullable().meta({ description: 'Of the command alone' }),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    tests: TestTotals,
    artefacts: z.number().int(),
    cleanUp: CleanUp.nullable().meta({ description: 'What was looked for again after its domain was deleted' }),
  })
  .meta({ id: 'CampaignCell' });
export type CampaignCell = z.infer<typeof CampaignCell>;

/** So many names of each list are told; the number is that of all. */
export const COMPARED_SHOWN_MAX = 100;
const Compared = z.object({ total: z.number().int(), tests: z.array(z.string()) });
export const CampaignComparison = z
  .object({
    with: z.object({ id: CampaignIdSchema, number: z.number().int(), endedAt: Instant.nullable() }),
    verdict: z.string(),
    regressed: z.boolean().meta({ description: 'An environment or a test passed then and does not now' }),
    cells: z.array(
      z.object({
        environment: z.string(),
        before: z.enum(CELL_OUTCOMES).nullable(),
        after: z.enum(CELL_OUTCOMES).nullable(),
        newlyFailing: Compared,
        newlyPassing: Compared,
        stillFailing: Compared,
        added: Compared,
        gone: Compared,
        slower: z.object({
          total: z.number().int(),
          tests: z.array(
            z.object({
              test: z.string(),
              beforeSeconds: z.number(),
              afterSeconds: z.number(),
              factor: z.number(),
            }),
          ),
        }),
      }),
    ),
  })
  .meta({ id: 'CampaignComparison' });
export type CampaignComparison = z.infer<typeof CampaignComparison>;

export const CampaignDetail = Campaign.extend({
  archive: z.object({ name: z.string(), bytes: z.number().int(), sha256: Sha256 }).nullable(),
  command: z.array(z.string()),
  cells: z.array(CampaignCell),
  comparison: CampaignComparison.nullable().meta({
    description: 'With the last campaign of the same name that ended before; null while it runs, and for the first',
  }),
  can: z.object({ cancel: Verdict }),
}).meta({ id: 'CampaignDetail' });
export type CampaignDetail = z.infer<typeof CampaignDetail>;

export const CampaignTest = z.object({
  suite: z.string(),
  name: z.string(),
  outcome: z.enum(TEST_OUTCOMES),
  seconds: z.number().nullable(),
  message: z.string(),
});
export type CampaignTest = z.infer<typeof CampaignTest>;
export const CampaignArtefact = z.object({
  number: z.number().int(),
  path: z.string(),
  junit: z.boolean(),
  bytes: z.number().int().nullable(),
  sha256: Sha256.nullable(),
  kept: z.boolean(),
  problem: z.string().nullable().meta({ description: 'Why it is not kept, or why it is no JUnit XML' }),
});
export type CampaignArtefact = z.infer<typeof CampaignArtefact>;
export const CampaignCellDetail = CampaignCell.extend({
  stdout: z.string().meta({ description: 'The end of it' }),
  stderr: z.string(),
  logCut: z.boolean().meta({ description: 'More was written than is kept' }),
  testsLeftOut: z.number().int().meta({ description: 'Tests that were not kept because there were too many' }),
  testList: z.array(CampaignTest).meta({ description: 'Those that failed first' }),
  artefactList: z.array(CampaignArtefact),
}).meta({ id: 'CampaignCellDetail' });
export type CampaignCellDetail = z.infer<typeof CampaignCellDetail>;
