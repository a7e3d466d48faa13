/** A site file that an import makes: the part of gridsite/v1 that other tools know something of. */
import { stringify } from 'yaml';

export interface DraftNode {
  role?: string | undefined;
  vo?: string | undefined;
  image?: string | undefined;
  vcpu?: number | undefined;
  memory?: string | undefined;
  disk?: string | undefined;
  network?: string | undefined;
  host?: string | undefined;
  address?: string | undefined;
  after?: readonly string[] | undefined;
  software?: { readonly vars: Readonly<Record<string, string | number | boolean>> } | undefined;
}

export interface DraftVo {
  readonly queue?: string | undefined;
  readonly fqans?: Readonly<Record<string, string>> | undefined;
}

export interface SiteDraft {
  readonly apiVersion: 'gridsite/v1';
  readonly kind: 'Site';
  readonly metadata: { readonly name: string; readonly description?: string | undefined };
  readonly lifecycle: {
    readonly onFailure: 'rollback';
    readonly start?: 'ordered' | 'parallel' | undefined;
    readonly stop?: 'reverse' | 'parallel' | undefined;
    readonly cleanup: 'verify';
    readonly liveness?: { readonly period?: string | undefined; readonly misses?: number | undefined } | undefined;
  };
  readonly vos: Readonly<Record<string, DraftVo>>;
  readonly images: Readonly<
    Record<
      string,
      { readonly path: string; readonly sha512: string; readonly arch: string; readonly virt: readonly string[] }
    >
  >;
  readonly hosts: Readonly<Record<string, { readonly driver: string; readonly uri: string }>>;
  readonly networks?: Readonly<Record<string, { readonly cidr: string }>> | undefined;
  readonly nodes: Readonly<Record<string, DraftNode>>;
  readonly batch?:
    | { readonly lrms: string; readonly queues?: Readonly<Record<string, object>> | undefined }
    | undefined;
  readonly publish?: { readonly glue2: boolean; readonly siteBdii?: string | undefined } | undefined;
}

/** The draft as a file, in the order of the format; what is undefined is not there. */
export const renderDraft = (draft: SiteDraft): string =>
  stringify(JSON.parse(JSON.stringify(draft)), { lineWidth: 0, aliasDuplicateObjects: false });

/** More is no site that a file could describe, and nobody would read what comes of it. */
export const MOST_NODES = 256;
const LONGEST_ID = 31;
/**
 * A name as the format has them, of whatever a file calls something.
 * @example idOf('wn-1.example.org') // 'wn-1-example-org'; idOf('7') // 'n7'
 */
export function idOf(text: string): string {
  const words = text.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const begun = /^[A-Za-z]/.test(words) ? words : `n${words}`;
  return begun.slice(0, LONGEST_ID).replace(/-+$/, '');
}

/** The same where it is free, with a number behind it where it is not. */
export function freeId(text: string, taken: ReadonlySet<string>): string {
  const id = idOf(text);
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? '' : `-${number}`;
    const name = `${id.slice(0, LONGEST_ID - tail.length)}${tail}`;
    if (!taken.has(name)) return name;
  }
}

/** Longest name of a site that leaves room for its domains'. */
const LONGEST_SITE_NAME = 24;
export const siteNameOf = (text: string): string => idOf(text).slice(0, LONGEST_SITE_NAME).replace(/-+$/, '');

/** Roles by which nodes are called: the name's first word that is one. @example roleIn('gridbox-wn1') // 'WN' */
export function roleIn(name: string): string | undefined {
  const word = name
    .toUpperCase()
    .split(/[^A-Z]+/)
    .find((each) => NAMED_ROLES.has(each));
  return word;
}
const NAMED_ROLES: ReadonlySet<string> = new Set(['CE', 'SE', 'WN', 'UI', 'RB', 'BDII', 'MON', 'LFC', 'VOBOX', 'PX']);
