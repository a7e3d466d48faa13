/** For integration tests: endorsers and lists as if they had been imported. */
import { randomUUID } from 'node:crypto';
import type { Db } from '@/lib/server/db/client';
import { DAY_MS } from '@/lib/utils/time';

export async function makeEndorser(
  db: Db,
  change: {
    readonly subject?: string;
    readonly certificate?: string;
    readonly vos?: string[];
    readonly withdrawnAt?: Date;
  } = {},
) {
  const { subject = `/CN=${randomUUID()}`, certificate = CERTIFICATE, vos = ['atlas'], withdrawnAt = null } = change;
  return await db.imageEndorser.create({
    data: {
      subject,
      certificate,
      fingerprint: randomUUID(),
      certificateEndsAt: new Date(Date.now() + DAY_MS),
      vos,
      trustedByName: 'somebody',
      withdrawnAt,
    },
  });
}

/** A list of one image. */
export async function makeImageList(
  db: Db,
  change: {
    readonly sha512?: string;
    readonly vos?: string[];
    readonly expiresAt?: Date;
    readonly supersededAt?: Date;
    readonly withdrawnAt?: Date;
  } = {},
) {
  const { sha512 = 'ab'.repeat(64), vos = ['atlas'], expiresAt = new Date(Date.now() + DAY_MS), supersededAt } = change;
  const { withdrawnAt } = change;
  const endorser = await makeEndorser(db, { vos, ...(withdrawnAt === undefined ? {} : { withdrawnAt }) });
  return await db.imageList.create({
    data: {
      identifier: randomUUID(),
      version: '1.0',
      title: 'A list',
      description: '',
      source: 'example.org',
      message: 'as signed',
      textHash: randomUUID(),
      endorserId: endorser.id,
      signerFingerprint: endorser.fingerprint,
      vos,
      createdAt: new Date(),
      expiresAt,
      supersededAt: supersededAt ?? null,
      importedByName: 'somebody',
      images: {
        create: {
          identifier: 'worker',
          title: 'Worker',
          description: '',
          version: '1.0',
          sha512,
          bytes: 1_000n,
          uri: 'https://images.example.org/worker',
          architecture: 'x86_64',
          hypervisor: 'KVM',
          os: 'Debian 12',
          expiresAt,
        },
      },
    },
    include: { images: true },
  });
}

/** Of nobody: made for this file, its key thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUWomO8adbYvRySzedx1SVvq0OlCYwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyOTE0NDIyMVoYDzIxMjYxMTA1MTQ0
MjIxWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAS5XxmYW5X+nd7XtS+tl7rERJe8cFfclgocf3QIViln5eiQlIvklWWDbZ/AsaWC
s8sRMZ+SpqF7gGjw6xJfPX4Wo1MwUTAdBgNVHQ4EFgQUhuxuMc17BTDKySOj173C
94FNj3swHwYDVR0jBBgwFoAUhuxuMc17BTDKySOj173C94FNj3swDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAnNV53jBqCsKHAphauo2d/QYm2Ydf
OL9WfeT50UvYuKECIBoQz9seRqusf9XLzn37LXqj3cdR+fCA4Bkpcknz0efP
-----END CERTIFICATE-----
`;
