/** A real guest is asked by its own programs: what it is, what differs from an image that it never was of, and /lib/tls put aside. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { createRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { ACTOR } from '@/lib/agent/testing/simulated-site';
import { parseMirror } from '@/lib/images/mirror';
import { siteKey } from '@/lib/images/site-key';
import type { HostConnection } from '@/lib/drivers/port';
import { submitOperation } from '@/lib/operations/submit-operation';
import { waitUntil } from '@/tools/shared/wait-until';
import { makePromise, SECRET } from './testing/promised-image';

const GUEST = 'wn-02';
/** By the console of an emulated guest a program takes seconds. */
const PROGRAM_MS = 60_000;

let site: RealSite;
let host: HostConnection;
let id: ReturnType<typeof domainId>;
beforeAll(async () => {
  site = await createRigSite();
  const mirror = parseMirror('deb http://mirror.invalid/debian bookworm main');
  await site.startAgent({ images: { dir: '/nonexistent', mirror, key: siteKey(SECRET) } });
  const row = await site.domain(GUEST);
  id = domainId(row.id);
  const { uri } = await site.db.host.findUniqueOrThrow({ where: { id: row.hostId ?? '' } });
  host = await site.driver.connect({ uri });
}, 120_000);
afterAll(async () => {
  await inGuest('rm', '-rf', '/lib/tls', '/etc/motd');
  await host.close();
  await site.close();
});

async function inGuest(...argv: [string, ...string[]]): Promise<string> {
  const { programs } = host;
  if (programs === undefined) throw new Error('nothing can be run in guests of the rig');
  const process = await programs.start(id, { argv });
  const state = await waitUntil(
    argv.join(' '),
    async () => {
      const read = await programs.read(id, process);
      return read.running ? undefined : read;
    },
    { deadlineMs: PROGRAM_MS, everyMs: 200 },
  );
  if (process.key !== undefined) await programs.end(id, process);
  return state.stdout;
}
const compare = async () => await site.finished(await site.submit('check-domain-drift', GUEST));
const open = async (): Promise<string[][]> =>
  (await site.db.driftFinding.findMany({ where: { domainId: id, goneAt: null }, orderBy: { check: 'asc' } })).map(
    ({ check, found }) => [check, found],
  );
async function mend(check: 'lib-tls' | 'file', subject: string) {
  const row = await site.domain(GUEST);
  const { operation } = await site.db.$transaction(
    async (tx) =>
      await submitOperation(tx, {
        kind: 'remedy-domain-drift',
        input: { findingId: crypto.randomUUID(), check, subject },
        actor: ACTOR,
        title: `mend ${subject}`,
        domainId: row.id,
        hostId: row.hostId ?? undefined,
      }),
  );
  return await site.finished(operation.id);
}

test('a guest of the rig is asked what it is', { timeout: 4 * PROGRAM_MS }, async () => {
  expect(await compare()).toMatchObject({ state: 'succeeded', errorMessage: null, result: { open: 0 } });
  const { facts, skipped } = await site.db.domainDrift.findUniqueOrThrow({ where: { domainId: id } });
  expect(facts).toEqual({ kernel: (await inGuest('uname', '-r')).trim() });
  expect(skipped).toEqual([]);
});

test(
  'differences from an image are found in it, two of them mended, and the rest is told',
  { timeout: 10 * PROGRAM_MS },
  async () => {
    const { manifest } = await makePromise(site.db, { domainId: id, secret: SECRET });
    await inGuest('mkdir', '-p', '/lib/tls/i686');
    const began = Date.now();
    expect(await compare()).toMatchObject({ state: 'succeeded', errorMessage: null });
    console.log(`a guest of the rig compared with an image in ${Date.now() - began} ms`);
    const kernel = (await inGuest('uname', '-r')).trim();
    expect(kernel).not.toBe(manifest.kernel);
    expect(await open()).toEqual([
      ['file', 'missing'],
      ['kernel', kernel],
      ['lib-tls', 'there'],
    ]);
    // A guest of one program has neither dpkg nor systemd: that is said, and nothing is called missing.
    const { skipped } = await site.db.domainDrift.findUniqueOrThrow({ where: { domainId: id } });
    expect(skipped).toMatchObject([{ check: 'service' }, { check: 'package' }]);

    expect(await mend('lib-tls', '/lib/tls')).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(await inGuest('ls', '/lib')).toMatch(/^tls\.disabled-[0-9a-f]{8}$/m);
    expect(await mend('file', '/etc/motd')).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(await inGuest('cat', '/etc/motd')).toBe('promised\n');
    expect(await open()).toEqual([['kernel', kernel]]);
  },
);
