/** Network XML of networks that Gridbox makes. Pure. https://libvirt.org/formatnetwork.html */
import type { HostNetwork } from '@/lib/drivers/port';
import { METADATA_KEY, METADATA_NAMESPACE } from './metadata';
import { attribute, child, children, escapeXml, parseXml, textOf } from './parse-xml';

/**
 * A bridge and nothing else: without `forward` no packet leaves it, without `ip` the host has no address there and gives none
 * out.
 */
export const writeNetwork = ({ name, cidr }: { readonly name: string; readonly cidr?: string | undefined }): string =>
  `<network><name>${escapeXml(name)}</name>` +
  `<metadata><${METADATA_KEY}:network xmlns:${METADATA_KEY}='${METADATA_NAMESPACE}'${cidr === undefined ? '' : ` cidr='${escapeXml(cidr)}'`}/></metadata>` +
  `<bridge stp='on' delay='0'/></network>`;

export function readNetwork(xml: string, active: boolean): HostNetwork {
  const network = parseXml(xml, 'network');
  return { name: textOf(network, 'name') ?? '', active, ours: isOurs(network) };
}

/** By the namespace, whatever the prefix: libvirt may choose another. */
function isOurs(network: ReturnType<typeof parseXml>): boolean {
  const metadata = child(network, 'metadata');
  if (metadata === undefined) return false;
  return children(metadata, `${METADATA_KEY}:network`).some(
    (each) => attribute(each, `xmlns:${METADATA_KEY}`) === METADATA_NAMESPACE,
  );
}
