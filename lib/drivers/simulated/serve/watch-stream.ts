import { findHost, type WorldChange } from '../world/world';
import { LATER, type Handler } from './call';

/** Tells of each change of a domain of the host, until the call ends. */
export const watch: Handler<object> = (world, _params, call) => {
  findHost(world, call.host);
  const listener = (change: WorldChange): void => {
    if (change.host === call.host && change.kind === 'domain')
      call.push({ kind: 'domain', domainId: change.id, what: change.what });
  };
  world.listeners.add(listener);
  call.onEnd(() => world.listeners.delete(listener));
  return LATER;
};
