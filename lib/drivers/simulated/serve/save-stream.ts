import { DriverError } from '@/lib/drivers/errors';
import type { DomainState } from '@/lib/domain/domain';
import { beginRestore, beginSave } from '../world/saved-memory';
import type { World } from '../world/world';
import { type Call, type Handler, LATER } from './call';

/** Between two looks at whether the memory has been written or read. */
const LOOK_MS = 20;

/** Writes the memory; it goes on to its end when the caller goes away, as a hypervisor's does. */
export const save: Handler<{ id: string }> = (world, { id }, call) => {
  beginSave(world, call.host, id);
  return whenDone(world, call, id, 'saved');
};

/** Reads it back; goes on alike. */
export const restore: Handler<{ id: string }> = (world, { id }, call) => {
  beginRestore(world, call.host, id);
  return whenDone(world, call, id, 'running');
};

/** Answers when the domain is in that state, or has left the way to it. */
function whenDone(world: World, call: Call, id: string, wanted: DomainState): typeof LATER {
  let cancel = (): void => undefined;
  const look = (): void => {
    const domain = world.hosts.get(call.host)?.domains.get(id);
    if (domain?.state === wanted) return call.reply({});
    if (domain?.pending?.what !== wanted) {
      const message = `${domain?.name ?? 'The domain'} stopped running on the way to being ${wanted}.`;
      return call.fail(new DriverError('internal', message, { native: { code: 38, name: 'SIM_GUEST_GONE', message } }));
    }
    cancel = world.timeline.schedule(world.nowMs + LOOK_MS, look);
  };
  cancel = world.timeline.schedule(world.nowMs + LOOK_MS, look);
  call.onEnd(() => cancel());
  return LATER;
}
