/** The one environment that the web half, the agent and the simulated testbed are started with. */
import { parseConfig } from '@/lib/server/config';

export interface ChildSettings {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly simulatorSocket: string;
  /** There while the rig is. */
  readonly rigFile: string;
  /** Of the guests of the rig, there or not: `mcast:ADDRESS:PORT`. */
  readonly segment: string;
  /** Of the guests of the rig and of labs. */
  readonly guestRoutes: readonly string[];
  readonly programsUser: { readonly uid: number; readonly gid: number } | undefined;
}

/** @throws Error when the parts do not make a configuration the children would accept. */
export function childEnvironment(settings: ChildSettings): NodeJS.ProcessEnv {
  const ours = {
    DATABASE_URL: settings.databaseUrl,
    GRIDBOX_DATA_DIR: settings.dataDir,
    GRIDBOX_SECRET: settings.secret,
    GRIDBOX_BASE_URL: settings.baseUrl,
    GRIDBOX_SIM_SOCKET: settings.simulatorSocket,
    GRIDBOX_RIG_FILE: settings.rigFile,
    GRIDBOX_SEGMENT: settings.segment,
    // Those of a network of one's own come first.
    GRIDBOX_GUEST_ROUTES: [process.env['GRIDBOX_GUEST_ROUTES'] ?? '', ...settings.guestRoutes]
      .filter((text) => text !== '')
      .join(','),
    GRIDBOX_PROGRAMS_USER:
      settings.programsUser === undefined ? '' : `${settings.programsUser.uid}:${settings.programsUser.gid}`,
    // A libvirt call keeps a libuv thread until it returns; read once, when Node starts.
    UV_THREADPOOL_SIZE: '32',
  };
  parseConfig({ ...process.env, ...ours });
  return { ...process.env, ...ours, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
}
