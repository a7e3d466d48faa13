/** Images on simulated hosts, for what is made of one that lies there. */
import { type APIRequestContext, expect } from '@playwright/test';
import { z } from 'zod';
import { readHosts } from './gridbox';

export const IMAGE_FOLDER = '/var/lib/xen/images';

/**
 * A file that domains can start from: the disk of a domain that has gone.
 * @returns its path on the host
 */
export async function makeImage(
  request: APIRequestContext,
  { baseURL, host, name }: { readonly baseURL: string | undefined; readonly host: string; readonly name: string },
): Promise<string> {
  const headers = () => ({ origin: baseURL ?? '', 'idempotency-key': crypto.randomUUID() });
  const found = (await readHosts(request)).find((each) => each.name === host);
  const made = await request.post('/api/v1/domains/create', {
    params: { wait: 60 },
    headers: headers(),
    data: {
      hostId: found?.id,
      name,
      memoryKiB: 64 * 1024,
      boot: { from: 'disk' },
      disks: [{ from: 'new', sizeGiB: 1, format: 'qcow2' }],
      folder: IMAGE_FOLDER,
      start: false,
    },
  });
  expect(made.status(), await made.text()).toBe(202);
  const Made = z.object({ operation: z.object({ state: z.literal('succeeded'), domainId: z.string() }) });
  const { operation } = Made.parse(await made.json());
  // The inventory reads it in a moment.
  await expect.poll(async () => (await request.get(`/api/v1/domains/${operation.domainId}`)).status()).toBe(200);
  const gone = await request.delete(`/api/v1/domains/${operation.domainId}`, {
    params: { wait: 60 },
    headers: headers(),
    data: { keepDisks: true },
  });
  expect(gone.status(), await gone.text()).toBe(202);
  return `${IMAGE_FOLDER}/${name}-vda.qcow2`;
}
