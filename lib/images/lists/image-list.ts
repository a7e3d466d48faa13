/**
 * The image list of the HEPiX virtualisation working group, as its tools write it (`hv:`, `dc:`, `sl:`) and the application database
 * of EGI extends it (`ad:`). Fields that are not named here are left alone.
 */
import { z } from 'zod';
import { ListProblem } from './list-problem';

const IMAGES_MAX = 1_000;
const SHORT_MAX = 255;
const LONG_MAX = 4_000;
/** Bytes; a number, or one written as text. Past it a number of JSON is not exact. */
const Size = z
  .union([z.number(), z.string().regex(/^\d{1,16}$/)])
  .transform(Number)
  .pipe(z.number().int().positive());
const Short = z.string().trim().min(1).max(SHORT_MAX);
const Text = z.string().max(LONG_MAX).default('');
const Sha512 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{128}$/, 'has to be a SHA-512 in 128 hexadecimal digits');
/** The tools write `2011-03-10T17:09:12Z`. */
const When = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Version = z
  .string()
  .trim()
  .max(SHORT_MAX)
  .regex(/^\d{1,9}([.-]\d{1,9}){0,9}$/, 'has to be numbers with dots or dashes between them');

const Image = z.object({
  'dc:identifier': Short,
  'dc:title': Short,
  'dc:description': Text,
  'dc:date:expires': When.optional(),
  'hv:hypervisor': z.string().max(SHORT_MAX).default(''),
  'hv:format': z.string().max(SHORT_MAX).optional(),
  'hv:size': Size,
  'hv:uri': z.string().max(LONG_MAX),
  'hv:version': Short,
  'sl:arch': Short,
  'sl:checksum:sha512': Sha512,
  'sl:comments': Text,
  'sl:os': z.string().max(SHORT_MAX).default(''),
  'sl:osname': z.string().max(SHORT_MAX).optional(),
  'sl:osversion': z.string().max(SHORT_MAX).default(''),
});

const ListFile = z.object({
  'hv:imagelist': z.object({
    'dc:identifier': z.guid().toLowerCase(),
    'dc:title': Short,
    'dc:description': Text,
    'dc:source': z.string().max(SHORT_MAX).default(''),
    'dc:date:created': When,
    'dc:date:expires': When,
    'hv:version': Version,
    'hv:uri': z.string().max(LONG_MAX).default(''),
    'hv:endorser': z.object({
      'hv:x509': z.object({
        'hv:dn': z.string().min(1).max(LONG_MAX),
        'hv:ca': z.string().min(1).max(LONG_MAX),
        'hv:email': z.string().max(SHORT_MAX).default(''),
        'dc:creator': z.string().max(SHORT_MAX).default(''),
      }),
    }),
    'ad:vo': z.string().trim().toLowerCase().min(1).max(SHORT_MAX).optional(),
    'hv:images': z.array(z.object({ 'hv:image': Image })).max(IMAGES_MAX),
  }),
});

export type HepixList = z.infer<typeof ListFile>['hv:imagelist'];

/** @throws ListProblem with the place of the first mistake, and how many there are */
export function readList(text: string): HepixList {
  const parsed = ListFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data['hv:imagelist'];
  const { issues } = parsed.error;
  const [first] = issues;
  const where = first === undefined ? '' : first.path.map(String).join(' › ');
  const more = issues.length < 2 ? '' : ` (and ${issues.length - 1} more)`;
  throw new ListProblem(`${where === '' ? 'its text' : where}: ${first?.message ?? 'is no image list'}${more}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ListProblem(`the signed text is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** By numbers: 1.10 is newer than 1.9. @returns below zero where `a` is older */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((each) => each.split(/[.-]/).map(Number));
  for (let index = 0; index < Math.max(x?.length ?? 0, y?.length ?? 0); index++) {
    const difference = (x?.[index] ?? 0) - (y?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
