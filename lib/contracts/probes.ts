import { z } from 'zod';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';
import { PROBE_IDS, PROBE_VERDICTS, PROBE_INTERVAL_SECONDS } from '@/lib/domain/probe';
import { ProbeAddress, ProbeDataPath, ProbePorts, ProbeWord } from '@/lib/domain/probe-endpoint';
import { DomainIdSchema, Instant, NameSchema, pageOf, Paging } from './common';
import { WaitQuery } from './operations';

export const ProbeTargetIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a target of probes' });

const LONGEST_PEM = 100_000;
const Pem = z.string().trim().min(1).max(LONGEST_PEM);
const Probes = z
  .array(z.enum(PROBE_IDS))
  .min(1)
  .max(PROBE_IDS.length)
  .refine((list) => new Set(list).size === list.length, 'names a probe twice');

const settings = {
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length).meta({ description: 'What it plays; each offers its probes' }),
  address: ProbeAddress,
  ports: ProbePorts,
  tlsName: ProbeAddress.nullable().meta({ description: 'The name in its certificate, where that is not the address' }),
  queue: ProbeWord.nullable().meta({ description: 'Of the batch system, for the job' }),
  dataPath: ProbeDataPath.meta({ description: 'Folder of the SE in which probes write' }),
  nodeName: ProbeWord.nullable().meta({
    description: 'What Slurm calls the worker node, where that is not its address',
  }),
  trustedCa: Pem.nullable().meta({ description: 'PEM; without it certificates are not verified' }),
  probes: Probes,
  intervalSeconds: z.number().int().min(PROBE_INTERVAL_SECONDS.shortest).max(PROBE_INTERVAL_SECONDS.longest),
  heavyIntervalSeconds: z
    .number()
    .int()
    .min(PROBE_INTERVAL_SECONDS.shortest)
    .max(PROBE_INTERVAL_SECONDS.longest)
    .meta({ description: 'Of probes that use a slot, as the job does' }),
  tiny: z.boolean().meta({ description: 'A small stand-in, which is said on every page' }),
  enabled: z.boolean(),
};
export const DEFAULT_INTERVAL_SECONDS = 60;
export const DEFAULT_HEAVY_INTERVAL_SECONDS = 7_200;
const Identity = z.strictObject({ certificate: Pem, key: Pem }).meta({
  id: 'ProbeIdentity',
  description: 'A member’s certificate with its chain, and its key without a passphrase. The key is never shown again',
});

export const CreateProbeTarget = z
  .strictObject({
    domainId: DomainIdSchema.nullable()
      .default(null)
      .meta({ description: 'Null: a native service, to compare domains with' }),
    name: NameSchema.max(63).nullable().default(null).meta({ description: 'Of a native one' }),
    ...settings,
    ports: settings.ports.default({}),
    tlsName: settings.tlsName.default(null),
    queue: settings.queue.default(null),
    dataPath: settings.dataPath.default('/data'),
    nodeName: settings.nodeName.default(null),
    trustedCa: settings.trustedCa.default(null),
    intervalSeconds: settings.intervalSeconds.default(DEFAULT_INTERVAL_SECONDS),
    heavyIntervalSeconds: settings.heavyIntervalSeconds.default(DEFAULT_HEAVY_INTERVAL_SECONDS),
    tiny: settings.tiny.default(false),
    enabled: settings.enabled.default(true),
    identity: Identity.nullable().default(null),
  })
  .meta({ id: 'CreateProbeTarget' });
export type CreateProbeTarget = z.infer<typeof CreateProbeTarget>;
export const UpdateProbeTarget = z
  .strictObject({
    name: NameSchema.max(63),
    ...settings,
    identity: Identity.nullable().meta({ description: 'Null forgets it' }),
  })
  .partial()
  .meta({ id: 'UpdateProbeTarget' });
export type UpdateProbeTarget = z.infer<typeof UpdateProbeTarget>;

const verdict = z.enum(PROBE_VERDICTS);
/** What one probe said last, and what of it is confirmed. */
export const ProbeReport = z
  .object({
    probe: z.enum(PROBE_IDS),
    verdict: verdict.nullable().meta({ description: 'Of the last asking; null: not asked yet' }),
    sentence: z.string().nullable(),
    latencyMs: z.number().int().nullable(),
    answer: z.string().nullable().meta({ description: 'As it came, cut' }),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    at: Instant.nullable(),
    confirmed: verdict
      .nullable()
      .meta({ description: 'What most of the last askings agree on; null: not enough of them yet' }),
    confirmedSince: Instant.nullable(),
    flapping: z.boolean(),
    nextDueAt: Instant,
  })
  .meta({ id: 'ProbeReport' });
export type ProbeReport = z.infer<typeof ProbeReport>;

export const ProbeAvailability = z
  .object({
    since: Instant,
    until: Instant,
    share: z.number().nullable().meta({ description: 'Part of the known time, 0 to 1; null where nothing is known' }),
    upMs: z.number(),
    downMs: z.number(),
    unknownMs: z.number(),
  })
  .meta({ id: 'ProbeAvailability' });
export type ProbeAvailability = z.infer<typeof ProbeAvailability>;

