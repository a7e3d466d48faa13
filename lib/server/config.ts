import { join } from 'node:path';
import { z } from 'zod';

/**
 * The environment, parsed once and only when first asked for: `next build` imports every module and has no database.
 * Both halves read it; `lib/agent` has no second description of the same names.
 */
const Environment = z.object({
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
  /** Socket of the simulated testbed's daemon. */
  GRIDBOX_SIM_SOCKET: z.string().min(1).optional(),
  /** JSON file naming the hosts of the rig. */
  GRIDBOX_RIG_FILE: z.string().min(1).optional(),
  /** `uid:gid` of an ordinary user: whom benchmarks on a host itself run as where the agent is root. */
  GRIDBOX_PROGRAMS_USER: z
    .string()
    .regex(/^[1-9]\d*:[1-9]\d*$/, 'the numbers of a user and its group, like 998:998, and not root’s')
    .optional(),
  /** With it `/metrics` may be read from another machine; without, from this one only. */
  GRIDBOX_METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly workDir: string;
  readonly secret: string;
  readonly baseUrl: URL;
  readonly simulatorSocket: string | undefined;
  readonly rigFile: string | undefined;
  readonly programsUser: { readonly uid: number; readonly gid: number } | undefined;
  readonly metricsToken: string | undefined;
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
    secret: env.GRIDBOX_SECRET,
    baseUrl: new URL(env.GRIDBOX_BASE_URL),
    simulatorSocket: env.GRIDBOX_SIM_SOCKET,
    rigFile: env.GRIDBOX_RIG_FILE,
    programsUser: uid === undefined || gid === undefined ? undefined : { uid, gid },
    metricsToken: env.GRIDBOX_METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}

let config: Config | undefined;

/** The process's configuration; read at first use, then kept. @throws Error as `parseConfig`. */
export function getConfig(): Config {
  config ??= parseConfig(process.env);
  return config;
}

/** True where people reach Gridbox by https: cookies are then `Secure` and browsers are told to stay with https. */
export const isHttps = (config: Config): boolean => config.baseUrl.protocol === 'https:';
