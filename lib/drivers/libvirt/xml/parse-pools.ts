/** Storage pool and network XML → rows of a HostReading. Pure. https://libvirt.org/formatstorage.html https://libvirt.org/formatnetwork.html */
import type { HostReading } from '@/lib/domain/readings';
import { attribute, child, parseXml, textOf } from '@/lib/drivers/libvirt/xml/parse-xml';

type Storage = HostReading['storage'][number];
type Network = HostReading['networks'][number];

/** Kinds of pool that several hosts see as one. */
const SHARED_POOLS: readonly string[] = ['netfs', 'iscsi', 'iscsi-direct', 'rbd', 'sheepdog', 'gluster', 'mpath'];

export function parseStoragePool(xml: string): Storage {
  const pool = parseXml(xml, 'pool');
  const kind = attribute(pool, 'type') ?? 'unknown';
  return {
    name: textOf(pool, 'name') ?? 'unknown',
    kind,
    path: textOf(pool, 'target', 'path'),
    capacityBytes: bytesOf(textOf(pool, 'capacity')),
    freeBytes: bytesOf(textOf(pool, 'available')),
    shared: SHARED_POOLS.includes(kind),
  };
}

export function parseNetwork(xml: string, active: boolean): Network {
  const network = parseXml(xml, 'network');
  const forward = child(network, 'forward');
  return {
    name: textOf(network, 'name') ?? 'unknown',
    kind: forward === undefined ? 'isolated' : (attribute(forward, 'mode') ?? 'nat'),
    active,
  };
}

function bytesOf(text: string | undefined): number | undefined {
  const bytes = Number(text);
  return text === undefined || !Number.isFinite(bytes) ? undefined : bytes;
}
