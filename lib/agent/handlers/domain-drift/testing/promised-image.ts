/** For tests: an image that promises a little of everything, and what is inside a guest that keeps it. */
import { createHash, randomUUID } from 'node:crypto';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import type { InsideRecord } from '@/lib/drivers/simulated/world/records';
import { hashSpecification } from '@/lib/images/hash-specification';
import { digestOf, hashPackages, signManifest } from '@/lib/images/manifest';
import { siteKey } from '@/lib/images/site-key';
import type { Db } from '@/lib/server/db/client';

export const SECRET = 'a secret of these tests, long enough for it';
const MOTD = 'promised\n';
const packages = [{ name: 'busybox-static', version: '1', architecture: 'amd64' }];
const specificationNamed = (name: string) =>
  ImageSpecification.parse({
    name,
    description: 'For tests.',
    distribution: 'debian',
    suite: 'bookworm',
    packages: ['busybox-static'],
    files: [{ path: '/etc/motd', content: MOTD }],
    services: ['late'],
    absent: ['/lib/tls'],
    output: { kind: 'ext4' },
  });

/** Writes it as built, and that the domain is made of it; once a domain. */
export async function makePromise(
  db: Db,
  { domainId, secret }: { readonly domainId: string; readonly secret: string },
): Promise<{ readonly imageId: string; readonly manifest: ImageManifest }> {
  const subject = `domain:${domainId}`;
  const earlier = await db.imageUse.findFirst({ where: { subject }, include: { image: true } });
  if (earlier !== null)
    return { imageId: earlier.imageId, manifest: ImageManifest.parse(JSON.parse(earlier.image.manifest)) };
  const specification = specificationNamed(`image-${randomUUID().slice(0, 8)}`);
  const artefacts = [{ name: 'disk.ext4', bytes: 1, sha512: createHash('sha512').update(randomUUID()).digest('hex') }];
  const digest = digestOf(artefacts);
  const sha256 = createHash('sha256').update(MOTD).digest('hex');
  const manifest: ImageManifest = {
    format: 'gridbox-image/v1',
    digest,
    artefacts,
    specification,
    specificationHash: hashSpecification(specification),
    packages,
    packagesHash: hashPackages(packages),
    kernel: '6.1.0-18-amd64',
    files: [{ path: '/etc/motd', sha256, mode: '0644', uid: 0, gid: 0 }],
    fileCount: 1,
    layers: [],
    mode: 'root',
    tools: {},
  };
  const { text, signature, keyId } = signManifest(manifest, siteKey(secret));
  const { name } = specification;
  const image = await db.image.create({
    data: {
      digest,
      bytes: 1n,
      manifest: text,
      signature,
      keyId,
      builtAt: new Date(),
      specification: {
        create: {
          name,
          version: 1,
          hash: manifest.specificationHash,
          body: specification,
          yaml: name,
          createdByName: 'x',
        },
      },
      uses: { create: { subject, reason: 'a domain of the tests' } },
    },
  });
  return { imageId: image.id, manifest };
}

/** A guest that is as the manifest says. */
export const insideOf = (manifest: ImageManifest): InsideRecord => ({
  kernel: manifest.kernel ?? undefined,
  paths: Object.fromEntries(
    manifest.files.map(({ path, sha256, mode, uid, gid }) => [
      path,
      { mode: mode.replace(/^0/, ''), uid, gid, sha256 },
    ]),
  ),
  packages: manifest.packages.map((each) => ({ ...each })),
  services: Object.fromEntries(
    manifest.specification.services.map((name) => [
      `${name}.service`,
      { load: 'loaded', active: 'active', file: 'enabled' },
    ]),
  ),
});
