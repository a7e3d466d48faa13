import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { MANY_HOSTS, ONE_HOST, withChange } from '../testing/texts';
import { siteJsonSchema } from './json-schema';
import { SiteFile } from './site-file';

const ADDRESS = 'http://127.0.0.1:3000/gridsite/v1/schema.json';
// Formats are said besides patterns, which are what is held.
const validate = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true }).compile(
  siteJsonSchema(ADDRESS),
);
/** By the published schema and by the checker's own, which have to agree. */
function accepted(value: unknown): boolean {
  const published = validate(value);
  expect(SiteFile.safeParse(value).success, JSON.stringify(validate.errors)).toBe(published);
  return published;
}

test('is JSON Schema 2020-12 at its own address', () => {
  expect(siteJsonSchema(ADDRESS)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: ADDRESS,
  });
});

test.each([ONE_HOST, MANY_HOSTS])('takes the files that the format was drawn up with', (text) => {
  expect(accepted(parse(text))).toBe(true);
});

test('refuses a size in other units and an unknown name, anywhere', () => {
  expect(accepted(parse(withChange(ONE_HOST, 'memory: 768Mi', 'memory: 768MB')))).toBe(false);
  expect(accepted(parse(withChange(ONE_HOST, 'role: SE', 'roles: SE')))).toBe(false);
  expect(accepted(parse(withChange(ONE_HOST, 'queue: atlas', 'quue: atlas')))).toBe(false);
  expect(accepted(parse(withChange(MANY_HOSTS, 'idleTimeout', 'idleTimout')))).toBe(false);
});

/** One value of the file replaced, taken away or added, wherever it is. */
const changed = fc
  .tuple(
    fc.constantFrom(ONE_HOST, MANY_HOSTS),
    fc.nat(),
    fc.constantFrom('replace', 'remove', 'add'),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('1Gi', '3h', 'ce', '${vos.a}', 0, 1, -1, 1.5, [], {}, null, true, '10.0.0.0/24', 'wn*'),
    ),
  )
  .map(([text, at, how, value]) => {
    const file: unknown = parse(text);
    const places: { readonly group: Record<string, unknown>; readonly key: string }[] = [];
    const look = (each: unknown): void => {
      if (typeof each !== 'object' || each === null) return;
      const group = each as Record<string, unknown>;
      for (const key of Object.keys(group)) {
        places.push({ group, key });
        look(group[key]);
      }
    };
    look(file);
    const place = places[at % places.length];
    if (place === undefined) throw new Error('the file has values');
    if (how === 'remove' && !Array.isArray(place.group)) delete place.group[place.key];
    else if (how === 'add' && !Array.isArray(place.group)) place.group['added'] = value;
    else place.group[place.key] = value;
    return file;
  });

test('says of every file what the checker says', () => {
  let [yes, no] = [0, 0];
  fc.assert(
    fc.property(changed, (value) => {
      if (accepted(value)) yes += 1;
      else no += 1;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(yes, no)).toBeGreaterThan(20);
});
