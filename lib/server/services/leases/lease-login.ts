/** The CA that the guests of a lease trust for one account, where their role has people who sign in. */
import type { z } from 'zod';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { leaseName } from '@/lib/domain/lease';
import { hasInterface } from '@/lib/domain/environment-network';
import { getConfig } from '@/lib/server/config';
import { openBytes, sealBytes } from '@/lib/server/crypto/seal-bytes';
import { makeSshAuthority } from '@/lib/server/crypto/ssh-login';
import type { Tx } from '@/lib/server/db/client';
import type { LeaseLogin } from '@/lib/server/db/generated/client';
import { accountOf, keysPathOf } from '@/lib/site/ssh-keys';
import type { LeaseRow } from './lease-rows';

const PURPOSE = 'lease-login';
const keyOf = (leaseId: string) => ({ secret: getConfig().secret, purpose: PURPOSE, bind: leaseId });

/**
 * Made with the site of the lease, in one transaction, so that its guests trust it from their first start.
 * @returns the file that says so to them; undefined where nobody signs in to guests of this role, or they have no
 * network interface to be reached by
 */
export async function makeLogin(
  tx: Tx,
  { id, number }: Pick<LeaseRow, 'id' | 'number'>,
  { body, now }: { readonly body: Pick<EnvironmentBody, 'role' | 'isolation'>; readonly now: Date },
): Promise<Readonly<Record<string, string>> | undefined> {
  const account = hasInterface(body) ? accountOf(body.role) : undefined;
  if (account === undefined) return undefined;
  const { secret, publicLine } = makeSshAuthority(leaseName(number));
  await tx.leaseLogin.create({
    data: { leaseId: id, account, publicLine, sealed: new Uint8Array(sealBytes(secret, keyOf(id))), madeAt: now },
  });
  return { [keysPathOf(account)]: trustLine(account, publicLine) };
}

/** A line of `authorized_keys`: a key that signs certificates, for the account itself and no other. sshd(8). */
export const trustLine = (account: string, publicLine: string): string =>
  `cert-authority,principals="${account}" ${publicLine}\n`;

/** @throws SealBroken where GRIDBOX_SECRET is another one since */
export const openLogin = ({ leaseId, sealed }: { readonly leaseId: string; readonly sealed: Uint8Array }): Uint8Array =>
  openBytes(sealed, keyOf(leaseId));

/** Nothing signs for a lease that has ended. */
export async function forgetLogin(tx: Tx, leaseId: string): Promise<void> {
  await tx.leaseLogin.updateMany({ where: { leaseId }, data: { sealed: null } });
}

export const loginBody = (row: LeaseLogin | null, validUntil: string | null): z.input<typeof LeaseDetail>['login'] =>
  row === null
    ? null
    : {
        account: row.account,
        issued: row.issued,
        issuedAt: row.issuedAt?.toISOString() ?? null,
        issuedToName: row.issuedToName,
        validUntil,
      };
