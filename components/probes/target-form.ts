/** The form of a target: text as people type it, and what is made of it. */
import { z } from 'zod';
import {
  type CreateProbeTarget,
  DEFAULT_HEAVY_INTERVAL_SECONDS,
  DEFAULT_INTERVAL_SECONDS,
  type ProbeTarget,
  type UpdateProbeTarget,
} from '@/lib/contracts/probes';
import { DomainIdSchema } from '@/lib/contracts/common';
import { ROLES, type Role } from '@/lib/domain/domain';
import {
  PROBE_IDS,
  PROBE_INTERVAL_SECONDS,
  PROBE_PORTS,
  type ProbeId,
  type ProbePort,
  PROBES,
  probesFor,
} from '@/lib/domain/probe';
import { ProbeAddress, ProbeDataPath, ProbeWord } from '@/lib/domain/probe-endpoint';

const MOST_PORT = 65_535;
const { shortest: SHORTEST, longest: LONGEST } = PROBE_INTERVAL_SECONDS;
const optional = <T extends z.ZodType>(schema: T) => z.union([z.literal(''), schema]);
const port = optional(
  z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'A port from 1 to 65535.')
    .refine((text) => Number(text) <= MOST_PORT, 'A port from 1 to 65535.'),
);
const seconds = z
  .string()
  .trim()
  .refine(
    (text) => /^\d{1,5}$/.test(text) && Number(text) >= SHORTEST && Number(text) <= LONGEST,
    `Seconds, from ${SHORTEST} to ${LONGEST}.`,
  );

export const TargetForm = z
  .object({
    name: z.string().trim().max(63),
    native: z.boolean(),
    roles: z.array(z.enum(ROLES)).min(1, 'Choose a role.'),
    probes: z.array(z.enum(PROBE_IDS)).min(1, 'Choose a probe.'),
    address: ProbeAddress,
    ports: z.object(Object.fromEntries(PROBE_PORTS.map((name) => [name, port])) as Record<ProbePort, typeof port>),
    tlsName: optional(ProbeAddress),
    queue: optional(ProbeWord),
    dataPath: ProbeDataPath,
    nodeName: optional(ProbeWord),
    trustedCa: z.string().trim(),
    certificate: z.string().trim(),
    key: z.string().trim(),
    forget: z.boolean(),
    intervalSeconds: seconds,
    heavyIntervalSeconds: seconds,
    tiny: z.boolean(),
    enabled: z.boolean(),
  })
  .superRefine((form, context) => {
    const need = (path: string, ok: boolean, message: string) => {
      if (!ok) context.addIssue({ code: 'custom', path: [path], message });
    };
    need('name', !form.native || form.name !== '', 'Give it a name.');
    need('key', (form.certificate === '') === (form.key === ''), 'A certificate and its key belong together.');
  });
export type TargetForm = z.infer<typeof TargetForm>;

/** Names of the fields as the server knows them; those of a port and of the identity are placed by the first word. */
export const TARGET_FORM_FIELDS = [
  'name',
  'roles',
  'probes',
  'address',
  'tlsName',
  'queue',
  'dataPath',
  'nodeName',
  'trustedCa',
  'certificate',
  'key',
  'intervalSeconds',
  'heavyIntervalSeconds',
] as const;

const NO_PORTS = Object.fromEntries(PROBE_PORTS.map((name) => [name, ''])) as Record<ProbePort, string>;

/** What a new target begins with: the roles of its domain and every probe of them. */
export function emptyTarget(domain: { readonly roles: readonly Role[] } | undefined): TargetForm {
  const roles = (domain?.roles ?? []).filter((role) => probesFor([role]).length > 0);
  return {
    name: '',
    native: domain === undefined,
    roles,
    probes: probesFor(roles),
    address: '',
    ports: NO_PORTS,
    tlsName: '',
    queue: '',
    dataPath: '/data',
    nodeName: '',
    trustedCa: '',
    certificate: '',
    key: '',
    forget: false,
    intervalSeconds: String(DEFAULT_INTERVAL_SECONDS),
    heavyIntervalSeconds: String(DEFAULT_HEAVY_INTERVAL_SECONDS),
    tiny: false,
    enabled: true,
  };
}

export const targetAsForm = (target: ProbeTarget): TargetForm => ({
  name: target.domainId === null ? target.name : '',
  native: target.domainId === null,
  roles: target.roles,
  probes: target.probes,
  address: target.address,
  ports: {
    ...NO_PORTS,
    ...Object.fromEntries(Object.entries(target.ports).map(([name, value]) => [name, String(value)])),
  },
  tlsName: target.tlsName ?? '',
  queue: target.queue ?? '',
  dataPath: target.dataPath,
  nodeName: target.nodeName ?? '',
  trustedCa: target.trustedCa ?? '',
  certificate: '',
  key: '',
  forget: false,
  intervalSeconds: String(target.intervalSeconds),
  heavyIntervalSeconds: String(target.heavyIntervalSeconds),
  tiny: target.tiny,
  enabled: target.enabled,
});

const orNull = (text: string): string | null => (text === '' ? null : text);

function settingsOf(form: TargetForm) {
  const offered = probesFor(form.roles);
  return {
    roles: form.roles,
    // Of a role that was taken away again.
    probes: form.probes.filter((probe) => offered.includes(probe)),
    address: form.address,
    ports: Object.fromEntries(
      PROBE_PORTS.flatMap((name) => (form.ports[name] === '' ? [] : [[name, Number(form.ports[name])]])),
    ),
    tlsName: orNull(form.tlsName),
    queue: orNull(form.queue),
    dataPath: form.dataPath,
    nodeName: orNull(form.nodeName),
    trustedCa: orNull(form.trustedCa),
    intervalSeconds: Number(form.intervalSeconds),
    heavyIntervalSeconds: Number(form.heavyIntervalSeconds),
    tiny: form.tiny,
    enabled: form.enabled,
  };
}
const identityOf = ({ certificate, key }: TargetForm) => (certificate === '' ? undefined : { certificate, key });

export const toCreate = (form: TargetForm, domain: string | undefined): z.input<typeof CreateProbeTarget> => ({
  ...settingsOf(form),
  domainId: domain === undefined ? null : DomainIdSchema.parse(domain),
  name: domain === undefined ? form.name : null,
  identity: identityOf(form) ?? null,
});

export function toUpdate(form: TargetForm): z.input<typeof UpdateProbeTarget> {
  const identity = identityOf(form);
  return {
    ...settingsOf(form),
    ...(form.native ? { name: form.name } : {}),
    ...(identity !== undefined ? { identity } : form.forget ? { identity: null } : {}),
  };
}

/** Ports that the chosen probes ask. */
export const portsOf = (probes: readonly ProbeId[]): ProbePort[] =>
  PROBE_PORTS.filter((name) => probes.some((probe) => PROBES[probe].port === name));
