/** `npm run grid`: the native site by itself, until it is interrupted. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingForGrid, whyNoGrid } from './prerequisites';
import { startGrid } from './start-grid';

const why = whyNoGrid();
const missing = missingForGrid();
if (why !== undefined || missing.length > 0) {
  console.error(
    why ??
      `missing: ${missing.map((part) => part.what).join(', ')}\nDebian: apt-get install --no-install-recommends ${missing.map((part) => part.debianPackage).join(' ')}`,
  );
  process.exit(1);
}
const stop = new AbortController();
// More than once, as a terminal tells all of its processes and each its children: the second must not end what the first began to stop.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));

const above = mkdtempSync(join(tmpdir(), 'gridbox-grid-'));
const ENTER_ONLY = 0o711;
chmodSync(above, ENTER_ONLY);
const grid = await startGrid({ dir: join(above, 'site'), log: (line) => console.log(line) });
try {
  const member = join(above, 'site', 'pki', 'member.pem');
  const PRIVATE = 0o600;
  writeFileSync(member, `${grid.pki.member.certificate}${grid.pki.member.key}`, { mode: PRIVATE });
  console.log(`
address      ${grid.address}, usual ports
CA           ${join(above, 'site', 'pki', 'ca.pem')}
member       ${member} (certificate and key)
queue, node  ${grid.queue}, ${grid.nodeName}
An agent that is to ask Slurm: SLURM_CONF=${grid.clients.env['SLURM_CONF']} GRIDBOX_MUNGE_SOCKET=${grid.clients.mungeSocket}
Ctrl-C stops it and leaves nothing.`);
  await stopped;
} finally {
  await grid.stop();
  rmSync(above, { recursive: true, force: true });
}
