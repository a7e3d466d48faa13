/** For integration tests: images as somebody would have written and an agent built them. */
import { randomUUID } from 'node:crypto';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import type { OperationState } from '@/lib/domain/operation';
import { hashSpecification } from '@/lib/images/hash-specification';
import { digestOf, hashPackages, signManifest } from '@/lib/images/manifest';
import { siteKey } from '@/lib/images/site-key';
import type { Db } from '@/lib/server/db/client';
import { makeOperation } from './test-world';

/** The text of a specification that somebody might write. */
export const imageNamed = (name: string, change: { readonly vo?: string; readonly packages?: string } = {}): string =>
  `# Written by hand.
name: ${name}
description: For tests.
${change.vo === undefined ? '' : `vo: ${change.vo}\n`}distribution: debian
suite: bookworm
base: extract
packages: [${change.packages ?? 'busybox-static'}]
output: { kind: ext4 }
`;

/** A version of an image that nobody has built. */
export async function makeImage(
  db: Db,
  change: { readonly name?: string; readonly version?: number; readonly vo?: string } = {},
) {
  const { name = `image-${randomUUID().slice(0, 8)}`, version = 1, vo } = change;
  const body = ImageSpecification.parse({
    name,
    vo,
    description: 'For tests.',
    distribution: 'debian',
    suite: 'bookworm',
    base: 'extract',
    packages: ['busybox-static'],
    output: { kind: 'ext4' },
  });
  return await db.imageSpecification.create({
    data: {
      name,
      version,
      vo: vo ?? null,
      body,
      hash: hashSpecification(body),
      createdByName: 'somebody',
      yaml: imageNamed(name, vo === undefined ? {} : { vo }),
    },
  });
}
type MadeImage = Awaited<ReturnType<typeof makeImage>>;

/** A build of it, with two lines of its log. */
export async function makeImageBuild(db: Db, image: MadeImage, state: OperationState = 'succeeded') {
  const operation = await makeOperation(db, {
    kind: 'build-image',
    state,
    vo: image.vo,
    input: { specificationId: image.id, fresh: false },
  });
  return await db.imageBuild.create({
    data: {
      operationId: operation.id,
      specificationId: image.id,
      hash: image.hash,
      stage: 'base',
      lines: {
        create: ['Make the base.', 'I: success'].map((text, index) => ({ number: index + 1, at: new Date(), text })),
      },
    },
  });
}

/** What a build of it would have made, signed by the key of `secret`. */
export async function makeBuiltImage(
  db: Db,
  image: MadeImage,
  change: {
    readonly builtAt?: Date;
    readonly content?: string;
    readonly secret?: string;
    readonly files?: readonly string[];
  } = {},
) {
  const {
    files = ['disk.ext4'],
    builtAt = new Date(),
    content = randomUUID(),
    secret = process.env['GRIDBOX_SECRET'] ?? '',
  } = change;
  const sha512 = Buffer.from(content.padEnd(64, '.').slice(0, 64)).toString('hex');
  const artefacts = files.map((name) => ({ name, bytes: 1_000, sha512 }));
  const digest = digestOf(artefacts);
  const packages = [{ name: 'busybox-static', version: '1', architecture: 'amd64' }];
  const signed = signManifest(
    {
      format: 'gridbox-image/v1',
      digest,
      artefacts,
      packages,
      packagesHash: hashPackages(packages),
      specification: ImageSpecification.parse(image.body),
      specificationHash: image.hash,
      kernel: null,
      files: [],
      fileCount: 1,
      layers: [],
      mode: 'root',
      tools: {},
    },
    siteKey(secret),
  );
  const { text: manifest, signature, keyId } = signed;
  return await db.image.create({
    data: { specificationId: image.id, digest, bytes: 1_000, manifest, signature, keyId, builtAt },
  });
}
