/** Words of what is read from files of other tools to make a site file. Pure. */

/** `smartfrog`: the language of SmartFrog with the components of SmartDomains; `yaim`: the files of YAIM. */
export const SITE_IMPORT_KINDS = ['smartfrog', 'yaim'] as const;
export type SiteImportKind = (typeof SITE_IMPORT_KINDS)[number];
export const SITE_IMPORT_KIND_WORDS: Record<SiteImportKind, string> = {
  smartfrog: 'SmartFrog (SmartDomains)',
  yaim: 'YAIM',
};

/**
 * What a reader has to know of one place of a file. `not-understood`: it is not in the site file; `missing`: the site file needs it
 * and the file has it not; `assumed`: the site file says something that the file does not; `noted`: it is there, in other words.
 */
export const FINDING_KINDS = ['not-understood', 'missing', 'assumed', 'noted'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export const FINDING_KIND_WORDS: Record<FindingKind, string> = {
  'not-understood': 'Not understood',
  missing: 'Missing',
  assumed: 'Assumed',
  noted: 'Noted',
};

/** Files of YAIM by their names; of the VOs' own the folder is part of it. */
export const YAIM_FILES = ['site-info.def', 'groups.conf', 'users.conf', 'wn-list.conf'] as const;
/** @example isVoFile('etc/vo.d/atlas') // true */
export const isVoFile = (name: string): boolean => /(^|\/)vo\.d\/[^/]+$/.test(name);

/** The largest examples that are known have some 30 KiB; beyond this it is no description of a site. All files together. */
export const SITE_IMPORT_CHARACTERS_MAX = 256 * 1024;
/** YAIM has four files and one a VO. */
export const SITE_IMPORT_FILES_MAX = 64;
/** Shown of each list; how many there are is told. */
export const SITE_FINDINGS_MAX = 500;
