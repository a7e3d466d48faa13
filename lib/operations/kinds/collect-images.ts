import { RetentionRule } from '@/lib/contracts/images';
import { defineOperation } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** Files are removed in moments; hundreds of large ones on a slow disk in minutes. What was not removed goes next time. */
const COLLECT_IMAGES_DEADLINE_MS = 10 * MINUTE_MS;

export const collectImages = defineOperation({
  kind: 'collect-images',
  version: 1,
  input: RetentionRule,
  scope: 'images:build',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: COLLECT_IMAGES_DEADLINE_MS,
  cancellable: true,
  title: () => 'Remove images that nobody uses',
});
