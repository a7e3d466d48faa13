import { PROBE_VERDICTS, type ProbeId, type ProbePort, type ProbeVerdict } from '@/lib/domain/probe';
import { allPorts, ProbePorts } from '@/lib/domain/probe-endpoint';
import type { GlueEndpoint } from '@/lib/glue/glue-world';
import type { Prisma } from '@/lib/server/db/generated/client';

/** What of a probe target decides over endpoints. A probe that was never `ok` has no span. */
export const TARGET_SELECT = {
  roles: true,
  address: true,
  tlsName: true,
  ports: true,
  dataPath: true,
  enabled: true,
  tiny: true,
  states: { select: { probe: true, confirmed: true, sentence: true } },
  spans: { where: { verdict: 'ok' }, select: { probe: true }, distinct: ['probe'] },
} satisfies Prisma.ProbeTargetSelect;
type Target = Prisma.ProbeTargetGetPayload<{ select: typeof TARGET_SELECT }>;

interface Service {
  readonly role: string;
  /** Those that ask this service; the worst of them is its health. */
  readonly probes: readonly ProbeId[];
  readonly port: ProbePort;
  /** As the registry of interface names calls it (GFD.219, and what ARC and dCache publish). */
  readonly interfaceName: string;
  readonly urlOf: (authority: string, target: Target) => string;
}
const SERVICES: readonly Service[] = [
  {
    role: 'CE',
    probes: ['ce-rest', 'ce-info', 'ce-job'],
    port: 'arc',
    interfaceName: 'org.nordugrid.arcrest',
    urlOf: (authority) => `https://${authority}/arex`,
  },
  {
    role: 'SE',
    probes: ['se-tcp', 'se-put-get-rm'],
    port: 'xrootd',
    interfaceName: 'xrootd',
    urlOf: (authority, { dataPath }) => `root://${authority}/${dataPath}`,
  },
  {
    role: 'SE',
    probes: ['se-http'],
    port: 'http',
    interfaceName: 'http',
    urlOf: (authority, { dataPath }) => `http://${authority}${dataPath}`,
  },
];

const HEALTH = ['ok', 'unknown', 'warning', 'critical'] as const satisfies readonly ProbeVerdict[];

/**
 * The services of a domain where somebody asks them: each that has once given the expected answer. An address that was only typed is none,
 * and a stand-in (*tiny*) is told to nobody outside.
 */
export function endpointsOf(target: Target | null, forTheWorld: boolean): readonly GlueEndpoint[] {
  if (target === null || !target.enabled || (target.tiny && forTheWorld)) return [];
  const ports = allPorts(ProbePorts.catch({}).parse(target.ports));
  const answered = new Set(target.spans.map(({ probe }) => probe));
  return SERVICES.flatMap(({ role, probes, port, interfaceName, urlOf }): GlueEndpoint[] => {
    if (!target.roles.includes(role) || !probes.some((probe) => answered.has(probe))) return [];
    const asked = target.states.filter(({ probe }) => probes.some((one) => one === probe));
    const health = worstOf(asked.map(({ confirmed }) => confirmed));
    const host = (port === 'arc' ? target.tlsName : null) ?? target.address;
    return [
      {
        url: urlOf(`${host.includes(':') ? `[${host}]` : host}:${ports[port]}`, target),
        interfaceName,
        health,
        // A sentence may name a domain or a host.
        healthInfo:
          health === 'ok' || forTheWorld
            ? undefined
            : (asked.find(({ confirmed }) => confirmed === health)?.sentence ?? undefined),
      },
    ];
  });
}

function worstOf(confirmed: readonly (string | null)[]): (typeof HEALTH)[number] {
  const known = confirmed.flatMap((text) => PROBE_VERDICTS.filter((verdict) => verdict === text));
  if (known.length === 0) return 'unknown';
  return HEALTH[Math.max(...known.map((verdict) => HEALTH.indexOf(verdict)))] ?? 'unknown';
}
