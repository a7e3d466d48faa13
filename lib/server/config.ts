import { join } from 'node:path';
import { z } from 'zod';
import { type GuestRoute, parseGuestRoutes } from '@/lib/domain/guest-route';
import { type GlueSite, QUALITY_LEVELS } from '@/lib/glue/glue-world';
import { GIB } from '@/lib/utils/units';
import { DEFAULT_IMAGE_SOURCES, type ImageMirror, parseMirror } from '@/lib/images/mirror';

/**
 * The environment, parsed once and only when first asked for: `next build` imports every module and has no database.
 * Both halves read it; `lib/agent` has no second description of the same names.
 */
const Environment = z
  .object({
    /** PostgreSQL connection URL. */
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    /** Folder of everything kept on disk. */
    GRIDBOX_DATA_DIR: z.string().min(1).default('.data'),
    /** Where the agent puts files on their way, e.g. disks that it converts; `work` in the data folder where not given. */
    GRIDBOX_WORK_DIR: z.string().min(1).optional(),
    /** Signs session cookies and, through a derived key, encrypts host credentials. Losing it loses both. */
    GRIDBOX_SECRET: z.string().min(32, 'needs at least 32 characters'),
    /** Address people type; decides whether cookies are `Secure` and whether HSTS is sent. */
    GRIDBOX_BASE_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
    /** Where disks of leases that ended are kept for their VOs; both halves need it. `kept` in the data folder where not given. */
    GRIDBOX_KEPT_DIR: z.string().min(1).optional(),
    /** Most that is kept there for one VO at one time. */
    GRIDBOX_KEPT_GIB_PER_VO: z.coerce.number().int().min(1).max(1_000_000).default(100),
    /** Where the agent keeps images, the layers they share and what it builds; `images` in the data folder where not given. */
    GRIDBOX_IMAGE_DIR: z.string().min(1).optional(),
    /** Where packages of images come from, and from nowhere else: one-line sources of apt, one a line. */
    GRIDBOX_IMAGE_MIRROR: z
      .string()
      .default(DEFAULT_IMAGE_SOURCES)
      .transform((text, context) => {
        try {
          return parseMirror(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
          return z.NEVER;
        }
      }),
    /** Socket of the simulated testbed's daemon. */
    GRIDBOX_SIM_SOCKET: z.string().min(1).optional(),
    /** JSON file naming the hosts of the rig. */
    GRIDBOX_RIG_FILE: z.string().min(1).optional(),
    /** `uid:gid` of an ordinary user: whom benchmarks on a host itself run as where the agent is root. */
    GRIDBOX_PROGRAMS_USER: z
      .string()
      .regex(/^[1-9]\d*:[1-9]\d*$/, 'the numbers of a user and its group, like 998:998, and not root’s')
      .optional(),
    /** How the agent reaches guests whose network it is not in, e.g. `10.88.0.0/24=127.88.0.0/24+20000`; see `parseGuestRoutes`. */
    GRIDBOX_GUEST_ROUTES: z
      .string()
      .default('')
      .transform((text, context) => {
        try {
          return parseGuestRoutes(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
          return z.NEVER;
        }
      }),
    /** Batch systems whose slots the agent boots on demand, as a file of YAML (docs/batch.md); without it it boots none. */
    GRIDBOX_POOLS_FILE: z.string().min(1).optional(),
    /** The segment that the rig's guests make among themselves; examples of site files are offered with it. */
    GRIDBOX_SEGMENT: z
      .string()
      .regex(/^mcast:[\d.]+:\d+$/, 'a segment as domains name it, mcast:ADDRESS:PORT')
      .optional(),
    /** With it `/metrics` may be read from another machine; without, from this one only. */
    GRIDBOX_METRICS_TOKEN: z.string().min(16).optional(),
    /** The name by which the grid knows the site (`GLUE2DomainID`), e.g. `CERN-PROD`. */
    GRIDBOX_SITE_NAME: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dots, dashes and underscores, at most 63')
      .optional(),
    /** The rest of what the site says of itself in GLUE 2.0. */
    GRIDBOX_SITE_DESCRIPTION: z.string().max(500).optional(),
    GRIDBOX_SITE_WEB: z.url({ protocol: /^https?$/ }).optional(),
    GRIDBOX_SITE_OWNER: z.string().max(200).optional(),
    GRIDBOX_SITE_PLACE: z.string().max(200).optional(),
    GRIDBOX_SITE_COUNTRY: z.string().max(200).optional(),
    GRIDBOX_SITE_LATITUDE: z.coerce.number().min(-90).max(90).optional(),
    GRIDBOX_SITE_LONGITUDE: z.coerce.number().min(-180).max(180).optional(),
    GRIDBOX_SITE_EMAIL: z.email().optional(),
    GRIDBOX_SITE_SECURITY_EMAIL: z.email().optional(),
    GRIDBOX_SITE_SUPPORT_EMAIL: z.email().optional(),
    GRIDBOX_SITE_QUALITY: z.enum(QUALITY_LEVELS).default('testing'),
    /** `world`: `/glue2.ldif` and `/glue2.json` answer everybody; otherwise those who have signed in. */
    GRIDBOX_GLUE_READERS: z.enum(['signed-in', 'world']).default('signed-in'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((env) => env.GRIDBOX_GLUE_READERS === 'signed-in' || env.GRIDBOX_SITE_NAME !== undefined, {
    path: ['GRIDBOX_SITE_NAME'],
    message: 'needed where GLUE is published to the world',
  });

export interface Config {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly workDir: string;
  readonly imageDir: string;
  readonly keptDir: string;
  readonly keptBytesPerVo: number;
  readonly imageMirror: ImageMirror;
  readonly secret: string;
  readonly baseUrl: URL;
  readonly simulatorSocket: string | undefined;
  readonly rigFile: string | undefined;
  readonly poolsFile: string | undefined;
  readonly programsUser: { readonly uid: number; readonly gid: number } | undefined;
  readonly guestRoutes: readonly GuestRoute[];
  /** As the network of a domain that is made. */
  readonly segment: string | undefined;
  readonly metricsToken: string | undefined;
  readonly site: GlueSite;
  readonly glueReaders: 'signed-in' | 'world';
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
}

/** @throws Error that names every variable that is missing or wrong, never its value. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable means "not set": shells and service files cannot say it otherwise.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment does not describe a Gridbox: ${problems.join('; ')}`);
  }
  const env = parsed.data;
  const [uid, gid] = env.GRIDBOX_PROGRAMS_USER?.split(':').map(Number) ?? [];
  return {
    databaseUrl: env.DATABASE_URL,
    dataDir: env.GRIDBOX_DATA_DIR,
    workDir: env.GRIDBOX_WORK_DIR ?? join(env.GRIDBOX_DATA_DIR, 'work'),
    imageDir: env.GRIDBOX_IMAGE_DIR ?? join(env.GRIDBOX_DATA_DIR, 'images'),
    keptDir: env.GRIDBOX_KEPT_DIR ?? join(env.GRIDBOX_DATA_DIR, 'kept'),
    keptBytesPerVo: env.GRIDBOX_KEPT_GIB_PER_VO * GIB,
    imageMirror: env.GRIDBOX_IMAGE_MIRROR,
    secret: env.GRIDBOX_SECRET,
    baseUrl: new URL(env.GRIDBOX_BASE_URL),
    simulatorSocket: env.GRIDBOX_SIM_SOCKET,
    rigFile: env.GRIDBOX_RIG_FILE,
    programsUser: uid === undefined || gid === undefined ? undefined : { uid, gid },
    guestRoutes: env.GRIDBOX_GUEST_ROUTES,
    poolsFile: env.GRIDBOX_POOLS_FILE,
    segment: env.GRIDBOX_SEGMENT,
    metricsToken: env.GRIDBOX_METRICS_TOKEN,
    site: siteOf(env),
    glueReaders: env.GRIDBOX_GLUE_READERS,
    logLevel: env.LOG_LEVEL,
  };
}

/** A site that nobody has named has a name that says so; it is not published to the world. */
export const UNNAMED_SITE = 'unnamed-gridbox-site';

const siteOf = (env: z.infer<typeof Environment>): GlueSite => ({
  id: env.GRIDBOX_SITE_NAME ?? UNNAMED_SITE,
  description: env.GRIDBOX_SITE_DESCRIPTION,
  web: env.GRIDBOX_SITE_WEB,
  owner: env.GRIDBOX_SITE_OWNER,
  place: env.GRIDBOX_SITE_PLACE,
  country: env.GRIDBOX_SITE_COUNTRY,
  latitude: env.GRIDBOX_SITE_LATITUDE,
  longitude: env.GRIDBOX_SITE_LONGITUDE,
  contacts: {
    ...(env.GRIDBOX_SITE_EMAIL === undefined ? {} : { general: env.GRIDBOX_SITE_EMAIL }),
    ...(env.GRIDBOX_SITE_SECURITY_EMAIL === undefined ? {} : { security: env.GRIDBOX_SITE_SECURITY_EMAIL }),
    ...(env.GRIDBOX_SITE_SUPPORT_EMAIL === undefined ? {} : { usersupport: env.GRIDBOX_SITE_SUPPORT_EMAIL }),
  },
  quality: env.GRIDBOX_SITE_QUALITY,
});

let config: Config | undefined;

/** The process's configuration; read at first use, then kept. @throws Error as `parseConfig`. */
export function getConfig(): Config {
  config ??= parseConfig(process.env);
  return config;
}

/** The next use reads it anew. For tests, of which several files share a process. */
export function forgetConfig(): void {
  config = undefined;
}

/** True where people reach Gridbox by https: cookies are then `Secure` and browsers are told to stay with https. */
export const isHttps = (config: Config): boolean => config.baseUrl.protocol === 'https:';
