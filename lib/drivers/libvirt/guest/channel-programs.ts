import type { GuestPrograms } from '@/lib/drivers/port';

/** Programs in guests by one channel, whichever it is. */
export type ChannelPrograms = Omit<GuestPrograms, 'isFenced'>;
