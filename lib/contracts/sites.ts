/** Sites by their files: what a file says, what would be done by it, and how it has changed. */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { LINE_KINDS } from '@/lib/site/compare-texts';
import {
  PROOF_KINDS,
  PROOF_OUTCOMES,
  RUN_DEEDS,
  RUN_KINDS,
  RUN_ORIGINS,
  RUN_STATES,
  RUN_STEP_STATES,
} from '@/lib/domain/site-run';
import { NODE_DEEDS, STEP_VERBS } from '@/lib/site/plan/site-plan';
import { HostIdSchema, Instant, OperationIdSchema, pageOf, Paging, ReasonSchema, Verdict } from './common';

export const SiteIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a site' });

/** How long it may be says its checker (`SITE_CHARACTERS_MAX`), with the problem; this only keeps books out. */
const TEXT_MAX = 256 * 1024;
const text = z.string().min(1).max(TEXT_MAX).meta({ description: 'The site file, as YAML' });

export const SiteProblem = z
  .object({
    line: z.number().int().meta({ description: 'From 1' }),
    column: z.number().int().meta({ description: 'From 1, in UTF-16 units' }),
    endLine: z.number().int(),
    endColumn: z.number().int().meta({ description: 'Behind the last character' }),
    field: z.string().meta({ description: 'Path of the value; empty: the text as a whole' }),
    name: z.string().meta({ description: 'Last name of the path' }),
    found: z.string().optional().meta({ description: 'What stands there, shortened' }),
    message: z.string(),
  })
  .meta({ id: 'SiteProblem' });
export type SiteProblem = z.infer<typeof SiteProblem>;

export const CheckSite = z.strictObject({ text }).meta({ id: 'CheckSite' });
export const SiteChecked = z
  .object({
    problems: z.array(SiteProblem),
    warnings: z.array(SiteProblem).meta({
      description: 'What is written and not done by this Gridbox; a file that has some can be kept and applied',
    }),
    site: z
      .object({
        name: z.string(),
        vos: z.array(z.string()),
        domains: z.array(
          z.object({ instance: z.string(), name: z.string(), role: z.enum(ROLES), memoryKiB: z.number() }),
        ),
        notes: z.array(z.string()),
      })
      .nullable()
      .meta({ description: 'What was understood; null while there are problems' }),
  })
  .meta({ id: 'SiteChecked' });
export type SiteChecked = z.infer<typeof SiteChecked>;

export const CreateSite = z.strictObject({ text, reason: ReasonSchema }).meta({ id: 'CreateSite' });
export type CreateSite = z.infer<typeof CreateSite>;
export const ReviseSite = z.strictObject({ text, reason: ReasonSchema }).meta({ id: 'ReviseSite' });
export type ReviseSite = z.infer<typeof ReviseSite>;

/** As `${secret:NAME}` names it. */
export const SiteSecretName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'write small letters, digits and hyphens, a letter first, 63 at most');
/** The disk that tells a guest of itself has 1 MiB for all. */
const SECRET_MAX = 16 * 1024;
export const StoreSiteSecret = z
  .strictObject({
    name: SiteSecretName,
    value: z.string().min(1).max(SECRET_MAX).meta({ description: 'Text, kept as it is. It is never shown again' }),
  })
  .meta({ id: 'StoreSiteSecret' });
export type StoreSiteSecret = z.infer<typeof StoreSiteSecret>;
export const SiteSecrets = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        from: z.enum(['made', 'stored', 'missing']).meta({
          description: 'Made for each site; stored by somebody; or named by the newest revision and not there',
        }),
        storedAt: Instant.nullable(),
        namedBy: z.array(z.string()).meta({ description: 'Instances of the newest revision whose texts name it' }),
      }),
    ),
  })
  .meta({ id: 'SiteSecrets' });
export type SiteSecrets = z.infer<typeof SiteSecrets>;

const Totals = z.object({
  create: z.number().int(),
  change: z.number().int(),
  replace: z.number().int(),
  keep: z.number().int(),
  destroy: z.number().int(),
  blocked: z.number().int().meta({ description: 'Domains for which something stands in the way' }),
});
export type SiteTotals = z.infer<typeof Totals>;

