/** For integration tests: definitions and imports as people would have written and sent them. */
import { randomUUID } from 'node:crypto';
import type { CsvMapping } from '@/lib/domain/imported-result';
import type { Db } from '@/lib/server/db/client';

/** The text of a definition that somebody might write. */
export const definitionNamed = (name: string, change: { readonly title?: string } = {}): string => `# Written by hand.
name: ${name}
version: 1
title: ${change.title ?? 'By hand'}
about: For tests.
places: [domain]
programs: ['true']
command: ['true']
metrics:
  - name: speed
    title: Speed
    unit: 1/s
    direction: higher-is-better
    from: { pattern: 'speed ([0-9]+)' }
timeLimitSeconds: 10
`;

/** A small file of figures and what its columns mean. */
export function importable(host: string): { readonly text: string; readonly mapping: CsvMapping } {
  return {
    text: `host,when,score\n${host},2026-11-01,10.5\n${host},2026-11-01,11\n`,
    mapping: {
      delimiter: ',',
      decimal: 'point',
      header: true,
      fields: {
        benchmark: { constant: 'HS06' },
        metric: { constant: 'score' },
        unit: { constant: 'HS06' },
        direction: { constant: 'higher-is-better' },
        host: { column: 0 },
        at: { column: 1 },
        value: { column: 2 },
      },
      tags: [],
    },
  };
}

/** A file that was imported, with one measurement. */
export async function makeBenchmarkImport(db: Db) {
  const { text } = importable('far-01');
  return await db.benchmarkImport.create({
    data: {
      kind: 'csv',
      fileName: 'figures.csv',
      sha256: randomUUID(),
      bytes: text.length,
      raw: text,
      resultCount: 1,
      importedById: 'somebody',
      importedByName: 'somebody',
      importedAt: new Date(),
      results: {
        create: {
          sequence: 0,
          line: 2,
          benchmark: 'HS06',
          version: '',
          metric: 'score',
          unit: 'HS06',
          direction: 'higher-is-better',
          samples: [10.5, 11],
          hostName: 'far-01',
          measuredOn: 'unknown',
          measuredAt: new Date('2026-11-01T00:00:00Z'),
          parameters: '',
          ends: 'one',
          tags: {},
        },
      },
    },
  });
}
