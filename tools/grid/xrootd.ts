import { writeFileSync } from 'node:fs';
import { listensAt, makeService, type Service } from './service';
import type { SiteFolder } from './site-folder';

const [PORT, HTTP_PORT] = [1094, 8080];

export function planXrootd(site: SiteFolder): Service {
  const { network, at } = site;
  for (const name of ['xrootd', 'xrootd/data', 'xrootd/admin', 'xrootd/run']) site.folder(name, 'xrootd');
  writeFileSync(
    at('xrootd', 'xrootd.cfg'),
    `all.export /data
oss.localroot ${at('xrootd')}
all.adminpath ${at('xrootd', 'admin')}
all.pidpath ${at('xrootd', 'run')}
xrd.port ${PORT}
xrd.network nodnr
xrootd.chksum adler32
xrd.protocol http:${HTTP_PORT} libXrdHttp.so
`,
  );
  return makeService(network, {
    name: 'xrootd',
    program: '/usr/bin/xrootd',
    args: ['-c', at('xrootd', 'xrootd.cfg'), '-l', at('xrootd', 'log'), '-n', 'native'],
    as: 'xrootd:xrootd',
    logFile: at('xrootd.start.log'),
    answers: async () => (await listensAt(network.address, PORT)) && (await listensAt(network.address, HTTP_PORT)),
  });
}
