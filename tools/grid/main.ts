/** `npm run grid`: the native site by itself, until it is interrupted; `-- --tiny` the tiny services in its place. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingForGrid, whyNoGrid } from './prerequisites';
import { startGrid } from './start-grid';
import { startTiny, whyNoTiny } from './start-tiny';

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--tiny')) {
  console.error(`usage: npm run grid [-- --tiny]`);
  process.exit(1);
}
const isTiny = option === '--tiny';
const why = isTiny ? whyNoTiny() : whyNoGrid();
const missing = isTiny ? [] : missingForGrid();
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
const log = (line: string): void => console.log(line);
const keep = (name: string, text: string): string => {
  const PRIVATE = 0o600;
  writeFileSync(join(above, name), text, { mode: PRIVATE });
  return join(above, name);
};
const started = isTiny ? await tiny() : await real();
try {
  console.log(`${started.words}\nCtrl-C stops it and leaves nothing.`);
  await stopped;
} finally {
  await started.stop();
  rmSync(above, { recursive: true, force: true });
}

async function real() {
  const grid = await startGrid({ dir: join(above, 'site'), log });
  const member = keep('member.pem', `${grid.pki.member.certificate}${grid.pki.member.key}`);
  return {
    stop: grid.stop,
    words: `
address      ${grid.address}, usual ports
CA           ${join(above, 'site', 'pki', 'ca.pem')}
member       ${member} (certificate and key)
queue, node  ${grid.queue}, ${grid.nodeName}
An agent that is to ask Slurm: SLURM_CONF=${grid.clients.env['SLURM_CONF']} GRIDBOX_MUNGE_SOCKET=${grid.clients.mungeSocket}`,
  };
}

/** Small stand-ins, which whoever adds them as targets says of them. */
async function tiny() {
  const site = await startTiny({ dir: above, log });
  return {
    stop: site.stop,
    words: `
${site.nodes.map(({ instance, role, address }) => `${instance.padEnd(12)} ${role} at ${address}, tiny`).join('\n')}
ports        the usual ones, but ${Object.entries(site.ports)
      .map(([name, port]) => `${name} ${port}`)
      .join(', ')}
CA           ${keep('ca.pem', site.ca)}
member       ${keep('member.pem', `${site.member.certificatePem}${site.member.keyPem}`)} (certificate and key)
queue        ${site.queue}`,
  };
}
