import { chmodSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { mustRun } from '@/tools/shared/run-command';
import { listensAt, makeService, type Service } from './service';
import { type SiteFolder } from './site-folder';
import { SLURM_QUEUE } from './slurm';

export interface NativeArc {
  /** Takes jobs to the batch system and back. */
  readonly arex: Service;
  /** What users speak with. */
  readonly rest: Service;
}

const PORT = 443;
/** Its readers of the batch system's state have a host key and a certificate in their environment; nobody's home. */
const START = '/usr/share/arc/arc-arex';

/** @param env what its scripts need to find the batch system */
export async function planArc(site: SiteFolder, env: Readonly<Record<string, string>>): Promise<NativeArc> {
  const { network, at } = site;
  for (const name of ['arc', 'arc/control', 'arc/session', 'arc/run', 'arc/tmp']) site.folder(name);
  // As /tmp is, which it insists on.
  const STICKY = 0o1777;
  chmodSync(at('arc', 'tmp'), STICKY);
  writeFileSync(at('arc', 'arc.conf'), arcConf(site));
  const dhParameters = ['-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048', '-out', at('arc', 'control', 'dhparam.pem')];
  await mustRun('openssl', ['genpkey', '-genparam', ...dhParameters]);
  const all = { ...env, ARC_CONFIG: at('arc', 'arc.conf') };
  return {
    arex: makeService(network, {
      name: 'a-rex',
      program: `${START}-start`,
      args: ['--foreground'],
      env: all,
      logFile: at('arc', 'arex.start.log'),
      // It has no port: it is ready when it has said what the batch system looks like, which its REST half gives to others.
      answers: async () => await readFile(at('arc', 'control', 'info.xml')).then(isFilled, () => false),
    }),
    rest: makeService(network, {
      name: 'a-rex REST',
      program: `${START}-ws-start`,
      args: ['--foreground'],
      env: all,
      logFile: at('arc', 'ws.start.log'),
      answers: async () => await listensAt(network.address, PORT),
    }),
  };
}

const isFilled = (bytes: Buffer): boolean => bytes.length > 0;

const arcConf = ({ network, at, pki }: SiteFolder): string => `[common]
hostname=${network.address}
x509_host_key=${pki.hostKey}
x509_host_cert=${pki.hostCertificate}
x509_cert_dir=${pki.folder}

[authgroup:members]
subject=${pki.memberName}

[mapping]
map_to_user=members nobody:nogroup
policy_on_nomap=stop

[lrms]
lrms=slurm
slurm_use_sacct=no
slurm_wakeupperiod=1

[arex]
controldir=${at('arc', 'control')}
sessiondir=${at('arc', 'session')}
runtimedir=${at('arc', 'run')}
tmpdir=${at('arc', 'tmp')}
wakeupperiod=2
logfile=${at('arc', 'arex.log')}
pidfile=${at('arc', 'arex.pid')}
joblog=${at('arc', 'jobs.log')}

[arex/ws]
wsurl=https://${network.address}:${PORT}/arex
logfile=${at('arc', 'ws.log')}
pidfile=${at('arc', 'ws.pid')}

[arex/ws/jobs]
allowaccess=members

[infosys]
logfile=${at('arc', 'infoprovider.log')}

[infosys/glue2]
admindomain_name=Native

[infosys/cluster]
alias=native

[queue:${SLURM_QUEUE}]
advertisedvo=atlas
`;
