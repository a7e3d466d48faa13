/** The certificates of a site: its CA's, each host's, and of the member as which Gridbox asks. Made when they are first asked for. */
import { z } from 'zod';
import {
  authorityOf,
  isFresh,
  isGood,
  makeAuthority,
  signHost,
  signMember,
  type SiteAuthority,
  type SiteIdentity,
} from '@/lib/server/crypto/site-authority';
import { findOrMakeSecret, type SecretKeeper } from './secret-rows';

const Identity = z.object({ certificatePem: z.string(), keyPem: z.string() });
const read = (text: string): SiteIdentity => Identity.parse(JSON.parse(text));
const textOf = ({ certificatePem, keyPem }: SiteIdentity): string => JSON.stringify({ certificatePem, keyPem });

export async function siteAuthority(keeper: SecretKeeper): Promise<SiteAuthority> {
  const { site, now } = keeper;
  const text = await findOrMakeSecret(keeper, 'pki:ca', {
    serves: (kept) => isFresh(read(kept), now),
    make: async () => textOf(await makeAuthority(site.name, now)),
  });
  return authorityOf(site.name, read(text));
}

/** @param names host names and addresses that the host answers to; other names make another certificate */
export async function hostIdentity(
  keeper: SecretKeeper,
  instance: string,
  names: readonly [string, ...string[]],
): Promise<SiteIdentity> {
  const { site, now } = keeper;
  const authority = await siteAuthority(keeper);
  const text = await findOrMakeSecret(keeper, `pki:host:${instance}`, {
    serves: (kept) => isGood(read(kept), { authority, names, now }),
    make: async () => textOf(await signHost(site.name, authority, names, now)),
  });
  return read(text);
}

/**
 * As whom the probes of a site ask: its CE lets this member in.
 * @param keeper of one transaction
 */
export async function memberIdentity(
  keeper: SecretKeeper,
): Promise<SiteIdentity & { /** Of the site's CA. */ readonly caPem: string }> {
  const { site, now } = keeper;
  const authority = await siteAuthority(keeper);
  const text = await findOrMakeSecret(keeper, 'pki:member', {
    serves: (kept) => isGood(read(kept), { authority, names: [], now }),
    make: async () => textOf(await signMember(site.name, authority, now)),
  });
  return { ...read(text), caPem: authority.certificatePem };
}
