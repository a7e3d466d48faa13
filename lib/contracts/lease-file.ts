import { z } from 'zod';
import { RequestLease } from './leases';

/** A request as somebody writes it into a file: the environment by its name. */
export const LeaseFile = RequestLease.omit({ environmentId: true }).extend({
  schema: z.literal('gridlease/v1', 'has to be gridlease/v1'),
  environment: z.string().min(1).max(63).meta({ description: 'Name of an environment' }),
  version: z.number().int().min(1).optional().meta({ description: 'Left out: the newest that is offered' }),
});
export type LeaseFile = z.infer<typeof LeaseFile>;
/** The longest that means anything has a few hundred. */
export const LEASE_FILE_CHARACTERS_MAX = 16 * 1024;
