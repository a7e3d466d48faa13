import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeSite } from './describe-site';
import { countEntries, type GlueEntry } from './glue-entry';
import { renderJson } from './render-json';
import { escapeRdn, renderLdif } from './render-ldif';
import { makeGlueWorld } from './testing/make-world';

/** Records of an LDIF file, read by RFC 2849 and not by what wrote them. */
function readLdif(text: string): { readonly dn: string; readonly values: readonly (readonly [string, string])[] }[] {
  const unfolded = text.replaceAll('\n ', '');
  return unfolded
    .split('\n\n')
    .slice(1)
    .map((record) => {
      const [[, dn] = ['', ''], ...values] = record
        .split('\n')
        .filter((line) => line !== '')
        .map((line): readonly [string, string] => {
          const found = /^([A-Za-z0-9]+):(:?) (.*)$/s.exec(line);
          if (found === null) throw new Error(`no line of LDIF: ${line}`);
          const [, name = '', encoded, value = ''] = found;
          return [name, encoded === ':' ? Buffer.from(value, 'base64').toString('utf8') : value];
        });
      return { dn, values };
    });
}

/** The values of a name, by RFC 4514. */
const valuesOfDn = (dn: string): string[] =>
  dn
    .split(',')
    .map((rdn) =>
      rdn
        .slice(rdn.indexOf('=') + 1)
        .replaceAll(/\\([0-9A-F]{2})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))),
    );

const entryOf = (id: string, name: string): GlueEntry => ({
  class: 'AdminDomain',
  id,
  attributes: { GLUE2EntityName: name },
  children: [],
});
/** Texts that would end a line, a value or a name, or begin another attribute. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 200 }),
  fc.constantFrom(
    ' leading',
    'trailing ',
    ':colon',
    '<file:///etc/passwd',
    'a\nobjectClass: top',
    'a\r\ndn: o=grid',
    '#hash',
    'Genève',
    'a,b=c+d"e\\f',
    '\u0000',
    ' ',
    'x'.repeat(500),
    '😀',
  ),
);

test('whatever a name holds comes back as it was, one value of one attribute', () => {
  fc.assert(
    fc.property(hostile, hostile, (id, name) => {
      const text = renderLdif([entryOf(id, name)]);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
      expect(text).toMatch(/^[\n -~]*$/);
      const records = readLdif(text);
      expect(records).toHaveLength(1);
      const [record] = records;
      expect(record?.values.slice(3)).toEqual([
        ['GLUE2DomainID', id],
        ['GLUE2EntityName', name],
      ]);
      expect(valuesOfDn(record?.dn ?? '')).toEqual([id, 'glue']);
    }),
    { numRuns: 500 },
  );
});

test('names are escaped as RFC 4514 has it', () => {
  expect(escapeRdn('#a, b ')).toBe('\\23a\\2C b\\20');
  expect(escapeRdn(' ')).toBe('\\20');
  expect(escapeRdn('plain-1.x:y')).toBe('plain-1.x:y');
});

test('parents come before their children, each entry once', () => {
  const site = describeSite(makeGlueWorld());
  const names = readLdif(renderLdif([site])).map(({ dn }) => dn);
  expect(names).toHaveLength(countEntries(site));
  expect(names[0]).toBe('GLUE2DomainID=GRIDBOX-TEST,o=glue');
  names.forEach((dn, index) => {
    const parent = dn.slice(dn.indexOf(',') + 1);
    if (parent !== 'o=glue') expect(names.slice(0, index)).toContain(parent);
  });
});

test('JSON has the same objects by their short names', () => {
  const json = JSON.parse(JSON.stringify(renderJson([describeSite(makeGlueWorld())])));
  const [site] = json.AdminDomain;
  expect(site).toMatchObject({ ID: 'GRIDBOX-TEST', Name: 'GRIDBOX-TEST', Owner: ['openlab'] });
  expect(site.Location[0]).toMatchObject({ Latitude: 46.23, Place: 'Genève' });
  const [service] = site.ComputingService;
  expect(service).toMatchObject({ ID: 'urn:gridbox:GRIDBOX-TEST:ce:atlas', RunningJobs: 2 });
  expect(service.ComputingManager[0].ExecutionEnvironment[0]).toMatchObject({
    VirtualMachine: true,
    TotalInstances: 2,
    Benchmark: [{ Type: 'cpu-loop-1:rate', Value: 1.5 }],
  });
  expect(service.ComputingShare[0].MappingPolicy[0]).toMatchObject({ Scheme: 'basic', Rule: ['vo:atlas'] });
  expect(JSON.stringify(json)).not.toContain('GLUE2');
});
