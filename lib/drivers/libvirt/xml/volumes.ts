/** Pool and volume XML for reading and writing plain files. Pure. https://libvirt.org/formatstorage.html */
import { createHash } from 'node:crypto';
import type { HostFile, NewImage } from '@/lib/drivers/port';
import { attribute, child, escapeXml, parseXml, textOf } from '@/lib/drivers/libvirt/xml/parse-xml';

export interface PoolFacts {
  readonly name: string;
  readonly folder: string | undefined;
  readonly active: boolean;
  readonly freeBytes: number | undefined;
}

export function readPool(xml: string, active: boolean): PoolFacts {
  const pool = parseXml(xml, 'pool');
  return {
    name: textOf(pool, 'name') ?? '',
    folder: textOf(pool, 'target', 'path'),
    active,
    freeBytes: bytesOf(textOf(pool, 'available')),
  };
}

const PREFIX = 'gridbox-';
const HASH_DIGITS = 16;
/** The same for the same folder: what a killed agent left is found again by the next, and taken away by it. */
export const poolNameFor = (folder: string): string =>
  `${PREFIX}${createHash('sha256').update(folder).digest('hex').slice(0, HASH_DIGITS)}`;
export const isOurs = (pool: string): boolean => pool.startsWith(PREFIX);

export const writePool = (folder: string): string =>
  `<pool type='dir'><name>${poolNameFor(folder)}</name><target><path>${escapeXml(folder)}</path></target></pool>`;

/**
 * A plain file of `bytes`, whatever will be in it: a host needs no `qemu-img` to make it, and nothing is kept free for it
 * beforehand. Only its owner and the hypervisor may read it.
 */
export const writeVolume = (name: string, bytes: number): string =>
  `<volume><name>${escapeXml(name)}</name><capacity unit='bytes'>${bytes}</capacity><allocation unit='bytes'>0</allocation>` +
  `<target><format type='raw'/><permissions><mode>0600</mode></permissions></target></volume>`;

/**
 * An image that grows as it is written. Of one with a base the host's `qemu-img` writes down in which format the base is, so
 * that nobody has to guess at bytes that a guest may have written.
 */
export const writeImage = ({ name, format, capacityBytes, base }: NewImage): string =>
  `<volume><name>${escapeXml(name)}</name><capacity unit='bytes'>${capacityBytes}</capacity><allocation unit='bytes'>0</allocation>` +
  `<target><format type='${format}'/><permissions><mode>0600</mode></permissions></target>` +
  (base === undefined
    ? ''
    : `<backingStore><path>${escapeXml(base.path)}</path><format type='${base.format}'/></backingStore>`) +
  `</volume>`;

export function readVolume(xml: string): HostFile {
  const volume = parseXml(xml, 'volume');
  return {
    path: textOf(volume, 'target', 'path') ?? '',
    bytes: bytesOf(textOf(volume, 'physical')) ?? bytesOf(textOf(volume, 'capacity')) ?? 0,
    capacityBytes: bytesOf(textOf(volume, 'capacity')),
    guessedFormat: attribute(child(volume, 'target', 'format'), 'type'),
    backingPath: textOf(volume, 'backingStore', 'path'),
  };
}

function bytesOf(text: string | undefined): number | undefined {
  const bytes = Number(text);
  return text === undefined || !Number.isSafeInteger(bytes) ? undefined : bytes;
}
