/** The tiny services as processes of this machine answer every probe that the tiny guests answer, and leave nothing when they stop. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { ProbeId } from '@/lib/domain/probe';
import { allPorts } from '@/lib/domain/probe-endpoint';
import { ownClients } from '@/lib/agent/probes/target-row';
import { runProbe } from '@/lib/grid/run-probe';
import { isInPath } from '@/tools/shared/is-in-path';
import { waitUntil } from '@/tools/shared/wait-until';
import { listensAt } from './service';
import { type NativeTiny, startTiny } from './start-tiny';

/** A worker node says every three seconds that it is there, and the index looks every two while something is missing. */
const WHOLE_MS = 60_000;

let dir: string;
let tiny: NativeTiny;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-test-tiny-'));
  tiny = await startTiny({ dir, log: (line) => console.log(line) });
}, WHOLE_MS);
afterAll(async () => {
  await tiny?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const ask = async (instance: string, probe: ProbeId) => {
  const node = tiny.nodes.find((each) => each.instance === instance);
  const { certificatePem: certificate, keyPem: key } = tiny.member;
  return await runProbe(probe, {
    endpoint: {
      address: node?.address ?? '',
      ports: allPorts(tiny.ports),
      trustedCa: tiny.ca,
      identity: { certificate, key },
      queue: tiny.queue,
      dataPath: '/data',
    },
    clients: ownClients(),
  });
};

/** Below a tenth free a warning, below a fiftieth critical. */
const byRoom = (facts: unknown): string => {
  const { totalBytes, freeBytes } = z.object({ totalBytes: z.number().positive(), freeBytes: z.number() }).parse(facts);
  const share = freeBytes / totalBytes;
  return share < 0.02 ? 'critical' : share < 0.1 ? 'warning' : 'ok';
};

test(
  'every probe of the tiny site is answered natively, and a worker node that ends is missed',
  async () => {
    await waitUntil('the CE has its worker nodes', async () => (await ask('ce', 'ce-info')).verdict === 'ok', {
      deadlineMs: WHOLE_MS,
      everyMs: 200,
    });
    await waitUntil('the index has seen the whole site', async () => (await ask('ce', 'bdii')).verdict === 'ok', {
      deadlineMs: WHOLE_MS,
      everyMs: 200,
    });
    const asked: readonly (readonly [string, ProbeId])[] = [
      ['ce', 'ce-tls'],
      ['ce', 'certificate'],
      ['ce', 'ce-rest'],
      ['ce', 'ce-job'],
      ['ce', 'slurm-ping'],
      ['se', 'se-tcp'],
      ['se', 'se-http'],
      ['wn-1', 'wn-state'],
      ['wn-2', 'wn-state'],
      ...(isInPath('xrdcp')
        ? ([
            ['se', 'se-space'],
            ['se', 'se-put-get-rm'],
          ] as const)
        : []),
    ];
    for (const [instance, probe] of asked) {
      const { verdict, sentence, latencyMs, facts } = await ask(instance, probe);
      console.log(`native tiny: ${instance} ${probe} ${verdict} (${latencyMs} ms): ${sentence}`);
      // How full the machine's own disk is, which the SE tells of, is no fault of the site.
      const fine = probe === 'se-space' ? byRoom(facts) : 'ok';
      expect([probe, verdict, sentence]).toEqual([probe, fine, sentence]);
    }
    await tiny.services['wn-1'].stop();
    expect(await ask('wn-1', 'wn-state')).toMatchObject({ verdict: 'critical' });
    expect(await ask('wn-2', 'wn-state')).toMatchObject({ verdict: 'ok' });
    await tiny.stop();
    for (const { address } of tiny.nodes)
      for (const port of Object.values(allPorts(tiny.ports)))
        expect([address, port, await listensAt(address, port)]).toEqual([address, port, false]);
    expect(readdirSync(dir)).toEqual([]);
  },
  4 * WHOLE_MS,
);
