import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { SiteExamples } from '@/lib/contracts/sites';
import { getConfig } from '@/lib/server/config';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** Shipped with the release, below the folder that it is started in. */
const FOLDER = join('examples', 'sites');

/** Stands in shipped files for the segment of the rig, which is another for each. */
const ANY_SEGMENT = 'mcast:239.77.7.7:45000';

/** Site files to begin with, for this testbed. The first comment of each says what it is. @throws AppError `forbidden` */
export function listExamples(options: { readonly context: ServiceContext }): z.input<typeof SiteExamples> {
  requireScope(options.context.actor, 'sites:read');
  const { segment = ANY_SEGMENT } = getConfig();
  return { items: readExamples().map((each) => ({ ...each, text: each.text.replaceAll(ANY_SEGMENT, segment) })) };
}

/** @throws Error where one has no comment that begins with its title: a shipped file without is a defect */
export function readExamples(folder = join(process.cwd(), FOLDER)): z.input<typeof SiteExamples>['items'] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const [, title, description] = /^# ([^:\n]+): ([^\n]+(?:\n# [^\n]+)*)\n/.exec(text) ?? [];
      if (title === undefined || description === undefined)
        throw new Error(`${file} does not begin with "# Title: what it is"`);
      return { name: file.replace(/\.yaml$/, ''), title, description: description.replaceAll('\n# ', ' '), text };
    });
}
