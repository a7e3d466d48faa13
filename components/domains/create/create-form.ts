/** The form of a new domain as it is typed, and what becomes of it. Pure. */
import { z } from 'zod';
import { type CheckCreation, CreateDomain } from '@/lib/contracts/domain-making';
import { Word } from '@/lib/contracts/domains';
import { refusePath } from '@/lib/domain/cold-move';
import { ROLES } from '@/lib/domain/domain';
import { ARCHITECTURES } from '@/lib/domain/host';
import { DOMAIN_NAME, IMAGE_FORMATS } from '@/lib/domain/wanted-domain';
import { KIB_PER_MIB } from '@/lib/utils/units';

const isWord = (text: string): boolean => text.trim() === '' || Word.safeParse(text).success;
const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
const WORD_FORM = 'Use letters, digits, dot, dash or underscore.';
const whole = (unit: string) => z.string().regex(/^\d{1,9}$/, `A whole number${unit}.`);
const isPath = (text: string): boolean => text.trim() === '' || refusePath(text.trim()) === undefined;
const PATH_FORM = 'An absolute path on the host, without dots.';

export const MADE_ARCHITECTURES = ARCHITECTURES.filter((name) => name !== 'unknown');
export const BOOTS = ['kernel', 'library', 'disk', 'like'] as const;
const CHOOSE_IMAGE = 'Choose an image.';
const DiskForm = z
  .object({
    from: z.enum(['new', 'library', 'layer', 'copy']),
    /** Of the library; empty: none is chosen. */
    imageId: z.string(),
    sizeGiB: z.string(),
    path: z.string(),
    format: z.enum(IMAGE_FORMATS),
  })
  .superRefine((disk, context) => {
    const say = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (disk.from === 'new' && !/^[1-9]\d{0,4}$/.test(disk.sizeGiB)) say('sizeGiB', 'A whole number of GiB.');
    if (disk.from === 'library' && disk.imageId === '') say('imageId', CHOOSE_IMAGE);
    if ((disk.from === 'layer' || disk.from === 'copy') && (disk.path.trim() === '' || !isPath(disk.path)))
      say('path', PATH_FORM);
  });

export const CreateForm = z
  .object({
    name: z.string().trim().regex(DOMAIN_NAME, 'Lower-case letters, digits and dashes, at most 63.'),
    /** Id of the domain that it is to be like; empty: none. */
    like: z.string(),
    copyDisks: z.boolean(),
    roles: z.array(z.enum(ROLES)),
    vo: z.string().refine(isWord, WORD_FORM),
    tags: z.string().refine((text) => words(text).every(isWord), `Separate tags by spaces. ${WORD_FORM}`),
    affinity: z.string().refine(isWord, WORD_FORM),
    antiAffinity: z.string().refine(isWord, WORD_FORM),
    memoryMiB: whole(' of MiB'),
    maxMemoryMiB: z.string().regex(/^\d{0,9}$/, 'A whole number of MiB.'),
    vcpus: whole(''),
    /** Empty: that of its host. */
    architecture: z.enum(['', ...MADE_ARCHITECTURES]),
    boot: z.enum(BOOTS),
    /** Of the library, where it boots from there. */
    bootImage: z.string(),
    kernel: z.string(),
    initramfs: z.string().refine(isPath, PATH_FORM),
    commandLine: z.string().max(2048, 'At most 2048 characters.'),
    disks: z.array(DiskForm),
    folder: z.string().refine(isPath, PATH_FORM),
    networks: z.array(z.string()),
    /** Attached as the other domain is, whatever is chosen. */
    networksAsLike: z.boolean(),
    start: z.boolean(),
    note: z.string().max(500, 'At most 500 characters.'),
    reason: z.string().max(500, 'At most 500 characters.'),
  })
  .superRefine((form, context) => {
    const say = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (form.boot === 'kernel' && (form.kernel.trim() === '' || !isPath(form.kernel))) say('kernel', PATH_FORM);
    if (form.boot === 'library' && form.bootImage === '') say('bootImage', CHOOSE_IMAGE);
    if (form.boot === 'disk' && form.disks.length === 0 && !form.copyDisks) say('boot', 'Give it a disk to boot from.');
    if (form.maxMemoryMiB !== '' && Number(form.maxMemoryMiB) < Number(form.memoryMiB))
      say('maxMemoryMiB', 'Not less than what it gets.');
  });
export type CreateForm = z.infer<typeof CreateForm>;
export type DiskForm = CreateForm['disks'][number];

