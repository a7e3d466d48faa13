import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority, type MadeCertificate } from '@/lib/grid/testing/make-certificate';
import { mustRun } from '@/tools/shared/run-command';
import { findUser } from '@/tools/shared/service-user';
import type { SiteNetwork } from './network';

/** What every service of the site is made of. */
export interface SiteFolder {
  readonly network: SiteNetwork;
  at(...parts: readonly string[]): string;
  /** A folder below, of a user of the packages'. */
  folder(name: string, user?: string): string;
  readonly pki: SitePki;
}

export interface SitePki {
  /** PEM. */
  readonly ca: string;
  readonly member: MadeCertificate;
  readonly memberName: string;
  /** Paths, as ARC wants them. */
  readonly folder: string;
  readonly hostCertificate: string;
  readonly hostKey: string;
}

const MEMBER = 'probe';
const PRIVATE = 0o400;
/** Users of the services pass through; nobody lists it. */
const ENTER_ONLY = 0o711;

/** @param dir an empty folder of its own, on a path that everybody may pass. */
export async function makeSiteFolder(dir: string, network: SiteNetwork): Promise<SiteFolder> {
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, ENTER_ONLY);
  const at = (...parts: readonly string[]): string => join(dir, ...parts);
  return {
    network,
    at,
    folder: (name, user) => {
      mkdirSync(at(name), { recursive: true });
      if (user !== undefined) {
        const { uid, gid } = userNamed(user);
        chownSync(at(name), uid, gid);
      }
      return at(name);
    },
    pki: await makePki(at, network.address),
  };
}

/** @throws Error where the packages have not made it. */
export function userNamed(name: string): { readonly uid: number; readonly gid: number } {
  const user = findUser(name);
  if (user === undefined) throw new Error(`there is no user ${name}: its package is not whole`);
  return user;
}

async function makePki(at: SiteFolder['at'], address: string): Promise<SitePki> {
  const folder = at('pki', 'authorities');
  mkdirSync(folder, { recursive: true });
  const ca = makeAuthority('Native CA');
  const host = ca.sign({ commonName: address, names: [address] });
  const [hostCertificate, hostKey, caFile] = [at('pki', 'host.pem'), at('pki', 'host-key.pem'), at('pki', 'ca.pem')];
  writeFileSync(hostCertificate, host.certificate);
  writeFileSync(hostKey, host.key, { mode: PRIVATE });
  writeFileSync(caFile, ca.certificate);
  // CA folders of grid software find a CA by the hash of its name, and ask what it may sign.
  const hash = (await mustRun('openssl', ['x509', '-noout', '-hash', '-in', caFile])).trim();
  const name = '/DC=test/O=Gridbox tests/CN=Native CA';
  writeFileSync(join(folder, `${hash}.0`), ca.certificate);
  writeFileSync(
    join(folder, `${hash}.signing_policy`),
    `access_id_CA X509 '${name}'\npos_rights globus CA:sign\ncond_subjects globus '"/DC=test/O=Gridbox tests/*"'\n`,
  );
  return {
    ca: ca.certificate,
    member: ca.sign({ commonName: MEMBER }),
    memberName: `/DC=test/O=Gridbox tests/CN=${MEMBER}`,
    folder,
    hostCertificate,
    hostKey,
  };
}

export const newSecret = (): string => randomBytes(24).toString('hex');
