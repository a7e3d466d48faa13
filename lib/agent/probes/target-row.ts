import { z } from 'zod';
import { PROBE_IDS } from '@/lib/domain/probe';
import { allPorts, ProbePorts } from '@/lib/domain/probe-endpoint';
import type { ProbeClients, ProbeEndpoint } from '@/lib/grid/probe';
import type { AgentPorts } from '@/lib/agent/ports';
import type { Sql } from '@/lib/server/db/sql';

const Row = z.object({
  id: z.string(),
  name: z.string(),
  domainId: z.string().nullable(),
  vo: z.string().nullable(),
  address: z.string(),
  ports: ProbePorts,
  tlsName: z.string().nullable(),
  queue: z.string().nullable(),
  dataPath: z.string(),
  nodeName: z.string().nullable(),
  trustedCa: z.string().nullable(),
  clientCertificate: z.string().nullable(),
  clientKeyEncrypted: z.instanceof(Uint8Array).nullable(),
  /** Those that a later version may have taken away are none of this one's. */
  probes: z.array(z.string()).transform((names) => PROBE_IDS.filter((id) => names.includes(id))),
  due: z.array(z.string()).transform((names) => PROBE_IDS.filter((id) => names.includes(id))),
  intervalSeconds: z.number(),
  heavyIntervalSeconds: z.number(),
});
export type TargetRow = z.output<typeof Row>;

/** Undefined where it is gone. */
export async function readTarget(sql: Sql, id: string): Promise<TargetRow | undefined> {
  const [row] = await sql.query(READ, [id]);
  return row === undefined ? undefined : Row.parse(row);
}

const READ = `
  select t."id"::text, coalesce(d."name", t."name", t."address") as name, t."domainId"::text, d."vo", t."address", t."ports", t."tlsName", t."queue",
    t."dataPath", t."nodeName", t."trustedCa", t."clientCertificate", t."clientKeyEncrypted", t."probes", t."intervalSeconds",
    t."heavyIntervalSeconds",
    array(select s."probe" from "ProbeState" s where s."targetId" = t."id" and s."nextDueAt" <= now()) as due
  from "ProbeTarget" t left join "Domain" d on d."id" = t."domainId" where t."id" = $1::uuid`;

/** @throws Error where the key cannot be opened with this agent's secret. */
export function endpointOf(
  row: TargetRow,
  { openCredentials, guestRoutes }: Pick<AgentPorts, 'openCredentials' | 'guestRoutes'>,
): ProbeEndpoint {
  const { clientCertificate: certificate, clientKeyEncrypted: sealed } = row;
  const key = sealed === null ? undefined : openCredentials(sealed, row.id).password;
  return {
    address: row.address,
    ports: allPorts(row.ports),
    routes: guestRoutes,
    tlsName: row.tlsName ?? undefined,
    trustedCa: row.trustedCa ?? undefined,
    identity: certificate === null || key === undefined ? undefined : { certificate, key },
    queue: row.queue ?? undefined,
    dataPath: row.dataPath,
    nodeName: row.nodeName ?? undefined,
  };
}

/** Names that clients of the grid are told of this process's environment; the rest is none of theirs. */
const TOLD = ['PATH', 'LANG', 'SLURM_CONF', 'HOME'];

/** The clients of the machine that the agent runs on. `GRIDBOX_MUNGE_SOCKET`: munged listens elsewhere than usual. */
export function ownClients(environment: Readonly<Record<string, string | undefined>> = process.env): ProbeClients {
  const told = TOLD.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));
  return { env: Object.fromEntries(told), mungeSocket: environment['GRIDBOX_MUNGE_SOCKET'] };
}
