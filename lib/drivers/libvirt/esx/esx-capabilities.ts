/**
 * What libvirt's ESX driver cannot do for any host, https://libvirt.org/drvesx.html and https://libvirt.org/hvsupport.html
 * Whatever else a host refuses is learned when it does.
 */
import type { DomainVerb } from '@/lib/domain/domain-actions';
import { DriverError } from '@/lib/drivers/errors';

/** ESX hosts, GSX Servers and vCenter are one driver of libvirt's. */
export const isEsx = (uri: string): boolean => /^(esx|gsx|vpx):/.test(uri);

const UNSUPPORTED = {
  reset: "libvirt's ESX driver has no reset; force the domain off and start it.",
  save: "libvirt's ESX driver cannot save a domain to disk; suspend it with the host's own client.",
  // It sets the limit of the host's own scheduler and the highest vCPU count, neither of which is what resizing means here.
  resize: "libvirt's ESX driver cannot set memory or vCPUs so that they can be read back; use the host's own client.",
  // Grid facts live in the metadata of a definition, and a .vmx file has no place for them.
  edit: 'Definitions on ESX have no place for roles, VO and tags.',
} as const satisfies Partial<Record<DomainVerb, string>>;

const DEFINE =
  "Gridbox defines no domains on ESX: libvirt's driver ends the whole process where a datastore is not mounted. Use the host's own client.";

export function esxUnsupported(uri: string): Partial<Record<DomainVerb, string>> {
  // The driver announces live migration for every host, and then needs vCenter to do it.
  const migrate = uri.startsWith('vpx:')
    ? 'Gridbox does not drive the migrations of a vCenter server.'
    : 'ESX hosts move domains only under a vCenter server, and Gridbox speaks to this host directly.';
  return { ...UNSUPPORTED, migrate };
}

/** Asked all the same, the driver would say "invalid argument", or worse. @throws DriverError `unsupported` on ESX. */
export function refuseOnEsx(uri: string, what: keyof typeof UNSUPPORTED | 'define'): void {
  if (isEsx(uri)) throw new DriverError('unsupported', what === 'define' ? DEFINE : UNSUPPORTED[what]);
}
