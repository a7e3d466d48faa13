/**
 * An agent that ends itself without a word at a named point of one operation. Started by tests only, as a process:
 *
 *   KILL_DATABASE_URL, KILL_DRIVER (`simulated` with KILL_SOCKET, or `libvirt`), KILL_OPERATION (id, or `any`), KILL_AT (point);
 *   where programs are run in simulated guests: KILL_GUESTS (folder);
 *   where it keeps disks of leases: KILL_KEPT (folder);
 *   where it builds images: KILL_IMAGES (folder), with what the configuration says of mirror and secret
 */
import { createSimulatedBatch } from '@/lib/batch/simulated/batch-system';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { createSimulatedDriver } from '@/lib/drivers/simulated/driver';
import { parseMirror } from '@/lib/images/mirror';
import { openContext } from '@/lib/server/crypto/seal-context';
import { siteKey } from '@/lib/images/site-key';
import { withLocalGuests } from '@/lib/agent/testing/local-guests';
import { startAgent } from '@/lib/agent/start-agent';
import { ensureProgramsUser } from '@/tools/shared/service-user';

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const TIB = 1024 ** 4;
/** The first operation that comes to the point. */
const ANY = 'any';
const [operation, point] = [env('KILL_OPERATION'), env('KILL_AT')];
const guests = process.env['KILL_GUESTS'];
const simulated = () => {
  const driver = createSimulatedDriver({ socketPath: env('KILL_SOCKET') });
  return guests === undefined ? driver : withLocalGuests(driver, guests);
};
const drivers =
  env('KILL_DRIVER') === 'simulated'
    ? { simulated: simulated() }
    : { libvirt: createLibvirtDriver({ programsUser: await ensureProgramsUser() }) };
const batch = env('KILL_DRIVER') === 'simulated' ? [createSimulatedBatch({ socketPath: env('KILL_SOCKET') })] : [];
const dir = process.env['KILL_IMAGES'];
const images =
  dir === undefined
    ? undefined
    : { dir, mirror: parseMirror(env('GRIDBOX_IMAGE_MIRROR')), key: siteKey(env('GRIDBOX_SECRET')) };
const kept = process.env['KILL_KEPT'];
await startAgent({
  images,
  ...(kept === undefined ? {} : { kept: { dir: kept, bytesPerVo: TIB } }),
  databaseUrl: env('KILL_DATABASE_URL'),
  drivers,
  batch,
  openCredentials: () => ({}),
  openContext: (sealed, bind) => openContext(sealed, { secret: env('GRIDBOX_SECRET'), bind }),
  onEvent: (event) => {
    if (event.type === 'loop.error') console.error(event.loop, event.error);
  },
  probe: (at, id) => {
    if ((operation !== ANY && id !== operation) || at !== point) return;
    // SIGKILL ends the process before the next statement: no handler, no rollback, no goodbye.
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  },
});
