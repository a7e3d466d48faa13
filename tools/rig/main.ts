/** `npm run rig -- up|down|status [--dir DIR]`: the rig by itself, without the rest of Gridbox. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findDaemon } from './host-daemon';
import { missingForRig } from './prerequisites';
import { openRigFolder, startRig, stopRig } from './start-rig';
import { tryVirsh } from './virsh';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: '.data' },
    hosts: { type: 'string', default: '3' },
    ports: { type: 'string' },
  },
});
const dir = resolve(values.dir);
const hosts = Number(values.hosts);
const startedAt = Date.now();
const log = (line: string) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);

const missing = missingForRig();
if (missing.length > 0) {
  console.error(
    `missing: ${missing.map((part) => part.what).join(', ')}\nDebian: apt-get install --no-install-recommends ${missing.map((part) => part.debianPackage).join(' ')}`,
  );
  process.exit(1);
}

switch (positionals[0]) {
  case 'up': {
    const portBase = values.ports === undefined ? undefined : Number(values.ports);
    const rig = await startRig({ dir, hosts, portBase, log, waitForGuests: true });
    for (const host of rig.hosts) log(`${host.name}  ${host.uri}`);
    log(`guests' segment ${rig.segment}, reached by GRIDBOX_GUEST_ROUTES=${rig.guestRoute}`);
    for (const host of rig.hosts) host.daemon.stopKeeping();
    break;
  }
  case 'down':
    await stopRig({ dir, hosts, log });
    log('stopped');
    break;
  case 'status': {
    for (const host of (await openRigFolder(dir, hosts)).hosts) {
      const daemon = findDaemon(host);
      console.log(`${host.name}  ${daemon === undefined ? 'stopped' : `process ${daemon.pid}`}  ${host.uri}`);
      if (daemon !== undefined) console.log((await tryVirsh(host.uri, ['list', '--all'])).stdout.trimEnd());
    }
    break;
  }
  default:
    console.error('usage: npm run rig -- up|down|status [--dir DIR] [--hosts N] [--ports FIRST]');
    process.exitCode = 2;
}
