import { generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageManifest } from '@/lib/contracts/image-manifest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { DAY_MS } from '@/lib/utils/time';
import { digestOf, hashPackages, signManifest, verifyManifest } from './manifest';
import { type CollectableImage, planCollection } from './plan-collection';
import { publicKeyText, siteKey } from './site-key';

const SECRET = 'a secret of thirty-two characters';
const artefacts = [{ name: 'disk.ext4', bytes: 1, sha512: 'a'.repeat(128) }];
const manifest: ImageManifest = {
  format: 'gridbox-image/v1',
  digest: digestOf(artefacts),
  artefacts,
  specification: ImageSpecification.parse({
    name: 'x',
    description: 'x',
    distribution: 'debian',
    suite: 'bookworm',
    output: { kind: 'ext4' },
  }),
  specificationHash: '0'.repeat(64),
  packages: [],
  packagesHash: hashPackages([]),
  kernel: null,
  files: [],
  fileCount: 1,
  layers: [],
  mode: 'root',
  tools: {},
};

describe('a signature', () => {
  const key = siteKey(SECRET);
  const signed = signManifest(manifest, key);

  test('is verified by the key of the same secret, and by no other', () => {
    expect(verifyManifest(signed, manifest.digest, siteKey(SECRET))).toBe('verified');
    const other = siteKey(`${SECRET}!`);
    expect(verifyManifest(signed, manifest.digest, other)).toBe('other-key');
    expect(verifyManifest({ ...signed, keyId: other.id }, manifest.digest, other)).toBe('wrong');
    expect(publicKeyText(key)).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  test('does not hold for another image, another text, or what is no manifest', () => {
    expect(verifyManifest(signed, 'b'.repeat(128), key)).toBe('wrong');
    const text = JSON.stringify({ hello: 1 });
    const signature = sign(null, Buffer.from(text), key.privateKey).toString('base64');
    expect(verifyManifest({ text, signature, keyId: key.id }, manifest.digest, key)).toBe('wrong');
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = sign(null, Buffer.from(signed.text), stranger).toString('base64');
    expect(verifyManifest({ ...signed, signature: forged }, manifest.digest, key)).toBe('wrong');
  });

  test('does not hold when any byte is changed', () => {
    fc.assert(
      fc.property(fc.nat(signed.text.length - 1), fc.integer({ min: 1, max: 127 }), (at, by) => {
        const bytes = Buffer.from(signed.text);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        const state = verifyManifest({ ...signed, text: bytes.toString('latin1') }, manifest.digest, key);
        expect(state).toBe('wrong');
      }),
    );
  });
});

test('packages hash alike in any order, and otherwise with another version', () => {
  const [a, b] = [
    { name: 'a', version: '1', architecture: 'all' },
    { name: 'b', version: '1', architecture: 'all' },
  ];
  expect(hashPackages([a, b])).toBe(hashPackages([b, a]));
  expect(hashPackages([a, b])).not.toBe(hashPackages([a, { ...b, version: '2' }]));
});

describe('a collection', () => {
  const NOW = new Date('2026-06-01T00:00:00Z');
  const image = fc.record({
    id: fc.uuid(),
    name: fc.constantFrom('a', 'b', 'c'),
    version: fc.integer({ min: 1, max: 5 }),
    builtAt: fc.integer({ min: 0, max: 60 }).map((days) => new Date(NOW.getTime() - days * DAY_MS)),
    bytes: fc.nat(),
    uses: fc.array(fc.constantFrom('the disk of wn-01', 'a campaign'), { maxLength: 2 }),
  });
  const images = fc.uniqueArray(image, { selector: ({ id }) => id, maxLength: 40 });
  const rule = fc.record({ keepVersions: fc.integer({ min: 0, max: 4 }), keepDays: fc.integer({ min: 0, max: 90 }) });

  test('never names an image in use, and says of each what becomes of it', () => {
    fc.assert(
      fc.property(images, rule, (all, by) => {
        const { remove, keep } = planCollection(all, by, NOW);
        expect(remove.filter(({ uses }) => uses.length > 0)).toEqual([]);
        expect([...remove, ...keep.map((each) => each.image)].map(({ id }) => id).toSorted()).toEqual(
          all.map(({ id }) => id).toSorted(),
        );
        for (const { why } of keep) expect(why).not.toBe('');
      }),
    );
  });

  test('keeps of each name the newest versions, and whatever is young', () => {
    fc.assert(
      fc.property(images, rule, (all, by) => {
        const { remove } = planCollection(all, by, NOW);
        const gone = new Set(remove.map(({ id }) => id));
        for (const name of ['a', 'b', 'c']) {
          const versions = [...new Set(all.filter((each) => each.name === name).map(({ version }) => version))]
            .toSorted((x, y) => y - x)
            .slice(0, by.keepVersions);
          for (const version of versions)
            expect(all.some((each) => each.name === name && each.version === version && !gone.has(each.id))).toBe(true);
        }
        for (const { builtAt } of remove)
          expect(NOW.getTime() - builtAt.getTime()).toBeGreaterThanOrEqual(by.keepDays * DAY_MS);
      }),
    );
  });

  test('removes the rest', () => {
    const old = (version: number, id: string, days: number): CollectableImage => ({
      id,
      name: 'a',
      version,
      bytes: 1,
      uses: [],
      builtAt: new Date(NOW.getTime() - days * DAY_MS),
    });
    const { remove, keep } = planCollection(
      [old(1, 'x', 50), old(2, 'y', 41), old(2, 'z', 40)],
      { keepVersions: 1, keepDays: 30 },
      NOW,
    );
    expect(remove.map(({ id }) => id)).toEqual(['x', 'y']);
    expect(keep).toMatchObject([{ image: { id: 'z' }, why: 'Of the newest version of its name' }]);
    // What a job brought is no image that anybody comes back to.
    const brought = { ...old(1, 'j', 50), name: 'job-a', forJobs: true };
    expect(planCollection([brought], { keepVersions: 1, keepDays: 30 }, NOW).remove).toEqual([brought]);
  });
});
