/** Vocabulary of probes: what is asked of a grid role, what a healthy one answers, and what came back. Pure. */
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import type { Role } from './domain';

/**
 * `ok`: the expected answer; `warning`: it works, and will not for long or not as well as it should; `critical`: it does not;
 * `unknown`: the probe could not ask, which says nothing of the service.
 */
export const PROBE_VERDICTS = ['ok', 'warning', 'critical', 'unknown'] as const;
export type ProbeVerdict = (typeof PROBE_VERDICTS)[number];
export const PROBE_VERDICT_WORDS: Record<ProbeVerdict, string> = {
  ok: 'OK',
  warning: 'warning',
  critical: 'critical',
  unknown: 'not known',
};

/** Exit codes of the monitoring-plugins standard. https://www.monitoring-plugins.org/doc/guidelines.html#AEN78 */
export const PLUGIN_EXIT_CODES: Record<ProbeVerdict, number> = { ok: 0, warning: 1, critical: 2, unknown: 3 };

const BADNESS: readonly ProbeVerdict[] = ['ok', 'unknown', 'warning', 'critical'];
/** The worst of several; of none it is not known. */
export function worstVerdict(verdicts: readonly ProbeVerdict[]): ProbeVerdict {
  if (verdicts.length === 0) return 'unknown';
  return BADNESS[Math.max(...verdicts.map((verdict) => BADNESS.indexOf(verdict)))] ?? 'unknown';
}

/** How often a service is asked: more often it would be work for the service, less often nobody would call it watched. */
export const PROBE_INTERVAL_SECONDS = { shortest: 20, longest: 86_400 } as const;

export const PROBE_PORTS = ['arc', 'slurmctld', 'slurmd', 'xrootd', 'http', 'ldap', 'ssh'] as const;
export type ProbePort = (typeof PROBE_PORTS)[number];
/** Where each service listens unless somebody said otherwise. */
export const DEFAULT_PORTS: Record<ProbePort, number> = {
  arc: 443,
  slurmctld: 6817,
  slurmd: 6818,
  xrootd: 1094,
  http: 8080,
  ldap: 2170,
  ssh: 22,
};
export const PROBE_PORT_WORDS: Record<ProbePort, string> = {
  arc: 'ARC CE (https)',
  slurmctld: 'Slurm controller',
  slurmd: 'Slurm node',
  xrootd: 'XRootD',
  http: 'XRootD over http',
  ldap: 'BDII (LDAP)',
  ssh: 'SSH',
};

export const PROBE_IDS = [
  'ce-tls',
  'certificate',
  'ce-rest',
  'ce-info',
  'ce-job',
  'slurm-ping',
  'wn-state',
  'munge',
  'se-tcp',
  'se-space',
  'se-put-get-rm',
  'se-http',
  'bdii',
  'ssh-banner',
] as const;
export type ProbeId = (typeof PROBE_IDS)[number];

export interface ProbeDefinition {
  readonly title: string;
  /** Roles it makes sense for; it is offered for a target that plays one of them. */
  readonly roles: readonly Role[];
  /** What it asks, and what a healthy service answers: for whoever reads a verdict. */
  readonly asks: string;
  readonly expects: string;
  readonly port: ProbePort | undefined;
  /** A certificate and its key, without which it cannot ask. */
  readonly needsIdentity: boolean;
  /** What has no answer by then is critical: a service that needs longer is as good as none to its users. */
  readonly deadlineMs: number;
  /** The role does not work without it: it raises an alarm and counts for availability. */
  readonly critical: boolean;
  /** Uses up what users pay for (a slot, for a minute): it has an interval of its own. */
  readonly heavy: boolean;
}

/** A question to a server that has nothing to compute. Shorter would call a busy guest dead. */
const QUICK_MS = 5 * SECOND_MS;
/** Several questions, or a program of somebody else's that makes them. */
const SEVERAL_MS = 20 * SECOND_MS;
/** An A-REX tells the end of a job a minute late with its shortest intervals, three with the usual ones. */
const JOB_MS = 4 * MINUTE_MS;

const light = { needsIdentity: false, critical: true, heavy: false, deadlineMs: QUICK_MS } as const;

