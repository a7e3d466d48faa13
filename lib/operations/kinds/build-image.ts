import { z } from 'zod';
import { defineOperation } from '@/lib/operations/definition';
import { HOUR_MS } from '@/lib/utils/time';

/** A whole distribution over a slow line. Sooner would end builds that get on; later, a mirror that hangs holds its place all day. */
const BUILD_IMAGE_DEADLINE_MS = 2 * HOUR_MS;

export const buildImage = defineOperation({
  kind: 'build-image',
  version: 1,
  // What is built, and whether from the beginning, is in its row.
  input: z.strictObject({ specificationId: z.uuid(), fresh: z.boolean().default(false) }),
  scope: 'images:build',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: BUILD_IMAGE_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Build the image ${subject.image ?? ''}`.trim(),
});
