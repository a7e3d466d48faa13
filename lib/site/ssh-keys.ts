/** Public keys of those who may sign in to nodes of a VO, and whose account of which node they are. Pure. */
import type { Role } from '@/lib/domain/domain';
import type { SiteNode } from './schema/node';
import type { SiteFile } from './schema/site-file';

/** Accounts of Debian's images, `examples/images`: the VO's managers on its box, users on a user interface. */
const ACCOUNTS: Partial<Record<Role, string>> = { VOBOX: 'sgm', UI: 'user' };

/** Undefined for a role that nobody signs in to. */
export const accountOf = (role: Role): string | undefined => ACCOUNTS[role];
export const keysPathOf = (account: string): string => `/home/${account}/.ssh/authorized_keys`;

export interface SignIn {
  /** Name of the account in the guest. */
  readonly account: string;
  /** Where sshd looks for its keys. */
  readonly path: string;
  /** Lines; none: nobody can sign in. */
  readonly keys: readonly string[];
}

/** @returns undefined for a role that nobody signs in to */
export function signInOf(
  { vos }: Pick<SiteFile, 'vos'>,
  { role, vo }: Pick<SiteNode, 'role' | 'vo'>,
): SignIn | undefined {
  const account = role === undefined ? undefined : ACCOUNTS[role];
  if (account === undefined) return undefined;
  // A user interface of no VO is that of all whom the site serves.
  const whose = Object.entries(vos).filter(([name]) => name === vo || (vo === undefined && role === 'UI'));
  return {
    account,
    path: keysPathOf(account),
    keys: [...new Set(whose.flatMap(([, { sshKeys = [] }]) => sshKeys))],
  };
}

/** What a plan and the editor say of nodes that nobody can sign in to. */
export function signInNote(name: string, signIn: SignIn, files: Readonly<Record<string, string>>): string | undefined {
  if (signIn.keys.length > 0 || Object.hasOwn(files, signIn.path)) return undefined;
  return `Nobody can sign in to ${name}: no VO of it has sshKeys in the file.`;
}