/** Sources of requests and answers: the packaged services themselves, tried; the names are those of the SAM tests they follow. */
export const PROBES: Record<ProbeId, ProbeDefinition> = {
  'ce-tls': {
    ...light,
    title: 'CE answers, and lets nobody in without a certificate',
    roles: ['CE'],
    asks: 'GET /arex/rest over TLS, without a certificate',
    expects: 'HTTP 403; 200 would mean that everybody is let in',
    port: 'arc',
  },
  certificate: {
    ...light,
    title: 'Certificate of the CE',
    roles: ['CE'],
    asks: 'The certificate of the TLS port',
    expects: 'Valid for more than 7 days, and signed by the CA where one is given',
    port: 'arc',
  },
  'ce-rest': {
    ...light,
    title: 'CE lets a member in',
    roles: ['CE'],
    asks: 'GET /arex/rest with the certificate of a member',
    expects: 'HTTP 200 and the versions of the interface',
    port: 'arc',
    needsIdentity: true,
  },
  'ce-info': {
    ...light,
    title: 'CE says of itself that it is healthy',
    roles: ['CE'],
    asks: 'GET /arex/rest/1.0/info: its description in GLUE 2',
    expects: 'Every HealthState ok, every ServingState production',
    port: 'arc',
    needsIdentity: true,
    deadlineMs: SEVERAL_MS,
  },
  'ce-job': {
    ...light,
    title: 'CE runs a job',
    roles: ['CE'],
    asks: 'A job that prints a word, by the REST interface',
    expects: 'FINISHED with exit code 0, the word in its output, and cleaned away',
    port: 'arc',
    needsIdentity: true,
    deadlineMs: JOB_MS,
    heavy: true,
  },
  'slurm-ping': {
    ...light,
    title: 'Slurm controller',
    roles: ['CE'],
    asks: 'scontrol ping; where there is no scontrol, a connection',
    expects: 'Slurmctld(primary) is UP',
    port: 'slurmctld',
  },
  'wn-state': {
    ...light,
    title: 'Worker node in Slurm',
    roles: ['WN'],
    asks: 'sinfo --json; where there is no sinfo, a connection to slurmd',
    expects: 'idle, allocated or mixed, without a flag',
    port: 'slurmd',
  },
  munge: {
    ...light,
    title: 'Munge where the agent runs',
    roles: ['CE', 'WN'],
    asks: 'munge -n, given to unmunge',
    expects: 'STATUS: Success (0)',
    port: undefined,
    critical: false,
  },
  'se-tcp': {
    ...light,
    title: 'SE speaks XRootD',
    roles: ['SE'],
    asks: 'The 20 bytes that begin a session',
    expects: '16 bytes with the version of the protocol',
    port: 'xrootd',
  },
  'se-space': {
    ...light,
    title: 'Space of the SE',
    roles: ['SE'],
    asks: 'xrdfs query space',
    expects: 'More than a tenth free',
    port: 'xrootd',
    critical: false,
    deadlineMs: SEVERAL_MS,
  },
  'se-put-get-rm': {
    ...light,
    title: 'SE keeps a file',
    roles: ['SE'],
    asks: 'A file put, its checksum asked for, got back and removed by xrdcp and xrdfs',
    expects: 'Equal adler32, the same bytes, and nothing left',
    port: 'xrootd',
    deadlineMs: SEVERAL_MS,
  },
  'se-http': {
    ...light,
    title: 'SE keeps a file over http',
    roles: ['SE'],
    asks: 'PUT, HEAD with Want-Digest, GET and DELETE of a file',
    expects: 'Equal adler32, the same bytes, and HTTP 404 afterwards',
    port: 'http',
    critical: false,
    deadlineMs: SEVERAL_MS,
  },
  bdii: {
    ...light,
    title: 'BDII publishes, and is fresh',
    roles: ['BDII'],
    asks: 'LDAP: services under o=glue, and the update record under o=infosys',
    expects: 'One service or more, an update of the last 20 minutes, no failed entry',
    port: 'ldap',
  },
  'ssh-banner': {
    ...light,
    title: 'SSH answers',
    roles: ['VOBOX', 'UI'],
    asks: 'A connection',
    expects: 'SSH-2.0-',
    port: 'ssh',
  },
};

/** Every probe that one of the roles offers, in the order of the table. */
export const probesFor = (roles: readonly string[]): ProbeId[] =>
  PROBE_IDS.filter((id) => PROBES[id].roles.some((role) => roles.includes(role)));

/** A figure or word that a probe learnt by the way, e.g. the days a certificate is still valid. */
export type ProbeFact = string | number | boolean;

/** What one asking gave. */
export interface ProbeResult {
  readonly probe: ProbeId;
  readonly verdict: ProbeVerdict;
  /** For people: what is so, and where. */
  readonly sentence: string;
  /** Milliseconds from the first byte to the verdict; a job's includes its wait. */
  readonly latencyMs: number;
  /** As it came, cut to `LONGEST_ANSWER`; control characters are taken out. */
  readonly answer: string | undefined;
  readonly facts: Readonly<Record<string, ProbeFact>>;
}

/** Characters kept of an answer; enough to see what a service said, too little to fill a disk with. */
export const LONGEST_ANSWER = 2_000;
export const LONGEST_SENTENCE = 500;
