import type { ContextFile } from '@/lib/site/context/site-context';
import { memberSubject, type SiteAuthority } from '@/lib/server/crypto/site-authority';
import { mungeKey } from './named-secrets';
import type { SecretKeeper } from './secret-rows';
import { hostIdentity, siteAuthority } from './site-identities';

export interface ContextHost {
  /** As the site's file calls it, e.g. `wn-2`. */
  readonly instance: string;
  readonly hostname: string;
  /** IPv4; null where the guest asks DHCP. */
  readonly address: string | null;
  /** Further names and addresses by which it is reached, e.g. that of a translated network. */
  readonly also?: readonly string[] | undefined;
}

const PUBLIC = 0o644;
const PRIVATE = 0o600;
/** Munge refuses a key that others may read, and whoever has it may say to be anybody. */
const MUNGE_MODE = 0o400;

/**
 * What a site gives each of its domains: its CA, the host's own certificate and key, the members whom its services let in, and
 * the key that makes one batch system of the nodes. Made at the first asking, the same at the next, renewed before it ends.
 * @param keeper of one transaction
 */
export async function contextFiles(keeper: SecretKeeper, host: ContextHost): Promise<ContextFile[]> {
  const authority = await siteAuthority(keeper);
  const further = [host.instance, ...(host.address === null ? [] : [host.address]), ...(host.also ?? [])];
  const names: [string, ...string[]] = [host.hostname, ...new Set(further.filter((name) => name !== host.hostname))];
  const identity = await hostIdentity(keeper, host.instance, names);
  const security = '/etc/grid-security';
  return [
    { path: `${security}/certificates/site-ca.pem`, content: authority.certificatePem, mode: PUBLIC },
    { path: `${security}/certificates/site-ca.signing_policy`, content: signingPolicy(authority), mode: PUBLIC },
    { path: `${security}/hostcert.pem`, content: identity.certificatePem, mode: PUBLIC },
    { path: `${security}/hostkey.pem`, content: identity.keyPem, mode: PRIVATE },
    { path: `${security}/members`, content: `"${memberSubject(keeper.site.name)}"\n`, mode: PUBLIC },
    {
      path: '/etc/munge/munge.key',
      content: await mungeKey(keeper),
      mode: MUNGE_MODE,
      owner: 'munge',
      group: 'munge',
    },
  ];
}

/** Which names a CA may sign: Globus' software and ARC look for it beside the certificate. */
const signingPolicy = ({ subject, prefix }: SiteAuthority): string =>
  `access_id_CA X509 '${subject}'\npos_rights globus CA:sign\ncond_subjects globus '"${prefix}/*"'\n`;
