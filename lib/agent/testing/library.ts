/** Images in an agent's library as if it had built them: files of a test, signed by the site's key. For tests only. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { imageFolder } from '@/lib/images/build/image-store';
import { hashSpecification } from '@/lib/images/hash-specification';
import { digestOf, hashPackages, signManifest } from '@/lib/images/manifest';
import { DEFAULT_IMAGE_SOURCES, parseMirror } from '@/lib/images/mirror';
import { siteKey } from '@/lib/images/site-key';
import { openContext, sealContext } from '@/lib/server/crypto/seal-context';
import type { Db } from '@/lib/server/db/client';
import type { StartAgentOptions } from '@/lib/agent/start-agent';

const SECRET = 'test-secret-test-secret-test-secret-0123456789';

export interface TestLibrary {
  readonly dir: string;
  /** What an agent needs to make domains of it. */
  readonly agent: Required<Pick<StartAgentOptions, 'images' | 'openContext' | 'workDir'>>;
  /** @returns the id of the built image. */
  add(image: {
    readonly name: string;
    /** By name, e.g. `vmlinuz`, `disk.ext4`. */
    readonly files: Readonly<Record<string, Buffer>>;
    readonly vo?: string;
    readonly architecture?: 'amd64' | 'arm64';
  }): Promise<{ readonly id: string; readonly digest: string }>;
  /** @returns the id of a context that nobody has claimed. */
  addContext(disk: Uint8Array, domainId: string): Promise<string>;
  /** Forgets the folder; the rows are the database's. */
  close(): void;
}

/** Sets what agents that are started as processes of their own take from the environment. */
export function createTestLibrary(db: Db): TestLibrary {
  process.env['GRIDBOX_SECRET'] ??= SECRET;
  process.env['GRIDBOX_IMAGE_MIRROR'] ??= DEFAULT_IMAGE_SOURCES;
  const secret = process.env['GRIDBOX_SECRET'];
  const key = siteKey(secret);
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-library-'));
  return {
    dir,
    agent: {
      images: { dir, mirror: parseMirror(DEFAULT_IMAGE_SOURCES), key },
      openContext: (sealed, bind) => openContext(sealed, { secret, bind }),
      // Its own: agents of other databases know nothing of its operations.
      workDir: join(dir, 'work'),
    },
    add: async ({ name, files, vo, architecture = 'amd64' }) => {
      const artefacts = Object.entries(files)
        .map(([file, content]) => ({
          name: file,
          bytes: content.length,
          sha512: createHash('sha512').update(content).digest('hex'),
        }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const digest = digestOf(artefacts);
      const folder = imageFolder(dir, digest);
      mkdirSync(folder, { recursive: true });
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
      const body = ImageSpecification.parse({
        name,
        vo,
        architecture,
        description: 'For tests.',
        distribution: 'debian',
        suite: 'bookworm',
        output: { kind: 'initramfs' },
      });
      const hash = hashSpecification(body);
      const specification = await db.imageSpecification.create({
        data: { name, version: 1, vo: vo ?? null, hash, body, createdByName: 'somebody', yaml: `name: ${name}\n` },
      });
      const { text, signature, keyId } = signManifest(
        {
          format: 'gridbox-image/v1',
          digest,
          artefacts,
          packages: [],
          packagesHash: hashPackages([]),
          specification: body,
          specificationHash: hash,
          kernel: null,
          files: [],
          fileCount: 1,
          layers: [],
          mode: 'root',
          tools: {},
        },
        key,
      );
      const bytes = artefacts.reduce((sum, each) => sum + each.bytes, 0);
      const image = await db.image.create({
        data: {
          specificationId: specification.id,
          digest,
          bytes,
          manifest: text,
          signature,
          keyId,
          builtAt: new Date(),
        },
      });
      return { id: image.id, digest };
    },
    addContext: async (disk, domainId) => {
      const id = crypto.randomUUID();
      const sealed = new Uint8Array(sealContext(disk, { secret, bind: id }));
      await db.domainContext.create({ data: { id, domainId, sealed } });
      return id;
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