export const NEW_DISK: DiskForm = { from: 'new', imageId: '', sizeGiB: '4', path: '', format: 'qcow2' };
export const EMPTY_CREATE_FORM: CreateForm = {
  name: '',
  like: '',
  copyDisks: false,
  roles: [],
  vo: '',
  tags: '',
  affinity: '',
  antiAffinity: '',
  memoryMiB: '512',
  maxMemoryMiB: '',
  vcpus: '1',
  // Somebody means what most kernels and images are for; hosts of another kind would else be the roomiest.
  architecture: 'x86_64',
  boot: 'disk',
  bootImage: '',
  kernel: '',
  initramfs: '',
  commandLine: '',
  disks: [NEW_DISK],
  folder: '',
  networks: [],
  networksAsLike: false,
  start: true,
  note: '',
  reason: '',
};
/** Places of the form that the server's complaints are shown at. */
export const CREATE_FIELDS = [
  'name',
  'like',
  'copyDisks',
  'vo',
  'tags',
  'affinity',
  'antiAffinity',
  'vcpus',
  'folder',
  'note',
  'reason',
] as const;

/** What a form becomes; the contract has the last word on it. */
export function toCreateBody(form: CreateForm, hostId: string | undefined): z.input<typeof CreateDomain> {
  const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
  return {
    ...toWish(form),
    name: form.name.trim(),
    ...(hostId === undefined ? {} : { hostId: CreateDomain.shape.hostId.parse(hostId) }),
    note: given(form.note),
    reason: given(form.reason),
  };
}

/**
 * The same for the question where it could be made, asked while somebody types: what is not there yet is taken for something
 * usual, since it has no bearing on which host has room. Undefined while a figure is none.
 */
export function toCheckBody(form: CreateForm): CheckCreation | undefined {
  const isFigure = (text: string): boolean => /^\d{1,9}$/.test(text);
  if (!isFigure(form.memoryMiB) || !isFigure(form.vcpus)) return undefined;
  // An image that is not chosen yet decides over nothing but the architecture, which is asked for beside it.
  const disks = form.disks.filter((disk) => disk.from !== 'library' || disk.imageId !== '');
  const boot = form.boot === 'library' && form.bootImage === '' ? 'kernel' : form.boot;
  const wish = toWish({
    ...form,
    boot,
    maxMemoryMiB: '',
    kernel: isPath(form.kernel) && form.kernel.trim() !== '' ? form.kernel : '/boot/vmlinuz',
    initramfs: '',
    commandLine: '',
    vo: isWord(form.vo) ? form.vo : '',
    tags: '',
    affinity: isWord(form.affinity) ? form.affinity : '',
    antiAffinity: isWord(form.antiAffinity) ? form.antiAffinity : '',
    folder: isPath(form.folder) ? form.folder : '',
    disks: (boot === 'disk' && disks.length === 0 ? [NEW_DISK] : disks).map((disk) => ({
      ...disk,
      sizeGiB: /^[1-9]\d{0,4}$/.test(disk.sizeGiB) ? disk.sizeGiB : '1',
      path: isPath(disk.path) && disk.path.trim() !== '' ? disk.path : '/image',
    })),
  });
  const { name: _name, ...shape } = CreateDomain.shape;
  const parsed = z.object(shape).omit({ hostId: true, note: true, reason: true }).safeParse(wish);
  return parsed.success ? parsed.data : undefined;
}

function toWish(form: CreateForm): Omit<z.input<typeof CreateDomain>, 'name'> {
  const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
  const word = (text: string): string | null => given(text)?.toLowerCase() ?? null;
  const isLike = form.like !== '';
  return {
    ...(isLike ? { like: CreateDomain.shape.like.parse(form.like), copyDisks: form.copyDisks } : {}),
    roles: form.roles,
    vo: word(form.vo),
    tags: words(form.tags),
    affinity: word(form.affinity),
    antiAffinity: word(form.antiAffinity),
    memoryKiB: Number(form.memoryMiB) * KIB_PER_MIB,
    ...(form.maxMemoryMiB === '' ? {} : { maxMemoryKiB: Number(form.maxMemoryMiB) * KIB_PER_MIB }),
    vcpus: Number(form.vcpus),
    ...(form.architecture === '' ? {} : { architecture: form.architecture }),
    boot:
      form.boot === 'kernel'
        ? {
            from: 'kernel',
            kernel: form.kernel.trim(),
            initramfs: given(form.initramfs),
            commandLine: given(form.commandLine),
          }
        : form.boot === 'library'
          ? { from: 'library', imageId: form.bootImage, commandLine: given(form.commandLine) }
          : form.boot === 'like' && isLike
            ? { from: 'like', commandLine: given(form.commandLine) }
            : { from: 'disk' },
    disks: form.disks.map((disk) =>
      disk.from === 'new'
        ? { from: 'new', sizeGiB: Number(disk.sizeGiB) }
        : disk.from === 'library'
          ? { from: 'library', imageId: disk.imageId }
          : { from: disk.from, path: disk.path.trim(), format: disk.format },
    ),
    folder: given(form.folder),
    ...(isLike && form.networksAsLike ? {} : { networks: form.networks }),
    start: form.start,
  };
}
