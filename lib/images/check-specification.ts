import { ImageSpecification } from '@/lib/contracts/image-specification';
import { checkYaml, type TextProblem } from '@/lib/utils/check-yaml';
import type { ImageMirror } from './mirror';

/** A longer text is no specification; its files may have 128 KiB each, and larger things are packages. */
export const SPECIFICATION_CHARACTERS_MAX = 256 * 1024;

/**
 * A specification that somebody wrote, or its mistakes by line and field.
 * @param mirror what is not to be had from it is a mistake as well
 */
export function checkSpecification(
  text: string,
  mirror: ImageMirror,
): { readonly specification: ImageSpecification } | { readonly problems: readonly TextProblem[] } {
  const checked = checkYaml(text, {
    schema: ImageSpecification,
    noun: 'a specification',
    charactersMax: SPECIFICATION_CHARACTERS_MAX,
    also: (specification) => contradictions(specification, mirror),
  });
  return 'value' in checked ? { specification: checked.value } : checked;
}

type Contradiction = { readonly path: readonly (string | number)[]; readonly message: string };

/** What single fields cannot tell. */
function contradictions(specification: ImageSpecification, mirror: ImageMirror): Contradiction[] {
  const { base, packages, kernel, services, output, suite, files, users } = specification;
  const found: Contradiction[] = [];
  const say = (path: Contradiction['path'], message: string): void => void found.push({ path, message });
  const offered = mirror.suites.map(({ name }) => name);
  if (!offered.includes(suite))
    say(['suite'], `is not offered by the mirror of this site, which has ${offered.join(', ')}`);
  if (base === 'extract' && packages.length === 0)
    say(['packages'], 'has to name one at least where the base is extract');
  if (base === 'extract' && services.length > 0)
    say(['services'], 'need a base that installs packages: with extract no service is set up');
  if (output.kind === 'initramfs' && kernel === undefined)
    say(['output', 'kind'], 'is kernel and initramfs, and no kernel is named');
  if (output.kind === 'initramfs' && output.sizeMiB !== undefined)
    say(['output', 'sizeMiB'], 'is of disks; an initramfs is as large as its files');
  if (kernel !== undefined && packages.includes(kernel))
    say(['packages'], `has the kernel ${kernel}, which is named as kernel`);
  const names = new Set(users.map(({ name }) => name));
  if (names.has('root')) say(['users'], 'has root, which every image has');
  // A parent of another file cannot be a file.
  for (const [index, { path }] of files.entries())
    if (files.some((other) => other.path.startsWith(`${path}/`)))
      say(['files', index], 'is a folder: another file lies in it');
  return found;
}
