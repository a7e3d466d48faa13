/** What the test of the GLUE export needs of the machine, and the Debian package that brings each. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { missingPrograms } from '@/tools/lab/start-lab';
import type { MissingPart } from '@/tools/rig/prerequisites';

export const GLUE_SCHEMA = '/etc/ldap/schema/GLUE20.schema';
const SERVER_PACKAGE = 'slapd';

/** Empty when a test can start an LDAP server that knows GLUE 2.0, and ask it. */
export function missingForSlapd(): MissingPart[] {
  const missing = missingPrograms({ slapd: SERVER_PACKAGE, ldapadd: 'ldap-utils', ldapsearch: 'ldap-utils' });
  if (!existsSync(GLUE_SCHEMA)) missing.push({ what: 'the GLUE 2.0 schema', debianPackage: 'glue-schema' });
  return missing;
}

/** The package would answer at port 389 from then on; its service starts nothing while this file is there. */
export function keepSlapdFromListening(packages: readonly string[]): void {
  const KEEPS_IT = '/etc/ldap/noslapd';
  if (!packages.includes(SERVER_PACKAGE) || existsSync(KEEPS_IT)) return;
  mkdirSync('/etc/ldap', { recursive: true });
  writeFileSync(
    KEEPS_IT,
    'Made by the tests of Gridbox, which start a slapd of their own. Remove it to let the service start.\n',
  );
}
