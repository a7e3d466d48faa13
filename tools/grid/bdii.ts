import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { runCommand } from '@/tools/shared/run-command';
import { listensAt, makeService, type Service } from './service';
import { newSecret, type SiteFolder } from './site-folder';

export interface NativeBdii {
  readonly directory: Service;
  /** Fills the directory, every few seconds. */
  readonly updater: Service;
  /** What it publishes from its next update on. */
  publish(ldif: string): void;
}

const PORT = 2170;
const USER = 'openldap';

export function planBdii(site: SiteFolder): NativeBdii {
  const { network, at } = site;
  const folders = [
    'bdii',
    'bdii/run',
    'bdii/run/db',
    'bdii/db',
    'bdii/db/grid',
    'bdii/db/glue',
    'bdii/db/stats',
    'bdii/archive',
  ];
  for (const name of [...folders, 'bdii/ldif', 'bdii/provider', 'bdii/plugin']) site.folder(name, USER);
  const conf = at('bdii', 'slapd.conf');
  writeFileSync(conf, ownSlapdConf(at('bdii')));
  copyFileSync('/usr/share/bdii/default.ldif', at('bdii', 'ldif', 'default.ldif'));
  writeFileSync(at('bdii', 'bdii.conf'), bdiiConf(at('bdii')));
  const EXECUTABLE = 0o755;
  writeFileSync(at('bdii', 'bdii-update'), mendedUpdate(), { mode: EXECUTABLE });
  const publish = (ldif: string): void => {
    writeFileSync(at('bdii', 'ldif', 'site.ldif'), ldif);
    chmodSync(at('bdii', 'ldif', 'site.ldif'), 0o644);
  };
  publish(SITE_LDIF);
  const search = async (base: string, filter: string): Promise<string> => {
    const { stdout } = await runCommand(
      'ldapsearch',
      ['-x', '-LLL', '-H', `ldap://${network.address}:${PORT}`, '-b', base, filter, 'dn'],
      { env: bareEnvironment() },
    );
    return stdout;
  };
  const as = `${USER}:${USER}`;
  return {
    publish,
    directory: makeService(network, {
      name: 'slapd',
      program: '/usr/sbin/slapd',
      args: ['-d', '0', '-f', conf, '-h', `ldap://127.0.0.1:${PORT} ldap://${network.address}:${PORT}`],
      as,
      logFile: at('bdii', 'slapd.log'),
      answers: async () => await listensAt(network.address, PORT),
    }),
    updater: makeService(network, {
      name: 'bdii-update',
      program: at('bdii', 'bdii-update'),
      args: ['-c', at('bdii', 'bdii.conf'), '-d'],
      env: { SLAPD_CONF: conf },
      as,
      logFile: at('bdii', 'update.start.log'),
      answers: async () =>
        (await search('o=glue', '(objectClass=GLUE2Service)')).includes('GLUE2ServiceID') &&
        (await search('o=infosys', '(objectClass=UpdateStats)')).includes('ostname'),
    }),
  };
}

/** The packages' configuration, in a folder of its own and with its own password. */
const ownSlapdConf = (dir: string): string =>
  readFileSync('/etc/bdii/bdii-slapd.conf', 'utf8')
    .replaceAll('/var/lib/bdii', dir)
    .replaceAll('/run/bdii', `${dir}/run`)
    .replaceAll(/^rootpw\s.*$/gm, `rootpw ${newSecret()}`);

const bdiiConf = (dir: string): string => `BDII_LOG_FILE=${dir}/update.log
BDII_PID_FILE=${dir}/run/update.pid
BDII_RUN_DIR=${dir}/run
BDII_LOG_LEVEL=ERROR
BDII_LDIF_DIR=${dir}/ldif
BDII_PROVIDER_DIR=${dir}/provider
BDII_PLUGIN_DIR=${dir}/plugin
BDII_PORT=${PORT}
BDII_HOSTNAME=127.0.0.1
BDII_BREATHE_TIME=3
BDII_READ_TIMEOUT=30
BDII_ARCHIVE_SIZE=0
BDII_DELETE_DELAY=0
BDII_USER=${USER}
BDII_VAR_DIR=${dir}
`;

/**
 * OpenLDAP 2.5 took `-h` and `-p` away, and the script takes no notice that its calls fail. It also leaves its parent at once, so that
 * nobody could wait for it: here it stays.
 * @throws Error where the script is another one than was mended.
 */
function mendedUpdate(): string {
  const given = readFileSync('/usr/sbin/bdii-update', 'utf8');
  const mended = given.replaceAll('-h %s -p %s', '-H ldap://%s:%s').replace(/^( +)create_daemon\(.*\)$/m, '$1pass');
  if (mended.includes('-h %s -p') || !mended.includes('-H ldap://%s:%s'))
    throw new Error('bdii-update is another one than was mended');
  return mended;
}

/** A service to be found; the rest of the tree is the package's own. */
export const SITE_LDIF = `dn: GLUE2ServiceID=urn:native:ce,GLUE2GroupID=resource,o=glue
objectClass: GLUE2Service
GLUE2ServiceID: urn:native:ce
GLUE2ServiceType: org.nordugrid.arex
GLUE2ServiceQualityLevel: testing
GLUE2ServiceAdminDomainForeignKey: urn:ad:Native
`;
