import { createHash } from 'node:crypto';
import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { canonicalJson } from '@/lib/utils/canonical-json';

/**
 * What decides over the bytes of an image, in one form: lists that are sets in order, files with their bytes in base64. What it
 * is called, who it is for and what it is good for decides nothing.
 */
export function canonicalSpecification(specification: ImageSpecification): Readonly<Record<string, unknown>> {
  const { name: _name, description: _description, roles: _roles, vo: _vo, ...rest } = specification;
  return {
    ...rest,
    packages: rest.packages.toSorted(),
    services: rest.services.toSorted(),
    absent: rest.absent.toSorted(),
    ...(typeof rest.modules === 'boolean' ? {} : { modules: rest.modules.toSorted() }),
    ...(rest.keep === undefined ? {} : { keep: rest.keep.toSorted() }),
    files: rest.files
      .map(({ content, base64, mode, ...file }) => ({
        ...file,
        mode: Number.parseInt(mode, 8),
        bytes: base64 === undefined ? Buffer.from(content ?? '', 'utf8').toString('base64') : canonicalBase64(base64),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    users: rest.users
      .map((user) => ({ ...user, groups: user.groups.toSorted() }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
const canonicalBase64 = (text: string): string => Buffer.from(text, 'base64').toString('base64');

/** SHA-256 of the canonical form, in hexadecimal. @example hashSpecification(specification) // '5f2c…' */
export const hashSpecification = (specification: ImageSpecification): string =>
  createHash('sha256')
    .update(canonicalJson(canonicalSpecification(specification)))
    .digest('hex');
