import { DriverError } from '@/lib/drivers/errors';
import type { GuestAddress } from '@/lib/domain/guest-address';
import { findDomain, type World } from '../world/world';
import { HEARTBEAT_MS, readGuest } from '../world/readings';
import { LATER, type Call, type Handler } from './call';

/** A guest that is not heard yet is listened for this often; a boot or a switch-over is then noticed in time. */
const LISTEN_MS = 20;

/** Answers with the first sign of life. The caller's deadline ends the waiting. */
export const hearGuest: Handler<{ id: string }> = (world, { id }, call) => {
  const sign = readGuest(world, findDomain(world, call.host, id));
  if (sign !== undefined) return sign;
  repeat(world, call, () => {
    const heard = signNow(world, call, id);
    if (heard === undefined) return LISTEN_MS;
    call.reply(heard);
    return undefined;
  });
  return LATER;
};

/** Most simulated guests have no agent; one that has is asked like a real one, and tells them once it is up. */
export const guestAddresses: Handler<{ id: string }> = (
  world,
  { id },
  { host },
): { addresses: readonly GuestAddress[] } => {
  const domain = findDomain(world, host, id);
  if (domain.addresses === undefined)
    throw new DriverError('unsupported', `${domain.name} has no guest agent that could be asked for its addresses.`);
  if (readGuest(world, domain) === undefined)
    throw new DriverError('refused', `The agent of ${domain.name} does not answer.`);
  return { addresses: domain.addresses };
};

/** Pushes a sign for each heartbeat, in step with the guest's own clock, so that silence is the guest's and not ours. */
export const listenGuest: Handler<{ id: string }> = (world, { id }, call) => {
  findDomain(world, call.host, id);
  let last = -1;
  repeat(world, call, () => {
    const sign = signNow(world, call, id);
    if (sign === undefined) {
      last = -1;
      return LISTEN_MS;
    }
    if (sign.sequence !== last) call.push(sign);
    last = sign.sequence ?? -1;
    return HEARTBEAT_MS - (sign.uptimeMs % HEARTBEAT_MS);
  });
  return LATER;
};

/** A guest that left this host is silent here; it is not an error, it may come back. */
function signNow(world: World, call: Call, id: string): ReturnType<typeof readGuest> {
  const domain = world.hosts.get(call.host)?.domains.get(id);
  return domain === undefined ? undefined : readGuest(world, domain);
}

/** Runs `step` in the world's time until it returns undefined or the call ends. */
function repeat(world: World, call: Call, step: () => number | undefined): void {
  let cancel = (): void => undefined;
  const turn = (): void => {
    const waitMs = step();
    if (waitMs !== undefined) cancel = world.timeline.schedule(world.nowMs + Math.max(1, waitMs), turn);
  };
  cancel = world.timeline.schedule(world.nowMs, turn);
  call.onEnd(() => cancel());
}
