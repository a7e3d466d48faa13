/** Every probe on the real services, native: all green; then each service is stopped or broken, and its probes tell so. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBE_IDS, type ProbeId, type ProbeResult } from '@/lib/domain/probe';
import { makeAuthority } from '@/lib/grid/testing/make-certificate';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';
import { SITE_LDIF } from '@/tools/grid/bdii';
import { missingForGrid, whyNoGrid } from '@/tools/grid/prerequisites';
import { type NativeGrid, type ServiceName, startGrid } from '@/tools/grid/start-grid';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { mustRun } from '@/tools/shared/run-command';
import { waitUntil } from '@/tools/shared/wait-until';
import type { ProbeEndpoint } from './probe';
import { runProbe } from './run-probe';

let dir: string;
let grid: NativeGrid;
beforeAll(async () => {
  const why = whyNoGrid() ?? missingForGrid().map(({ what }) => what)[0];
  if (why !== undefined) throw new Error(`no native site: ${why}`);
  dir = join(mkdtempSync(join(tmpdir(), 'gridbox-test-grid-')), 'site');
  // Users of the services pass through.
  chmodSync(join(dir, '..'), 0o711);
  grid = await startGrid({ dir, log: (line) => console.log(`grid: ${line}`) });
}, 120_000);
afterAll(async () => {
  await grid?.stop();
  rmSync(join(dir, '..'), { recursive: true, force: true });
}, 60_000);

const ask = async (
  probe: ProbeId,
  more: { readonly endpoint?: Partial<ProbeEndpoint>; readonly laterMs?: number; readonly deadlineMs?: number } = {},
): Promise<ProbeResult> =>
  await runProbe(probe, {
    endpoint: { ...grid.endpoint, ...more.endpoint },
    clients: grid.clients,
    now: () => new Date(Date.now() + (more.laterMs ?? 0)),
    deadlineMs: more.deadlineMs,
  });
const verdicts = async (probes: readonly ProbeId[]) =>
  Object.fromEntries(await Promise.all(probes.map(async (probe) => [probe, (await ask(probe)).verdict] as const)));
/** What takes its time to be seen from outside. */
const become = async (
  what: string,
  probe: ProbeId,
  verdict: ProbeResult['verdict'],
  more?: Parameters<typeof ask>[1],
): Promise<ProbeResult> =>
  await waitUntil(
    what,
    async () => await ask(probe, more).then((result) => (result.verdict === verdict ? result : false)),
    {
      deadlineMs: MINUTE_MS,
      everyMs: 500,
    },
  );
const without = async (service: ServiceName, look: () => Promise<void>): Promise<void> => {
  await grid.services[service].stop();
  try {
    await look();
  } finally {
    await grid.services[service].start();
  }
};

