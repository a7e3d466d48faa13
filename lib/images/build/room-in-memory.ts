import { ROOT_IN_MEMORY_BYTES } from './tunables';

/**
 * How large a root may grow in memory, in bytes; undefined where the agent's machine, or the group of processes that it is in, has not
 * twice that free: then it is made on the disk.
 */
export const roomInMemory = (): number | undefined =>
  process.availableMemory() >= 2 * ROOT_IN_MEMORY_BYTES ? ROOT_IN_MEMORY_BYTES : undefined;