const PlannedHost = { hostId: HostIdSchema, hostName: z.string() };
export const PlannedSiteNode = z
  .object({
    instance: z.string(),
    domainName: z.string(),
    domainId: z.guid().nullable().meta({ description: 'Of a domain that is there' }),
    role: z.enum(ROLES).nullable(),
    vo: z.string().nullable(),
    vcpus: z.number().int(),
    memoryKiB: z.number(),
    diskBytes: z.number().nullable().meta({ description: 'Null: as large as its image' }),
    deed: z.enum(NODE_DEEDS),
    host: z.object(PlannedHost).nullable().meta({ description: 'Where it will be; null: no host can take it' }),
    pool: z.string().nullable().meta({ description: 'Storage pool that its disk is made in' }),
    why: z.string(),
    others: z
      .array(z.object({ ...PlannedHost, why: z.string() }))
      .meta({ description: 'Why not these; empty for who does not see hosts' }),
    differences: z.array(z.object({ what: z.string(), from: z.string(), to: z.string() })),
    blockers: z.array(z.string()),
    // Plans that were kept by an earlier release have none.
    missingImage: z.object({ name: z.string(), specificationId: z.uuid().nullable() }).nullable().default(null).meta({
      description: 'Image of the library that is in its way; without a specification: there is none of this name',
    }),
  })
  .meta({ id: 'PlannedSiteNode' });
export type PlannedSiteNode = z.infer<typeof PlannedSiteNode>;

export const SiteStep = z
  .object({
    id: z.string(),
    verb: z.enum(STEP_VERBS),
    title: z.string(),
    subject: z.string(),
    hostName: z.string(),
    after: z.array(z.string()).meta({ description: 'Ids of steps that are done before it' }),
  })
  .meta({ id: 'SiteStep' });
export type SiteStep = z.infer<typeof SiteStep>;

export const SitePlanDocument = z
  .object({
    totals: Totals,
    nodes: z.array(PlannedSiteNode),
    steps: z.array(SiteStep).meta({ description: 'In an order in which they can be done one after the other' }),
    hosts: z
      .array(
        z.object({
          ...PlannedHost,
          memoryFreeKiB: z.number().nullable(),
          memoryFreeAfterKiB: z.number().nullable(),
          domains: z.number().int(),
        }),
      )
      .meta({ description: 'That the site is on, or will be; empty for who does not see hosts' }),
    unboundHosts: z.array(z.string()).meta({ description: 'Hosts of the file that Gridbox does not know, with why' }),
    notes: z.array(z.string()),
  })
  .meta({ id: 'SitePlanDocument' });
export type SitePlanDocument = z.infer<typeof SitePlanDocument>;

export const SitePlan = z
  .object({
    id: z.uuid(),
    kind: z
      .enum(RUN_KINDS)
      .meta({ description: 'To make the testbed as the file says, or to take all of the site away' }),
    revision: z.number().int().meta({ description: 'The revision that it is of' }),
    plannedAt: Instant,
    madeByName: z.string(),
    document: SitePlanDocument,
  })
  .meta({ id: 'SitePlan' });
export type SitePlan = z.infer<typeof SitePlan>;

/** What the testbed is otherwise than the file says, just now. */
export const SiteDrift = z
  .object({
    lookedAt: Instant,
    revision: z.number().int(),
    totals: Totals,
    sentences: z.array(z.string()).meta({ description: 'A line for each domain that is not as the file says' }),
    sincePlan: z
      .array(z.string())
      .meta({ description: 'What would be planned otherwise than in the newest plan of this revision' }),
  })
  .meta({ id: 'SiteDrift' });
export type SiteDrift = z.infer<typeof SiteDrift>;

/** One thing that was looked for, with what was asked and what was found. */
export const SiteProofItem = z
  .object({
    kind: z.enum(PROOF_KINDS),
    name: z.string(),
    where: z.string().meta({ description: 'The host that was asked; else what of Gridbox, or of the batch system' }),
    asked: z.string(),
    outcome: z.enum(PROOF_OUTCOMES),
    words: z.string().meta({ description: 'What was found' }),
  })
  .meta({ id: 'SiteProofItem' });
export type SiteProofItem = z.infer<typeof SiteProofItem>;
/** What a site left behind, looked for again when it was destroyed. */
export const SiteProof = z
  .object({
    site: z.string(),
    runId: z.uuid(),
    lookedAt: Instant,
    clean: z.boolean().meta({ description: 'Nothing was found, and nothing that was looked for is unknown' }),
    items: z.array(SiteProofItem),
  })
  .meta({ id: 'SiteProof' });
export type SiteProof = z.infer<typeof SiteProof>;

