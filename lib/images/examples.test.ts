/** The specifications of `examples/images`: each is one, and what several have in common is word by word the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkSpecification } from './check-specification';
import { DEFAULT_IMAGE_SOURCES, parseMirror } from './mirror';

const FOLDER = resolve('examples/images');
const mirror = parseMirror(DEFAULT_IMAGE_SOURCES);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function read(name: string) {
  const checked = checkSpecification(readFileSync(join(FOLDER, name), 'utf8'), mirror);
  if ('problems' in checked) throw new Error(`${name}: ${JSON.stringify(checked.problems)}`);
  return checked.specification;
}

test.each(names)('%s is a specification of the name that its file has', (name) => {
  expect(`${read(name).name}.yaml`).toBe(name);
});

test('what several images of Debian roles have in common is the same in each', () => {
  const known = new Map<string, { readonly name: string; readonly content: string | undefined }>();
  // Of its own each has what its name says.
  const own = new Set(['/usr/lib/gridbox/role.py', '/etc/ssh/sshd_config.d/gridbox.conf']);
  for (const name of names.filter((each) => each.startsWith('debian-'))) {
    for (const { path, content } of read(name).files) {
      if (own.has(path)) continue;
      const before = known.get(path);
      if (before === undefined) known.set(path, { name, content });
      else expect(content, `${path} of ${name} and of ${before.name}`).toBe(before.content);
    }
  }
  expect(known.get('/usr/lib/gridbox/context')).toBeDefined();
});
