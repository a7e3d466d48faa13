import { isActive } from '@/lib/domain/domain';
import { stopGuestClock } from './guest-clock';
import { dropPlan, findHost, noteHost, plan, planKey, type World } from './world';

/** A host that died by its name comes back after this, so that a testbed tried by hand heals. */
const RECOVERY_MS = 120_000;

/**
 * Power failure: the host answers nobody, its guests are dead, and so are the migrations it took part in.
 * @param abort ends those migrations; handed in because migrations themselves may fail a host
 */
export function failHost(world: World, name: string, abort: (world: World, host: string) => void): void {
  const host = findHost(world, name);
  host.record.faults.down = true;
  abort(world, name);
  for (const domain of host.domains.values()) {
    if (!isActive(domain.state)) continue;
    stopGuestClock(domain, world.nowMs);
    // An image that was being read back is on the disk still.
    domain.state = domain.pending?.what === 'running' ? 'saved' : 'off';
    domain.stateReason = 'host-failed';
    delete domain.pending;
    delete domain.balloon;
    dropPlan(world, planKey(name, domain.id, 'pending'));
    dropPlan(world, planKey(name, domain.id, 'balloon'));
  }
  host.record.faults.recoversAtMs = world.nowMs + RECOVERY_MS;
  noteHost(world, name, 'failed');
  planRecovery(world, name);
}

/** Plans the recovery its record speaks of. */
export function planRecovery(world: World, name: string): void {
  const { recoversAtMs } = findHost(world, name).record.faults;
  if (recoversAtMs !== undefined) plan(world, `host/${name}/recovery`, recoversAtMs, () => recoverHost(world, name));
}

/** Does anything of it live? A host that only its network is cut from, or that hangs, does. */
export function isPowered(world: World, name: string): boolean {
  const { down, recoversAtMs } = findHost(world, name).record.faults;
  return !down || recoversAtMs === undefined;
}

/** The network to the host is cut: it answers nobody, its guests live on. Until `recoverHost`. */
export function cutHost(world: World, name: string): void {
  findHost(world, name).record.faults.down = true;
  noteHost(world, name, 'cut');
}

/** The host answers again. After a power failure its guests are off. */
export function recoverHost(world: World, name: string): void {
  const host = findHost(world, name);
  dropPlan(world, `host/${name}/recovery`);
  if (!host.record.faults.down && !host.record.faults.callsHang && host.record.faults.delayMs === 0) return;
  if (host.record.faults.recoversAtMs !== undefined) host.record.bootedAtMs = world.nowMs;
  host.record.faults = { down: false, callsHang: false, delayMs: 0 };
  noteHost(world, name, 'recovered');
}
