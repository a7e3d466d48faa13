/** A copy whose two ends are not equally quick, by files that stand in for those of a host. */
import { expect, test } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import type { HostFiles } from '@/lib/drivers/port';
import { createHostDisks } from './host-disks';
import type { FolderPools } from './folder-pools';

const PIECES = [Buffer.alloc(4, 1), Buffer.alloc(4, 2)];
const BYTES = 8;

/** @param write what the writing end does with the pieces it is offered */
function disksWith(write: (pieces: AsyncIterable<Uint8Array>) => Promise<string>) {
  let reading: 'not begun' | 'ended' | 'failed' = 'not begun';
  const files = {
    stat: async (path: string) => ({ path, bytes: BYTES, capacityBytes: BYTES }),
    read: async (_path: string, sink: (piece: Uint8Array) => Promise<void>) => {
      try {
        for (const piece of PIECES) await sink(piece);
        reading = 'ended';
      } catch (error) {
        reading = 'failed';
        throw error;
      }
    },
    write: async (_file: unknown, pieces: AsyncIterable<Uint8Array>) => await write(pieces),
  } as unknown as HostFiles;
  const disks = createHostDisks(undefined as unknown as HostCaller, undefined as unknown as FolderPools, files);
  return { disks, reading: () => reading };
}

/** Long enough for whoever reads to hold its first piece. */
const whileReading = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
const refusal = new DriverError('refused', 'There is such a file.');

test('a copy that is refused after its first piece was read ends with the refusal', async () => {
  const { disks, reading } = disksWith(async () => {
    await whileReading();
    throw refusal;
  });
  await expect(disks.copy('/a', { folder: '/', name: 'b' })).rejects.toBe(refusal);
  expect(reading()).toBe('failed');
});

test('a copy whose writing fails in the middle ends with that failure', async () => {
  const { disks, reading } = disksWith(async (pieces) => {
    for await (const piece of pieces) if (piece.length > 0) throw refusal;
    return '/b';
  });
  await expect(disks.copy('/a', { folder: '/', name: 'b' })).rejects.toBe(refusal);
  expect(reading()).toBe('failed');
});

test('a copy hands on every piece and tells how far it is', async () => {
  const taken: Uint8Array[] = [];
  const { disks, reading } = disksWith(async (pieces) => {
    for await (const piece of pieces) taken.push(piece);
    return '/b';
  });
  const told: number[] = [];
  expect(await disks.copy('/a', { folder: '/', name: 'b' }, (written) => told.push(written))).toBe('/b');
  expect(Buffer.concat(taken).equals(Buffer.concat(PIECES))).toBe(true);
  expect(told).toEqual([4, 8]);
  expect(reading()).toBe('ended');
});
