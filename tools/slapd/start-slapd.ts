/** An LDAP server of a test's own, with Debian's GLUE 2.0 schema, on a port of the loopback address. Gone with `stop`. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@/tools/shared/free-port';
import { type CommandResult, mustRun, runCommand } from '@/tools/shared/run-command';
import { waitUntil } from '@/tools/shared/wait-until';
import { GLUE_SCHEMA } from './prerequisites';

export interface TestSlapd {
  /** Adds the entries of a file; what the schema does not allow is refused. */
  add(ldif: string): Promise<CommandResult>;
  /** Entries below `o=glue` that match, unfolded, one attribute a line. */
  search(filter: string, attributes?: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Not in everybody's path. */
const SLAPD = '/usr/sbin/slapd';
const BASE = 'o=glue';
const ROOT = `cn=test,${BASE}`;
const PASSWORD = 'test';
/** It answers within milliseconds; a busy machine may take longer. */
const LISTEN_DEADLINE_MS = 20_000;

export async function startSlapd(): Promise<TestSlapd> {
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-slapd-'));
  const at = (name: string): string => join(dir, name);
  mkdirSync(at('db'));
  writeFileSync(
    at('slapd.conf'),
    [
      'include /etc/ldap/schema/core.schema',
      `include ${GLUE_SCHEMA}`,
      `pidfile ${at('pid')}`,
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'sizelimit unlimited',
      'database mdb',
      `suffix "${BASE}"`,
      `rootdn "${ROOT}"`,
      `rootpw ${PASSWORD}`,
      `directory ${at('db')}`,
      '',
    ].join('\n'),
  );
  const url = `ldap://127.0.0.1:${await findFreePort()}`;
  // Any level of debugging keeps it in the foreground; this one says nothing.
  const child = spawn(SLAPD, ['-d', '0', '-f', at('slapd.conf'), '-h', url], { stdio: 'ignore' });
  const asRoot = ['-x', '-H', url, '-D', ROOT, '-w', PASSWORD];
  const add = async (ldif: string): Promise<CommandResult> => await runCommand('ldapadd', asRoot, { input: ldif });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const answers = async () => (await runCommand('ldapwhoami', asRoot)).code === 0;
    await waitUntil('slapd answers', answers, { deadlineMs: LISTEN_DEADLINE_MS, everyMs: 50 });
  } catch (error) {
    await stop();
    throw error;
  }
  await mustRun('ldapadd', asRoot, { input: `dn: ${BASE}\nobjectClass: organization\no: glue\n` });
  return {
    add,
    search: async (filter, attributes = []) =>
      await mustRun('ldapsearch', ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', url, '-b', BASE, filter, ...attributes]),
    stop,
  };
}
