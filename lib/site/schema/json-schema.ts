/** The schema as editors read it: JSON Schema 2020-12, made of the one schema of the format. */
import { z } from 'zod';
import { SiteFile } from './site-file';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** @param address where the product publishes it */
export const siteJsonSchema = (address: string): JsonSchema => ({
  ...z.toJSONSchema(SiteFile, { target: 'draft-2020-12', io: 'input' }),
  $id: address,
});
