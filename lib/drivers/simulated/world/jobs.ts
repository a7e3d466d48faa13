/**
 * Jobs of the simulated worker nodes, and the slots they run in. Nothing ticks: which jobs run is a formula of the guest's own
 * clock, so they stand still when it does, move along with it, and are lost when it boots anew. A node keeps between boots
 * whether its slots are open.
 */
import { createSeededRandom } from '@/lib/utils/seeded-random';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { isActive } from '@/lib/domain/domain';
import { guestUptimeMs } from './guest-clock';
import type { DomainRecord } from './records';
import { noteDomain, refuse, type World } from './world';

/** A slot takes one job in each of these spans of its guest's uptime: minutes, so that waiting for one can be watched. */
const ROUND_MS = 10 * MINUTE_MS;
const BEGINS_WITHIN_MS = MINUTE_MS;
const SHORTEST_MS = 3 * MINUTE_MS;
const LONGEST_MS = 8 * MINUTE_MS;
/** The model's queue would end a job after this; the fault "endless" runs past it. */
export const JOB_LIMIT_MS = 15 * MINUTE_MS;

export interface RunningJob {
  readonly id: string;
  readonly vo: string | undefined;
  /** By the world's clock. */
  readonly startedAtMs: number;
}

/** A node's jobs at `nowMs`, by slot; none of one that is off. */
export function jobsAt(domain: DomainRecord, nowMs: number): RunningJob[] {
  const { batch } = domain;
  if (batch === undefined || !isActive(domain.state)) return [];
  const upMs = guestUptimeMs(domain, nowMs);
  const vo = domain.definition.metadata.vo;
  return Array.from({ length: batch.slots }, (_, slot) => slot).flatMap((slot) => {
    const job = batch.endless?.slot === slot ? batch.endless : plannedJob(domain, slot, upMs);
    if (job === undefined) return [];
    return { id: job.id, vo, startedAtMs: nowMs - (upMs - job.startMs) };
  });
}

/** @returns the job that the slot has at this uptime, by the chance of its round */
function plannedJob(domain: DomainRecord, slot: number, upMs: number): { id: string; startMs: number } | undefined {
  const { batch } = domain;
  if (batch === undefined) return undefined;
  // Slots do not take turns in step.
  const phaseMs = createSeededRandom(`${domain.id}/${slot}`).integer(0, ROUND_MS - 1);
  const round = Math.floor((upMs + phaseMs) / ROUND_MS);
  const random = createSeededRandom(`${domain.id}/${batch.boots}/${slot}/${round}`);
  const startMs = round * ROUND_MS - phaseMs + random.integer(SECOND_MS, BEGINS_WITHIN_MS);
  const endMs = startMs + random.integer(SHORTEST_MS, LONGEST_MS);
  const begun = startMs >= batch.openedAtMs && startMs < (batch.closed?.atMs ?? Infinity);
  if (!begun || startMs < batch.endedAtMs || upMs < startMs || upMs >= endMs) return undefined;
  return { id: String(random.integer(100_000, 999_999)), startMs };
}

/** A worker node that nobody has used yet. */
export const newNode = (slots: number): NonNullable<DomainRecord['batch']> => ({
  slots,
  boots: 0,
  openedAtMs: 0,
  endedAtMs: 0,
});

interface Node {
  readonly host: string;
  readonly domain: DomainRecord & { batch: NonNullable<DomainRecord['batch']> };
}
const isNode = (domain: DomainRecord): domain is Node['domain'] =>
  domain.batch !== undefined && domain.arriving !== true;

/** The node of that id, wherever it is; one that runs before one that only is defined. */
export function findNode(world: World, id: string): Node | undefined {
  let found: Node | undefined;
  for (const [host, { domains }] of world.hosts) {
    const domain = domains.get(id);
    if (domain === undefined || !isNode(domain)) continue;
    if (isActive(domain.state)) return { host, domain };
    found ??= { host, domain };
  }
  return found;
}

export function allNodes(world: World): Node['domain'][] {
  const nodes = new Map<string, Node['domain']>();
  for (const { domains } of world.hosts.values())
    for (const domain of domains.values())
      if (isNode(domain) && (!nodes.has(domain.id) || isActive(domain.state))) nodes.set(domain.id, domain);
  return [...nodes.values()];
}

export function closeSlots(world: World, id: string, reason: string): void {
  const { host, domain } = requireNode(world, id);
  if (domain.batch.closed !== undefined) return;
  domain.batch.closed = { atMs: guestUptimeMs(domain, world.nowMs), reason };
  noteDomain(world, host, id, 'slots-closed');
}

export function openSlots(world: World, id: string): void {
  const { host, domain } = requireNode(world, id);
  if (domain.batch.closed === undefined) return;
  delete domain.batch.closed;
  // What the chance would have begun meanwhile was not.
  domain.batch.openedAtMs = guestUptimeMs(domain, world.nowMs);
  noteDomain(world, host, id, 'slots-opened');
}

/** One job of it never ends; where none runs, one begins that will not. */
export function makeJobEndless(world: World, id: string): void {
  const { host, domain } = requireNode(world, id);
  const upMs = guestUptimeMs(domain, world.nowMs);
  const slots = Array.from({ length: domain.batch.slots }, (_, slot) => ({
    slot,
    job: plannedJob(domain, slot, upMs),
  }));
  const { slot, job } = slots.find((each) => each.job !== undefined) ?? { slot: 0, job: undefined };
  domain.batch.endless = { slot, id: job?.id ?? '100000', startMs: job?.startMs ?? upMs };
  noteDomain(world, host, id, 'jobs');
}

/** Every job of it has ended, an endless one as well. */
export function endJobs(world: World, id: string): void {
  const { host, domain } = requireNode(world, id);
  delete domain.batch.endless;
  domain.batch.endedAtMs = guestUptimeMs(domain, world.nowMs);
  noteDomain(world, host, id, 'jobs');
}

function requireNode(world: World, id: string): Node {
  const node = findNode(world, id);
  if (node === undefined) refuse('SIM_NO_NODE', `The simulated batch system knows no worker node ${id}.`);
  return node;
}
