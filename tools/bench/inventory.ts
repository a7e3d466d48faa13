import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, median } from './figures';
import type { BenchOptions } from './main';
import { writeTestHost } from './test-host';
import { openVirshSession } from './virsh-session';

const DOMAINS = 1000;
const ROUNDS = 40;
const PROCESS_ROUNDS = 10;

/**
 * Full state and statistics of a 1,000-domain `test://` host over an open connection, in turn with `virsh domstats`
 * inside one session and, less often, as a whole process. Our reading includes names, memory and state of each domain,
 * decoded to objects; virsh's includes printing.
 */
export async function run({ count = ROUNDS, say }: BenchOptions): Promise<BenchResult> {
  const dir = makeBenchFolder();
  const file = join(dir, 'host.xml');
  await writeTestHost(file, DOMAINS);
  const uri = `test://${file}`;
  const driver = createLibvirtDriver();
  const connection = await driver.connect({ uri });
  const session = await openVirshSession(uri);
  try {
    const first = await connection.listDomains();
    if (first.length !== DOMAINS) throw new Error(`expected ${DOMAINS} domains, read ${first.length}`);
    const known = new Map(
      first.flatMap((domain) => (domain.definition === undefined ? [] : [[domain.id, domain.definition.hash]])),
    );
    for (let warm = 0; warm < 5; warm += 1) {
      await connection.listDomains({ known });
      await session.run('domstats');
    }
    const ours: number[] = [];
    const inSession: number[] = [];
    const asProcess: number[] = [];
    for (let round = 0; round < count; round += 1) {
      const begun = performance.now();
      const domains = await connection.listDomains({ known });
      ours.push(performance.now() - begun);
      if (domains.length !== DOMAINS) throw new Error(`a reading lost domains: ${domains.length} of ${DOMAINS}`);
      inSession.push(await session.run('domstats'));
      if (round % Math.ceil(count / PROCESS_ROUNDS) === 0) {
        const started = performance.now();
        await promisify(execFile)('virsh', ['-q', '-c', uri, 'domstats'], { maxBuffer: 1 << 26 });
        asProcess.push(performance.now() - started);
      }
    }
    say(`${count} rounds of ${DOMAINS} domains`);
    return {
      figures: [
        figure('gridbox-reading-median', median(ours), 'ms'),
        figure('virsh-session-median', median(inSession), 'ms'),
        figure('virsh-process-median', median(asProcess), 'ms'),
        figure('ratio-to-virsh-session', median(ours) / median(inSession), 'x', { most: 1 }),
        figure('ratio-to-virsh-process', median(ours) / median(asProcess), 'x', { most: 0.1 }),
      ],
      samples: { gridboxMs: ours, virshSessionMs: inSession, virshProcessMs: asProcess },
    };
  } finally {
    await session.close();
    await connection.close();
    await driver.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
