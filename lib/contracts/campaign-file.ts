/** The campaign file (`gridcampaign/v1`): what is run, and in which environments. Everybody's editor may read its schema. */
import { z } from 'zod';
import { ARTEFACTS_MAX, ENVIRONMENTS_MAX, JUNIT_FILES_MAX, TIMEOUT_SECONDS_MAX } from '@/lib/domain/campaign';
import { DOMAIN_NAME, DOMAIN_NAME_FORM } from '@/lib/domain/wanted-domain';
import { Word } from './domains';

export const CAMPAIGN_SCHEMA = 'gridcampaign/v1';

const NAME_MAX = 40;
const Name = z
  .string()
  .regex(DOMAIN_NAME, DOMAIN_NAME_FORM)
  .max(NAME_MAX, `at most ${NAME_MAX} characters: names of domains are made of it`);
const PATH_MAX = 1_024;
const WORD_MAX = 16 * 1024;
const WORDS_MAX = 64;
const MEMORY_MIB_MAX = 1024 * 1024;
const VCPUS_MAX = 64;
const VARIABLES_MAX = 64;
const VARIABLE_NAME_MAX = 128;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DESCRIPTION_MAX = 2_000;
const TIMEOUT_SECONDS_DEFAULT = 600;

/** A path in the guest. Relative ones begin at `folder`. */
const GuestPath = z
  .string()
  .min(1)
  .max(PATH_MAX)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
  .regex(/^[^-]/, 'must not begin with a dash')
  .refine((path) => !path.split('/').includes('..'), 'must not contain ..');

export const CampaignEnvironment = z.strictObject({
  name: Name.meta({ description: 'Names the domain too, after the number of the campaign' }),
  image: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Name of an image of the library; its newest built version' }),
  version: z.number().int().min(1).optional().meta({ description: 'Of the image, where it must be that one' }),
  like: z
    .string()
    .regex(DOMAIN_NAME, DOMAIN_NAME_FORM)
    .optional()
    .meta({ description: 'In place of an image: a domain whose kernel, initramfs and networks it gets' }),
  memoryMiB: z.number().int().min(16).max(MEMORY_MIB_MAX),
  vcpus: z.number().int().min(1).max(VCPUS_MAX).default(1),
  host: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Name of the host; left out, Gridbox chooses where it fits best' }),
  networks: z
    .array(
      z
        .string()
        .min(1)
        .max(255)
        .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters'),
    )
    .max(8)
    .optional()
    .meta({ description: 'Of the host; an image has none without it' }),
});
export type CampaignEnvironment = z.infer<typeof CampaignEnvironment>;

export const CampaignFile = z
  .strictObject({
    schema: z.literal(CAMPAIGN_SCHEMA),
    name: Name,
    description: z.string().trim().max(DESCRIPTION_MAX).default(''),
    vo: Word.optional().meta({ description: 'Whose it is; left out, the testbed’s own' }),
    environments: z.array(CampaignEnvironment).min(1).max(ENVIRONMENTS_MAX),
    archive: z
      .boolean()
      .default(false)
      .meta({ description: 'A tar archive, e.g. a checkout, comes with every run and is unpacked in `folder`' }),
    folder: GuestPath.regex(/^\//, 'must be absolute')
      .default('/tmp/campaign')
      .meta({ description: 'In the guest, where the command runs' }),
    command: z
      .array(
        z
          .string()
          .max(WORD_MAX)
          .regex(/^[^\0]*$/, 'must not contain NUL'),
      )
      .min(1)
      .max(WORDS_MAX)
      .meta({ description: 'Words, without a shell unless they name one: ["sh", "-c", "make check"]' }),
    variables: z
      .record(
        z.string().max(VARIABLE_NAME_MAX),
        z
          .string()
          .max(WORD_MAX)
          .regex(/^[^\0]*$/, 'must not contain NUL'),
      )
      .default({})
      .meta({
        description: 'Added to the environment of the command. Who sees the campaign sees them: no place for passwords',
      }),
    timeoutSeconds: z.number().int().min(1).max(TIMEOUT_SECONDS_MAX).default(TIMEOUT_SECONDS_DEFAULT),
    junit: z
      .array(GuestPath)
      .max(JUNIT_FILES_MAX)
      .default([])
      .meta({ description: 'JUnit XML files that the command writes' }),
    artefacts: z
      .array(GuestPath)
      .max(ARTEFACTS_MAX)
      .default([])
      .meta({ description: 'Files to be kept, each by its whole path' }),
  })
  .meta({ id: 'CampaignFile' });
export type CampaignFile = z.infer<typeof CampaignFile>;

/** The same, as more than one field tells it. */
export function campaignContradictions(file: CampaignFile) {
  const found: { readonly path: readonly (string | number)[]; readonly message: string }[] = [];
  const seen = new Set<string>();
  for (const [index, { name, image, like, version }] of file.environments.entries()) {
    if (seen.has(name)) found.push({ path: ['environments', index, 'name'], message: 'is the name of another one' });
    seen.add(name);
    if ((image === undefined) === (like === undefined))
      found.push({ path: ['environments', index], message: 'takes either an image or a domain to be like' });
    if (version !== undefined && image === undefined)
      found.push({ path: ['environments', index, 'version'], message: 'is of an image, and none is named' });
  }
  const [first = ''] = file.command;
  if (first === '') found.push({ path: ['command', 0], message: 'is empty; name a program' });
  // `env` would take it for a variable.
  if (first.includes('=')) found.push({ path: ['command', 0], message: 'must not contain =' });
  for (const name of Object.keys(file.variables))
    if (!VARIABLE_NAME.test(name))
      found.push({ path: ['variables', name], message: 'use letters, digits and underscore, no digit first' });
  if (Object.keys(file.variables).length > VARIABLES_MAX)
    found.push({ path: ['variables'], message: `has more than ${VARIABLES_MAX}` });
  const paths = [...file.junit, ...file.artefacts];
  for (const [index, path] of file.artefacts.entries())
    if (paths.indexOf(path) !== file.junit.length + index)
      found.push({ path: ['artefacts', index], message: 'is named twice; JUnit files are kept anyway' });
  return found;
}
