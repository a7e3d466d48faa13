/**
 * Gridbox's element in a domain's metadata, which libvirt carries along with the domain.
 *
 * <gridbox:domain xmlns:gridbox="https://gridbox.dev/xmlns/domain/1">
 *   <gridbox:role>CE</gridbox:role> <gridbox:vo>atlas</gridbox:vo> <gridbox:tag>rig</gridbox:tag> <gridbox:home>rig-1</gridbox:home>
 *   <gridbox:kernel>2.6.9</gridbox:kernel> <gridbox:fpswa>required</gridbox:fpswa> <gridbox:anti-affinity>ce</gridbox:anti-affinity>
 *   <gridbox:affinity>storage</gridbox:affinity> <gridbox:ssh>root@10.0.0.7:22</gridbox:ssh> <gridbox:restart>high</gridbox:restart>
 * </gridbox:domain>  ⇄  { roles: ['CE'], vo: 'atlas', tags: ['rig'], homeHost: 'rig-1', … }
 */
import {
  EMPTY_METADATA,
  presentMetadata,
  RESTART_PRIORITIES,
  ROLES,
  type GridMetadata,
  type Role,
} from '@/lib/domain/domain';
import { attribute, children, escapeXml, textOf, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';

export const METADATA_NAMESPACE = 'https://gridbox.dev/xmlns/domain/1';
/** Prefix that libvirt writes before our element. */
export const METADATA_KEY = 'gridbox';

/** Our element below `<metadata>`; anything unknown in it is skipped, a newer Gridbox may have written it. */
export function readMetadata(domain: XmlElement): GridMetadata {
  const found = findOurs(children(domain, 'metadata')[0]);
  if (found === undefined) return EMPTY_METADATA;
  const { element, prefix } = found;
  const texts = (name: string): string[] => children(element, `${prefix}${name}`).flatMap((each) => textOf(each) ?? []);
  const text = (name: string): string | undefined => texts(name)[0];
  return presentMetadata({
    roles: texts('role').filter(isRole),
    vo: text('vo'),
    tags: texts('tag'),
    homeHost: text('home'),
    kernelVersion: text('kernel'),
    needsFpswa: text('fpswa') === 'required',
    antiAffinity: text('anti-affinity'),
    affinity: text('affinity'),
    sshAddress: text('ssh'),
    restartPriority: RESTART_PRIORITIES.find((word) => word === text('restart')),
  });
}

/** Whatever prefix somebody chose, the namespace it stands for decides: `<x:domain xmlns:x="…/domain/1">` or `<domain xmlns="…/domain/1">`. */
function findOurs(
  metadata: XmlElement | undefined,
): { readonly element: XmlElement; readonly prefix: string } | undefined {
  for (const name of Object.keys(metadata ?? {})) {
    const LOCAL_NAME = 'domain';
    const prefix =
      name === LOCAL_NAME ? '' : name.endsWith(`:${LOCAL_NAME}`) ? name.slice(0, -LOCAL_NAME.length) : undefined;
    if (prefix === undefined) continue;
    const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
    const element = children(metadata, name).find((each) => attribute(each, declaration) === METADATA_NAMESPACE);
    if (element !== undefined) return { element, prefix };
  }
  return undefined;
}

/** The element as `virDomainSetMetadata` wants it: without prefix, libvirt adds that. @throws XmlFailure for characters XML cannot carry. */
export function writeMetadataXml(metadata: GridMetadata): string {
  const element = (name: string, text: string | undefined): string =>
    text === undefined || text === '' ? '' : `<${name}>${escapeXml(text)}</${name}>`;
  return [
    '<domain>',
    ...metadata.roles.map((role) => element('role', role)),
    element('vo', metadata.vo),
    ...metadata.tags.map((tag) => element('tag', tag)),
    element('home', metadata.homeHost),
    element('kernel', metadata.kernelVersion),
    element('fpswa', metadata.needsFpswa ? 'required' : undefined),
    element('anti-affinity', metadata.antiAffinity),
    element('affinity', metadata.affinity),
    element('ssh', metadata.sshAddress),
    element('restart', metadata.restartPriority),
    '</domain>',
  ].join('');
}

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}
