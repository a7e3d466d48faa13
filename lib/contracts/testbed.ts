import { z } from 'zod';
import { Instant } from './common';
import { TestbedTile } from './domains';
import { HostSummary } from './hosts';

/** Everything the map draws, in one answer. */
export const Testbed = z
  .object({
    at: Instant,
    hosts: z.array(HostSummary),
    domains: z.array(TestbedTile),
    openAlarms: z.number().int(),
    movingCount: z.number().int(),
  })
  .meta({ id: 'Testbed' });
export type Testbed = z.infer<typeof Testbed>;

/** Answer of the command palette. */
export const SearchQuery = z.object({ q: z.string().trim().min(1).max(100) });
export const SearchResult = z
  .object({
    items: z.array(
      z.object({ kind: z.enum(['domain', 'host', 'operation']), id: z.string(), name: z.string(), detail: z.string() }),
    ),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof SearchResult>;

/** One reference figure with its source: the report's of 2006. */
const ReferenceFigure = z
  .object({
    id: z.string(),
    source: z.string(),
    configuration: z.string(),
    metric: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    note: z.string().nullable(),
  })
  .meta({ id: 'ReferenceFigure' });
export const ReferenceFigures = z.object({ items: z.array(ReferenceFigure) }).meta({ id: 'ReferenceFigures' });
export type ReferenceFigures = z.infer<typeof ReferenceFigures>;
