import { attribute, child, escapeXml, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';
import type { ColdTarget } from './convert-domain';

/** Which element of the source names what an interface is attached to, for the kinds that both technologies have. */
const ATTACHED_BY = { network: 'network', bridge: 'bridge' } as const;

/** One interface for the target, or none where it could not be attached there; either way it is said. */
export function convertNetwork(nic: XmlElement, target: ColdTarget, say: (sentence: string) => void): string[] {
  const type = attribute(nic, 'type') ?? 'unknown';
  const mac = attribute(child(nic, 'mac'), 'address');
  const words = `Interface ${mac ?? 'without an address'}`;
  if (type !== 'network' && type !== 'bridge') {
    say(`${words} is left out: one of type ${type} cannot be carried over.`);
    return [];
  }
  const source = child(nic, 'source');
  const name = attribute(source, ATTACHED_BY[type]);
  if (name === undefined) {
    say(`${words} is left out: it names no ${type}.`);
    return [];
  }
  if (type === 'network' && !target.networks.includes(name)) {
    say(`${words} is left out: ${target.name} has no network ${name}.`);
    return [];
  }
  const model = target.type === 'xen' ? 'netfront' : 'virtio';
  const before = attribute(child(nic, 'model'), 'type') ?? 'default model';
  say(
    `${words}: ${before} becomes ${model}${type === 'bridge' ? `; ${target.name} must have the bridge ${name}` : ''}.`,
  );
  return [
    `<interface type='${type}'>`,
    ...(mac === undefined ? [] : [`<mac address='${escapeXml(mac)}'/>`]),
    `<source ${ATTACHED_BY[type]}='${escapeXml(name)}'/>`,
    // Xen's own interface is what a guest gets who is asked for nothing else.
    ...(target.type === 'xen' ? [] : [`<model type='virtio'/>`]),
    '</interface>',
  ];
}