test('a whole native site is ok by every probe, a job and its output with it', async () => {
  const results = await Promise.all(PROBE_IDS.map(async (probe) => await ask(probe)));
  for (const { probe, verdict, sentence, latencyMs } of results)
    console.log(`grid: ${probe} ${verdict} (${latencyMs} ms): ${sentence}`);
  expect(results.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  expect(results.map(({ probe }) => probe)).toEqual([...PROBE_IDS]);
  const job = results.find(({ probe }) => probe === 'ce-job');
  expect(job?.facts['states']).toMatch(/^ACCEPTING .*FINISHED$/);
}, 260_000);

describe('the CE', () => {
  test('that does not run is critical by all of its probes', async () => {
    await without('rest', async () => {
      const ce = await verdicts(['ce-tls', 'certificate', 'ce-rest', 'ce-info', 'ce-job']);
      expect(new Set(Object.values(ce))).toEqual(new Set(['critical']));
    });
    expect((await ask('ce-rest')).verdict).toBe('ok');
  });

  test('refuses a member whom no group knows, and a certificate of another CA', async () => {
    const stranger = makeAuthority('Elsewhere').sign({ commonName: 'probe' });
    expect(await ask('ce-rest', { endpoint: { identity: stranger } })).toMatchObject({ verdict: 'critical' });
    expect(await ask('certificate', { endpoint: { trustedCa: makeAuthority('Elsewhere').certificate } })).toMatchObject(
      {
        verdict: 'critical',
        sentence: expect.stringMatching(/does not vouch/),
      },
    );
  });

  test('is told before its certificate ends, and after', async () => {
    expect(await ask('certificate', { laterMs: 24 * DAY_MS })).toMatchObject({ verdict: 'warning' });
    expect(await ask('certificate', { laterMs: 31 * DAY_MS })).toMatchObject({ verdict: 'critical' });
  });

  test('whose queue does not exist runs no job', async () => {
    expect(await ask('ce-job', { endpoint: { queue: 'nosuch' } })).toMatchObject({ verdict: 'critical' });
  }, 120_000);

  test('whose batch system is gone takes a job and does not run it', async () => {
    await without('slurmctld', async () => {
      expect(await ask('ce-job', { deadlineMs: 5_000 })).toMatchObject({ verdict: 'critical' });
    });
  }, 60_000);
});

describe('the batch system', () => {
  const scontrol = async (...args: string[]) =>
    await mustRun('scontrol', args, { env: bareEnvironment(grid.clients.env) });

  test('whose controller does not run is critical, and of its node nothing is known', async () => {
    await without('slurmctld', async () => {
      expect(await ask('slurm-ping', { deadlineMs: 20_000 })).toMatchObject({ verdict: 'critical' });
      expect((await ask('wn-state', { deadlineMs: 500 })).verdict).not.toBe('ok');
    });
    expect(await ask('slurm-ping')).toMatchObject({ verdict: 'ok' });
  }, 60_000);

  test('that nothing can be asked of, since the agent knows no cluster, is heard by how it takes nonsense', async () => {
    const asked = async (probe: ProbeId): Promise<ProbeResult> =>
      await runProbe(probe, { endpoint: grid.endpoint, clients: { env: { PATH: grid.clients.env['PATH'] ?? '' } } });
    for (const probe of ['slurm-ping', 'wn-state'] as const)
      expect(await asked(probe)).toMatchObject({ verdict: 'ok', facts: { asked: 'connection only' } });
    await without('slurmd', async () => {
      expect(await asked('wn-state')).toMatchObject({ verdict: 'critical' });
    });
  }, 60_000);

  test('of another controller than the one that is asked for says nothing of it', async () => {
    expect(await ask('slurm-ping', { endpoint: { address: '127.0.0.1' } })).toMatchObject({ verdict: 'unknown' });
    expect(await ask('wn-state', { endpoint: { nodeName: 'wn-77' } })).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/knows no node wn-77/),
    });
  });

  test('a node that somebody drains is a warning with the reason, one that is gone critical', async () => {
    const node = `NodeName=${grid.nodeName}`;
    // Slurm forgets of a node how it was when its controller starts anew.
    await become('the node is known', 'wn-state', 'ok');
    await scontrol('update', node, 'State=DRAIN', 'Reason=new disks');
    expect(await ask('wn-state')).toMatchObject({
      verdict: 'warning',
      sentence: expect.stringMatching(/drain.*new disks/),
    });
    await scontrol('update', node, 'State=RESUME');
    await become('the node is back', 'wn-state', 'ok');
    await without('slurmd', async () => {
      await become('the node is gone', 'wn-state', 'critical');
    });
    await become('the node is back', 'wn-state', 'ok');
  }, 150_000);

  test('without munge nothing is vouched for', async () => {
    await without('munge', async () => {
      expect(await ask('munge')).toMatchObject({
        verdict: 'critical',
        sentence: expect.stringMatching(/makes no credential/),
      });
      expect((await ask('slurm-ping', { deadlineMs: 10_000 })).verdict).not.toBe('ok');
    });
    expect(await ask('munge')).toMatchObject({ verdict: 'ok' });
  }, 60_000);
});

describe('the SE', () => {
  const SE = ['se-tcp', 'se-space', 'se-put-get-rm', 'se-http'] as const;

  test('that does not run is critical by all of its probes', async () => {
    await without('xrootd', async () => {
      expect(new Set(Object.values(await verdicts(SE)))).toEqual(new Set(['critical']));
    });
    expect(new Set(Object.values(await verdicts(SE)))).toEqual(new Set(['ok']));
  }, 60_000);

  test('that speaks and cannot write is critical by what writes alone', async () => {
    const data = join(dir, 'xrootd', 'data');
    chmodSync(data, 0o555);
    try {
      expect(await verdicts(SE)).toMatchObject({ 'se-tcp': 'ok', 'se-put-get-rm': 'critical', 'se-http': 'critical' });
    } finally {
      chmodSync(data, 0o755);
    }
    expect((await ask('se-put-get-rm')).verdict).toBe('ok');
  }, 60_000);
});

describe('the BDII', () => {
  test('that publishes nothing is critical, though it answers', async () => {
    grid.bdii.publish('');
    expect(await become('it is empty', 'bdii', 'critical')).toMatchObject({
      sentence: expect.stringMatching(/publishes no service/),
    });
    grid.bdii.publish(SITE_LDIF);
    await become('it is filled', 'bdii', 'ok');
  }, 130_000);

  test('that is not updated any more is stale, and one that does not run is critical', async () => {
    expect(await ask('bdii', { laterMs: 25 * MINUTE_MS })).toMatchObject({
      verdict: 'critical',
      sentence: expect.stringMatching(/is stale/),
    });
    await without('slapd', async () => {
      expect(await ask('bdii')).toMatchObject({
        verdict: 'critical',
        sentence: expect.stringMatching(/nothing listens/),
      });
    });
  }, 60_000);
});

test('an SSH server that does not run is critical', async () => {
  await without('sshd', async () => {
    expect((await ask('ssh-banner')).verdict).toBe('critical');
  });
  expect((await ask('ssh-banner')).verdict).toBe('ok');
});