const standing = z.enum(['up', 'down', 'unknown']);
export const ProbeTargetSummary = z
  .object({
    id: ProbeTargetIdSchema,
    name: z.string(),
    domainId: DomainIdSchema.nullable().meta({ description: 'Null: native' }),
    domainState: z.enum(DOMAIN_STATES).nullable(),
    vo: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    address: z.string(),
    tiny: z.boolean(),
    enabled: z.boolean(),
    standing: standing.meta({ description: 'Up: every critical probe is confirmed ok' }),
    verdict: verdict.meta({ description: 'The worst of what is confirmed' }),
    failing: z.array(z.object({ probe: z.enum(PROBE_IDS), verdict, sentence: z.string(), since: Instant.nullable() })),
    probeCount: z.number().int(),
    lastAt: Instant.nullable(),
    today: ProbeAvailability,
    version: z.number().int(),
  })
  .meta({ id: 'ProbeTargetSummary' });
export type ProbeTargetSummary = z.infer<typeof ProbeTargetSummary>;
export const ProbeTargetPage = pageOf(ProbeTargetSummary).meta({ id: 'ProbeTargetPage' });
export type ProbeTargetPage = z.infer<typeof ProbeTargetPage>;
export const ListProbeTargetsQuery = Paging.extend({ domain: DomainIdSchema.optional() });
export type ListProbeTargetsQuery = z.infer<typeof ListProbeTargetsQuery>;

export const ProbeSpan = z.object({ verdict, since: Instant, until: Instant });
export const ProbeTarget = ProbeTargetSummary.extend({
  ports: ProbePorts,
  tlsName: z.string().nullable(),
  queue: z.string().nullable(),
  dataPath: z.string(),
  nodeName: z.string().nullable(),
  trustedCa: z.string().nullable(),
  clientCertificate: z.string().nullable(),
  probes: z.array(z.enum(PROBE_IDS)),
  intervalSeconds: z.number().int(),
  heavyIntervalSeconds: z.number().int(),
  reports: z.array(ProbeReport),
  history: z
    .array(z.object({ probe: z.enum(PROBE_IDS), spans: z.array(ProbeSpan) }))
    .meta({ description: 'The last 24 hours; of a gap nothing is known' }),
  days: z.array(ProbeAvailability).meta({ description: 'The last seven of UTC, oldest first; the last one ends now' }),
}).meta({ id: 'ProbeTarget' });
export type ProbeTarget = z.infer<typeof ProbeTarget>;

export const RunProbes = z
  .strictObject({ probes: Probes.optional().meta({ description: 'Those it has, where left out' }) })
  .meta({ id: 'RunProbes' });
export type RunProbes = z.infer<typeof RunProbes>;
export const RunProbesQuery = WaitQuery;

export const ProbeResultRow = z
  .object({ at: Instant, probe: z.enum(PROBE_IDS), verdict, sentence: z.string(), latencyMs: z.number().int() })
  .meta({ id: 'ProbeResult' });
export const ProbeResultPage = pageOf(ProbeResultRow).meta({ id: 'ProbeResultPage' });
export type ProbeResultPage = z.infer<typeof ProbeResultPage>;
export const ListProbeResultsQuery = Paging.extend({ probe: z.enum(PROBE_IDS).optional() });
export type ListProbeResultsQuery = z.infer<typeof ListProbeResultsQuery>;

export const ProbeSummary = z
  .object({
    roles: z.array(
      z.object({
        role: z.enum(ROLES),
        standing: standing.meta({ description: 'Up while one of its services is' }),
        up: z.number().int(),
        down: z.number().int(),
        unknown: z.number().int(),
        days: z.array(ProbeAvailability),
      }),
    ),
    at: Instant,
  })
  .meta({ id: 'ProbeSummary' });
export type ProbeSummary = z.infer<typeof ProbeSummary>;

const Side = z.object({
  verdict: verdict
    .nullable()
    .meta({ description: 'Confirmed, of several the worst; null: it does not have this probe, or too few askings' }),
  medianMs: z.number().nullable().meta({ description: 'Of the askings of the last 24 hours that were ok' }),
  askings: z.number().int(),
});
/** What a domain makes of a probe that a native service answers too. */
export const PROBE_STANDINGS = ['as-good', 'better', 'worse', 'unknown'] as const;
const compared = {
  asGood: z
    .boolean()
    .nullable()
    .meta({ description: 'B passes all that A passes; null where they share no probe that is known' }),
  sentence: z.string(),
  rows: z.array(
    z.object({
      probe: z.enum(PROBE_IDS),
      a: Side,
      b: Side,
      ratio: z.number().nullable().meta({ description: 'Median of B to that of A' }),
      standing: z
        .enum(PROBE_STANDINGS)
        .meta({ description: 'Of B’s verdict to that of A; unknown where one of them is not confirmed' }),
    }),
  ),
};
export const ProbeComparison = z
  .object({ a: ProbeTargetSummary, b: ProbeTargetSummary, ...compared })
  .meta({ id: 'ProbeComparison' });
export type ProbeComparison = z.infer<typeof ProbeComparison>;
export const SiteProbeComparison = z
  .object({
    a: z
      .array(ProbeTargetSummary)
      .meta({ description: 'Native services; all of them tiny where those of the site are, and else none of them' }),
    b: z.array(ProbeTargetSummary).meta({ description: 'Domains of the site' }),
    ...compared,
  })
  .meta({ id: 'SiteProbeComparison' });
export type SiteProbeComparison = z.infer<typeof SiteProbeComparison>;
export const CompareProbesQuery = z.object({ a: ProbeTargetIdSchema, b: ProbeTargetIdSchema });
