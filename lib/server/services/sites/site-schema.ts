import { type JsonSchema, siteJsonSchema } from '@/lib/site/schema/json-schema';
import { SITE_SCHEMA_PATH } from '@/lib/utils/paths';

/** The schema of site files as this server publishes it. @param origin of the server, e.g. `https://gridbox.example` */
export const siteSchema = (origin: string): JsonSchema => siteJsonSchema(`${origin}${SITE_SCHEMA_PATH}`);
