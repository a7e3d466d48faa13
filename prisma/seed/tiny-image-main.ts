/** `up` runs it when the rig is there: the shipped image of tiny grid nodes, written down once and built in the background. */
import { createDb } from '@/lib/server/db/client';
import { getConfig } from '@/lib/server/config';
import { seedTinyImage } from './seed-tiny-image';

const db = createDb(getConfig().databaseUrl, { max: 1 });
try {
  if (await seedTinyImage(db)) console.log('the image of tiny grid nodes is being built: see Images');
} finally {
  await db.$disconnect();
}
