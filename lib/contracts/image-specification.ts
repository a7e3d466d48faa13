/**
 * An image as data: what is in it, and how it is written. Whoever may write one is not trusted with the machine that builds
 * it: nothing here becomes a word of a shell, a path outside the image, or an address that is fetched.
 */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { IMAGE_ARCHITECTURES, IMAGE_BASES, IMAGE_OUTPUTS } from '@/lib/domain/image';
import { normalImagePath } from '@/lib/domain/image-path';
import { Word } from './domains';

const LONGEST_NAME = 63;
const LONGEST_TEXT = 2_000;
const MOST_PACKAGES = 300;
const MOST_FILES = 300;
const MOST_USERS = 50;
const MOST_KEYS = 20;
const MOST_NAMES = 100;
/** Of one file. Larger things are packages. */
const FILE_CHARACTERS_MAX = 128 * 1024;
/** What a disk may have; the agent has to hold two of them while it builds. */
export const IMAGE_SIZE_MIB_MAX = 64 * 1024;
/** Less does not hold a file system with a journal and a package in it. */
export const IMAGE_SIZE_MIB_MIN = 16;
const UID_MIN = 1000;
const UID_MAX = 59_999;
const ID_MAX = 65_534;
const MODE_MAX = 0o7777;

/** Debian Policy 5.6.7: at least two characters, lower-case letters, digits, plus, minus and dot, the first one alphanumeric. */
const PackageName = z
  .string()
  .max(LONGEST_NAME * 2)
  .regex(
    /^[a-z0-9][a-z0-9+.-]+$/,
    'has to be the name of a Debian package: lower-case letters, digits, “+”, “-” and “.”',
  );
const ModuleName = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'has to be the name of a kernel module, such as virtio_net');
const Suite = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z][a-z0-9-]*$/, 'has to be the name of a suite, such as bookworm');

/** From the root of the image. */
const ImagePath = z
  .string()
  .max(1_024)
  .superRefine((path, context) => {
    const normal = normalImagePath(path);
    if (normal === path) return;
    const message =
      normal === undefined
        ? 'has to be a path from the root of the image, without “..”, control characters, double quotes or backslashes'
        : `has to be written ${normal}`;
    context.addIssue({ code: 'custom', message });
  });

/** In `/etc/passwd` a colon would begin the next field. */
const AccountPath = ImagePath.refine((path) => !path.includes(':'), 'must not have a colon');

/** POSIX's portable user names, as Debian's adduser takes them. */
const UserName = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'has to be lower-case letters, digits, “_” and “-”, at most 32');
const Owner = z.union([UserName, z.number().int().min(0).max(ID_MAX)]);
const Mode = z
  .string()
  .regex(/^0?[0-7]{3,4}$/, 'has to be octal digits in quotes, such as "0644"')
  .refine((text) => Number.parseInt(text, 8) <= MODE_MAX)
  .meta({ description: 'Octal, in quotes: YAML reads bare digits as a number' });

const File = z
  .strictObject({
    path: ImagePath,
    content: z.string().max(FILE_CHARACTERS_MAX).optional(),
    base64: z.base64().max(FILE_CHARACTERS_MAX).optional(),
    mode: Mode.default('0644'),
    owner: Owner.default('root'),
    group: Owner.default('root'),
  })
  .refine((file) => (file.content === undefined) !== (file.base64 === undefined), {
    message: 'has to have either content or base64',
  });

const User = z.strictObject({
  name: UserName,
  uid: z.number().int().min(UID_MIN).max(UID_MAX),
  home: AccountPath.optional(),
  shell: AccountPath.default('/bin/sh'),
  groups: z.array(UserName).max(MOST_NAMES).default([]),
  /** For signing in; there are no passwords in images. */
  sshKeys: z
    .array(
      z
        .string()
        .max(LONGEST_TEXT)
        .regex(/^(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [ -~]*)?$/, 'has to be a public key in one line'),
    )
    .max(MOST_KEYS)
    .default([]),
});

/** A unit of systemd; without an ending a service. */
const Unit = z
  .string()
  .max(LONGEST_NAME * 4)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9:_.@-]*$/,
    'has to be the name of a systemd unit: letters, digits, “:”, “_”, “.”, “@” and “-”',
  );

const Output = z.strictObject({
  kind: z.enum(IMAGE_OUTPUTS),
  sizeMiB: z
    .number()
    .int()
    .min(IMAGE_SIZE_MIB_MIN)
    .max(IMAGE_SIZE_MIB_MAX)
    .optional()
    .meta({ description: 'Of a disk; left out: what its files need and a quarter more' }),
});

const unique =
  <Item>(keyOf: (item: Item) => string) =>
  (items: readonly Item[], context: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const key = keyOf(item);
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index], message: `is there twice: ${key}` });
      seen.add(key);
    }
  };
const itself = (text: string): string => text;

export const ImageSpecification = z
  .strictObject({
    name: z
      .string()
      .max(LONGEST_NAME)
      .regex(/^[a-z][a-z0-9-]*$/, 'has to be lower-case letters, digits and dashes, a letter first'),
    description: z.string().trim().min(1).max(LONGEST_TEXT),
    roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
    vo: Word.optional().meta({ description: 'Left out: for everybody' }),
    distribution: z.literal('debian'),
    suite: Suite,
    architecture: z.enum(IMAGE_ARCHITECTURES).default('amd64'),
    base: z.enum(IMAGE_BASES).default('essential'),
    packages: z.array(PackageName).max(MOST_PACKAGES).superRefine(unique(itself)).default([]),
    kernel: PackageName.optional().meta({ description: 'A package that brings a kernel; left out: none' }),
    modules: z
      .union([z.boolean(), z.array(ModuleName).max(MOST_NAMES).superRefine(unique(itself))])
      .default(true)
      .meta({
        description:
          'Whether the kernel brings its modules, or which of them, with what these need; matters where packages are only unpacked',
      }),
    keep: z.array(ImagePath).min(1).max(MOST_FILES).superRefine(unique(itself)).optional().meta({
      description:
        'Of what packages bring, only these paths with what lies in them; for packages that are only unpacked. Left out: all',
    }),
    files: z
      .array(File)
      .max(MOST_FILES)
      .superRefine(unique(({ path }) => path))
      .default([]),
    users: z
      .array(User)
      .max(MOST_USERS)
      .superRefine(unique(({ name }) => name))
      .superRefine(unique(({ uid }) => String(uid)))
      .default([]),
    services: z.array(Unit).max(MOST_NAMES).superRefine(unique(itself)).default([]),
    absent: z.array(ImagePath).max(MOST_NAMES).superRefine(unique(itself)).default([]),
    checksums: z
      .record(ImagePath, z.string().regex(/^[0-9a-f]{64}$/, 'has to be a SHA-256 in 64 hexadecimal digits'))
      .refine((checksums) => Object.keys(checksums).length <= MOST_FILES, `has at most ${MOST_FILES} entries`)
      .default({}),
    output: Output,
  })
  .superRefine(({ base, keep, modules }, context) => {
    const unpackedOnly = (path: string) =>
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'needs the base extract: elsewhere packages are installed whole',
      });
    if (base === 'extract') return;
    if (keep !== undefined) unpackedOnly('keep');
    if (typeof modules !== 'boolean') unpackedOnly('modules');
  })
  .meta({ id: 'ImageSpecification' });
export type ImageSpecification = z.infer<typeof ImageSpecification>;