export const RunSite = z
  .strictObject({
    planId: z.uuid().meta({
      description: 'The plan that was read; where it holds no more, it is planned again and nothing is begun',
    }),
    confirmName: z
      .string()
      .max(63)
      .optional()
      .meta({ description: 'The name of the site, typed; needed to destroy it' }),
    onFailure: z
      .enum(['rollback', 'keep'])
      .optional()
      .meta({ description: 'What becomes of what was made where a step fails; left out: as the file says' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'RunSite' });
export type RunSite = z.infer<typeof RunSite>;

export const SiteRunStep = SiteStep.extend({
  sequence: z.number().int(),
  undo: z.boolean().meta({ description: 'Takes back what an earlier step has done' }),
  state: z.enum(RUN_STEP_STATES),
  domainId: z.guid().nullable(),
  operationId: OperationIdSchema.nullable(),
  attempt: z.number().int(),
  words: z.string().nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
}).meta({ id: 'SiteRunStep' });
export type SiteRunStep = z.infer<typeof SiteRunStep>;

export const SiteRunSummary = z
  .object({
    id: z.uuid(),
    siteId: SiteIdSchema,
    siteName: z.string(),
    kind: z.enum(RUN_KINDS),
    state: z.enum(RUN_STATES),
    origin: z.enum(RUN_ORIGINS),
    revision: z.number().int(),
    halted: z.string().nullable().meta({ description: 'Why it stands still' }),
    done: z.number().int(),
    failed: z.number().int(),
    total: z.number().int(),
    clean: z.boolean().nullable().meta({ description: 'What its proof says; null: nothing was looked for yet' }),
    madeByName: z.string(),
    startedAt: Instant,
    endedAt: Instant.nullable(),
    expiresAt: Instant.nullable().meta({ description: 'When the site is destroyed by itself' }),
  })
  .meta({ id: 'SiteRunSummary' });
export type SiteRunSummary = z.infer<typeof SiteRunSummary>;
export const SiteRunPage = pageOf(SiteRunSummary).meta({ id: 'SiteRunPage' });
export type SiteRunPage = z.infer<typeof SiteRunPage>;

export const SiteRun = SiteRunSummary.extend({
  version: z.number().int(),
  onFailure: z.enum(['rollback', 'keep']),
  ownerName: z.string().nullable().meta({ description: 'By whose account it goes on' }),
  reason: z.string().nullable(),
  document: SitePlanDocument,
  steps: z.array(SiteRunStep).meta({ description: 'In the order of the plan; those that take back behind them' }),
  proof: SiteProof.nullable(),
  can: z.record(z.enum(RUN_DEEDS), Verdict),
}).meta({ id: 'SiteRun' });
export type SiteRun = z.infer<typeof SiteRun>;

export const SiteSummary = z
  .object({
    id: SiteIdSchema,
    name: z.string(),
    description: z.string().nullable(),
    vos: z.array(z.string()),
    revision: z.number().int(),
    wanted: z.number().int().meta({ description: 'Domains that the file asks for' }),
    made: z.number().int().meta({ description: 'Domains that were made for it' }),
    changedAt: Instant,
    changedByName: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'SiteSummary' });
export type SiteSummary = z.infer<typeof SiteSummary>;
export const SitePage = pageOf(SiteSummary).meta({ id: 'SitePage' });
export type SitePage = z.infer<typeof SitePage>;
export const ListSitesQuery = Paging;

export const Site = SiteSummary.extend({
  version: z.number().int(),
  text: z.string().meta({ description: 'The newest revision' }),
  plan: SitePlan.nullable().meta({
    description: 'The newest plan, of whichever revision; null where the site was destroyed after it was made',
  }),
  lease: z
    .object({ id: z.uuid(), number: z.number().int(), vo: z.string(), askedByName: z.string(), ended: z.boolean() })
    .nullable()
    .meta({ description: 'The lease that it is the site of: that ends when the site is destroyed' }),
  run: SiteRunSummary.nullable().meta({ description: 'The newest run of a plan' }),
  can: z
    .object({ edit: Verdict, plan: Verdict, apply: Verdict, destroy: Verdict, remove: Verdict })
    .meta({ description: 'By your role and its state' }),
}).meta({ id: 'Site' });
export type Site = z.infer<typeof Site>;

export const SiteRevision = z
  .object({
    number: z.number().int(),
    vos: z.array(z.string()),
    reason: z.string().nullable(),
    madeByName: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'SiteRevision' });
export type SiteRevision = z.infer<typeof SiteRevision>;
export const SiteRevisionPage = pageOf(SiteRevision).meta({ id: 'SiteRevisionPage' });
export type SiteRevisionPage = z.infer<typeof SiteRevisionPage>;

export const SiteRevisionText = SiteRevision.extend({
  text: z.string(),
  against: z.number().int().nullable().meta({ description: 'The revision that it is compared with' }),
  lines: z
    .array(z.object({ kind: z.enum(LINE_KINDS), text: z.string() }))
    .meta({ description: 'Both texts by line; empty where it is compared with none' }),
}).meta({ id: 'SiteRevisionText' });
export type SiteRevisionText = z.infer<typeof SiteRevisionText>;

export const SiteExamples = z
  .object({
    items: z.array(z.object({ name: z.string(), title: z.string(), description: z.string(), text: z.string() })),
  })
  .meta({ id: 'SiteExamples' });
export type SiteExamples = z.infer<typeof SiteExamples>;
