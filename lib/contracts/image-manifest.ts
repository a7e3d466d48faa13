import { z } from 'zod';
import { ImageSpecification } from './image-specification';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Sha512 = z.string().regex(/^[0-9a-f]{128}$/);

export const ImagePackage = z.object({ name: z.string(), version: z.string(), architecture: z.string() });

/** One file of an image. */
export const ImageArtefact = z
  .object({
    name: z.string().meta({ description: 'In the folder of the image, e.g. disk.qcow2, vmlinuz, initramfs.cpio.gz' }),
    bytes: z.number().int(),
    sha512: Sha512,
  })
  .meta({ id: 'ImageArtefact' });
export type ImageArtefact = z.infer<typeof ImageArtefact>;

/**
 * What an image is, as it is signed. The same specification, packages and programs give the same text: it says neither when nor
 * for whom the image was built.
 */
export const ImageManifest = z
  .object({
    format: z.literal('gridbox-image/v1'),
    digest: Sha512.meta({
      description: 'SHA-512 of the list that sha512sum makes of its files, in the order of their names',
    }),
    artefacts: z.array(ImageArtefact).min(1),
    specification: ImageSpecification,
    specificationHash: Sha256.meta({ description: 'Of what decides over the bytes of the image' }),
    packages: z.array(ImagePackage),
    packagesHash: Sha256.meta({
      description: 'Of the list of packages: with the specification it decides over the image',
    }),
    kernel: z.string().nullable().meta({ description: 'As uname -r gives it' }),
    files: z
      .array(z.object({ path: z.string(), sha256: Sha256, mode: z.string(), uid: z.number(), gid: z.number() }))
      .meta({ description: 'Those that the specification laid over its packages' }),
    fileCount: z.number().int(),
    layers: z.array(z.object({ kind: z.enum(['base', 'packages', 'kernel']), key: Sha256, sha256: Sha256 })),
    mode: z.enum(['root', 'unshare']).meta({ description: 'How mmdebstrap got its rights' }),
    tools: z.record(z.string(), z.string()).meta({ description: 'Programs that wrote it, with their versions' }),
  })
  .meta({ id: 'ImageManifest' });
export type ImageManifest = z.infer<typeof ImageManifest>;
