/** Specifications of images to begin with: two small ones, and those of grid roles that are shipped as files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGE_EXAMPLES, type ImageExample } from '@/lib/contracts/image-examples';
import { getConfig } from '@/lib/server/config';

/** Shipped with the release, below the folder that it is started in. */
const FOLDER = join('examples', 'images');

/** With a suite that this site's mirror has. */
export const offeredExamples = (): readonly (ImageExample & { readonly name: string })[] =>
  [...IMAGE_EXAMPLES, ...readShipped()].map(({ title, yaml }) => ({
    name: nameOf(yaml),
    title,
    yaml: withSuite(yaml),
  }));

/** @throws Error where one has no comment that begins with its title: a shipped file without is a defect */
function readShipped(folder = join(process.cwd(), FOLDER)): readonly ImageExample[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((file) => {
      const yaml = readFileSync(join(folder, file), 'utf8');
      const title = /^# ([^:\n]+): /.exec(yaml)?.[1];
      if (title === undefined) throw new Error(`${file} does not begin with "# Title: what it is"`);
      return { title, yaml };
    });
}

const nameOf = (yaml: string): string => /^name: (\S+)$/m.exec(yaml)?.[1] ?? '';

function withSuite(yaml: string): string {
  const suites = getConfig().imageMirror.suites.map(({ name }) => name);
  const named = /^suite: (.+)$/m.exec(yaml)?.[1];
  const [first] = suites;
  if (first === undefined || (named !== undefined && suites.includes(named))) return yaml;
  return yaml.replace(/^suite: .+$/m, `suite: ${first}`);
}
