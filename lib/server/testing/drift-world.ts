/** For integration tests: what a comparison would have found, and how a domain would have been created. */
import type { DriftCheck } from '@/lib/domain/guest-drift';
import type { Db } from '@/lib/server/db/client';
import { makeOperation } from './test-world';

export async function makeDriftFinding(
  db: Db,
  domainId: string,
  change: {
    readonly check?: DriftCheck;
    readonly subject?: string;
    readonly found?: string;
    readonly goneAt?: Date;
  } = {},
) {
  const { check = 'lib-tls', subject = '/lib/tls', found = 'there', goneAt = null } = change;
  const now = new Date();
  return await db.driftFinding.create({
    data: { domainId, check, subject, promised: 'absent', found, firstSeenAt: now, lastSeenAt: now, goneAt },
  });
}

/** As if Gridbox had made it of an image: the operation that did, and the image's use. */
export async function makeCreation(
  db: Db,
  domain: { readonly id: string; readonly name: string; readonly imageId: string; readonly owner?: string },
) {
  const { id, name, imageId, owner } = domain;
  await db.imageUse.create({ data: { imageId, subject: `domain:${id}`, reason: `${name} is made of it` } });
  return await makeOperation(db, {
    kind: 'create-domain',
    state: 'succeeded',
    domainId: id,
    input: {
      name,
      memoryKiB: 65_536,
      boot: { from: 'kernel', kernel: '/boot/vmlinuz' },
      disks: [],
      start: true,
      ...(owner === undefined ? {} : { owner }),
    },
  });
}
