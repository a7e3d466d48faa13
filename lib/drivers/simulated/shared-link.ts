import { openInProcessLink, openSocketLink, type OpenedLink } from './open-link';
import type { WorldServer } from './serve/world-server';

/** Where the simulated world is: a daemon's socket, or (in tests) a server in this process. */
export type SimulatedWorldAt = { readonly socketPath: string } | { readonly server: WorldServer };

export interface SharedLink {
  /** Opened at the first call, and anew after it broke. @throws DriverError `unreachable` */
  opened(): Promise<OpenedLink>;
  close(): Promise<void>;
}

/** One link for everything that one client asks of the world. */
export function createSharedLink(at: SimulatedWorldAt): SharedLink {
  let opening: Promise<OpenedLink> | undefined;
  return {
    opened: () => {
      if (opening !== undefined) return opening;
      const attempt = 'server' in at ? Promise.resolve(openInProcessLink(at.server)) : openSocketLink(at.socketPath);
      opening = attempt;
      const forget = (): void => {
        if (opening === attempt) opening = undefined;
      };
      attempt.then(({ link }) => link.onBroken(forget), forget);
      return attempt;
    },
    close: async () => {
      const link = await opening?.catch(() => undefined);
      link?.close();
      opening = undefined;
    },
  };
}
