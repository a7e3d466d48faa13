/** What the images of the roles make of a site: their own programs are run on a context as Gridbox writes it, and what they write is read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { renderContext } from '@/lib/site/context/render-context';
import type { SiteContext } from '@/lib/site/context/site-context';

const HOSTS = [
  { instance: 'ce', name: 'box-ce', address: '10.88.0.10', role: 'CE', vcpus: 2, memoryKiB: 786_432 },
  { instance: 'se', name: 'box-se', address: '10.88.0.11', role: 'SE', vcpus: 1, memoryKiB: 393_216 },
  { instance: 'wn-1', name: 'box-wn-1', address: '10.88.0.21', role: 'WN', vcpus: 1, memoryKiB: 393_216 },
  { instance: 'wn-2', name: 'box-wn-2', address: '10.88.0.22', role: 'WN', vcpus: 2, memoryKiB: 393_216 },
  { instance: 'bdii', name: 'box-bdii', address: '10.88.0.12', role: 'BDII', vcpus: 1, memoryKiB: 393_216 },
  { instance: 'vobox', name: 'box-vobox', address: '10.88.0.14', role: 'VOBOX', vcpus: 1, memoryKiB: 393_216 },
] as const;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-roles-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const contextOf = (instance: string, vars: SiteContext['vars'] = {}): SiteContext => {
  const host = HOSTS.find((each) => each.instance === instance);
  if (host === undefined) throw new Error(instance);
  return {
    version: 1,
    site: 'box',
    instance,
    hostname: host.name,
    role: host.role,
    vo: instance === 'vobox' ? 'atlas' : null,
    network: { address: host.address, prefix: 24, gateway: null },
    hosts: [...HOSTS],
    vos: [
      { name: 'atlas', queue: 'atlas' },
      { name: 'ops', queue: 'short' },
      { name: 'dteam', queue: 'short' },
      { name: 'silent', queue: null },
    ],
    batch: {
      lrms: 'slurm',
      queues: [
        { name: 'atlas', maxWallSeconds: 7200 },
        { name: 'short', maxWallSeconds: null },
      ],
    },
    vars,
    packages: [],
    run: [],
  };
};

/** Runs `configure` of an image's role as its guest would, but that programs are noted and files kept by their paths. */
const HARNESS = `
import json, subprocess, sys
sys.path.insert(0, sys.argv[1])
subprocess.run = lambda *a, **k: None
import builtins, io
real = builtins.open
hosts = io.StringIO()
hosts.close = lambda: None
given = json.loads(sys.argv[3])
def opened(path, *a, **k):
    if path == "/etc/hosts": return hosts
    if path in given: return io.StringIO(given[path])
    return real(path, *a, **k)
builtins.open = opened
import os
os.path.lexists = lambda path: True
import role
files = {}
said = sys.stdout = io.StringIO()
role.configure(json.loads(sys.argv[2]), lambda path, text, *rest: files.__setitem__(path, text))
builtins.open = real
sys.stdout = sys.__stdout__
files["console"] = said.getvalue()
files["/etc/hosts"] = hosts.getvalue()
print(json.dumps(files))
`;

function configure(image: string, context: SiteContext, given: Readonly<Record<string, string>> = {}) {
  const specification = ImageSpecification.parse(
    parse(readFileSync(resolve('examples/images', `${image}.yaml`), 'utf8')),
  );
  const lib = join(dir, image);
  mkdirSync(lib, { recursive: true });
  for (const { path, content = '' } of specification.files)
    if (dirname(path) === '/usr/lib/gridbox') writeFileSync(join(lib, basename(path)), content);
  const harness = join(dir, 'harness.py');
  writeFileSync(harness, HARNESS);
  const files = execFileSync('python3', ['-B', harness, lib, JSON.stringify(context), JSON.stringify(given)], {
    encoding: 'utf8',
  });
  return JSON.parse(files) as Record<string, string>;
}

test('the CE and its worker nodes have one slurm.conf, and ARC the queues of the VOs', () => {
  const ce = configure('debian-ce', contextOf('ce'));
  const wn = configure('debian-wn', contextOf('wn-2'));
  const conf = ce['/etc/slurm/slurm.conf'] ?? '';
  expect(wn['/etc/slurm/slurm.conf']).toBe(conf);
  expect(conf).toContain('SlurmctldHost=box-ce(10.88.0.10)\n');
  expect(conf).toContain('NodeName=box-wn-2 NodeAddr=10.88.0.22 CPUs=2 ');
  expect(conf).toMatch(/^PartitionName=atlas Nodes=ALL Default=YES MaxTime=120 /m);
  expect(conf).toMatch(/^PartitionName=short Nodes=ALL Default=NO MaxTime=UNLIMITED /m);
  const arc = ce['/etc/arc.conf'] ?? '';
  expect(arc).toContain('[queue:atlas]\nadvertisedvo=atlas\n');
  expect(arc).toContain('[queue:short]\nadvertisedvo=ops\nadvertisedvo=dteam\n');
  expect(arc).not.toContain('silent');
  expect(arc).toContain('wsurl=https://box-ce:443/arex');
  expect(ce['/etc/exports']).toMatch(/10\.88\.0\.21\(.*\) 10\.88\.0\.22\(/);
  expect(wn['/etc/hosts']).toBe('10.88.0.10 gridbox-head\n');
  expect(configure('debian-ce', contextOf('ce', { 'port-arc': 8443 }))['/etc/arc.conf']).toContain('box-ce:8443/arex');
});

test('the SE listens where the file says, the BDII has a password of its own, the VO box lets SSH in alone', () => {
  const se = configure('debian-se', contextOf('se', { 'port-xrootd': 2094 }))['/etc/xrootd/xrootd-gridbox.cfg'] ?? '';
  expect(se).toContain('xrd.port 2094\n');
  expect(se).toContain('http:8080');
  const given = {
    '/etc/bdii/bdii-slapd.conf': 'rootdn "o=grid"\nrootpw          secret\n',
    '/usr/sbin/bdii-update': 'ldapadd -h %s -p %s -x',
  };
  const bdii = configure('debian-bdii', contextOf('bdii'), given);
  expect(bdii['/etc/bdii/bdii-slapd.conf']).toMatch(/^rootdn "o=grid"\nrootpw [0-9a-f]{48}\n$/);
  expect(bdii['/usr/lib/gridbox/bdii-update']).toBe('ldapadd -H ldap://%s:%s -x');
  expect(() => configure('debian-bdii', contextOf('bdii'), { ...given, '/usr/sbin/bdii-update': 'new' })).toThrow(
    /another one than was mended/,
  );
  const vobox = configure('debian-vobox', contextOf('vobox', { 'port-ssh': 2222 }));
  expect(vobox['/etc/nftables.conf']).toContain('policy drop;');
  expect(vobox['/etc/nftables.conf']).toContain('tcp dport { 2222, 1975 } accept');
  expect(vobox['/etc/ssh/sshd_config.d/10-gridbox-port.conf']).toBe('Port 2222\n');
  expect(vobox['console']).toBe('gridbox: no SSH key for sgm: nobody can sign in\n');
  const keys = { '/home/sgm/.ssh/authorized_keys': 'ssh-ed25519 AAAA first\nssh-ed25519 BBBB second\n' };
  expect(configure('debian-vobox', contextOf('vobox'), keys)['console']).toBe('gridbox: 2 SSH keys for sgm\n');
});

/** The program of every image that reads the disk: its own functions, with what they write kept and not written. */
const READER = `
import importlib.machinery, importlib.util, json, sys, tarfile
loader = importlib.machinery.SourceFileLoader("context", sys.argv[1])
context = importlib.util.module_from_spec(importlib.util.spec_from_loader("context", loader))
loader.exec_module(context)
kept = {}
context.write = lambda path, data, mode=0o644, owner="root", group="root": kept.__setitem__(
    path, [data if isinstance(data, str) else data.decode(), oct(mode), owner, group])
with tarfile.open(sys.argv[2], "r:") as archive:
    read = json.load(archive.extractfile("context.json"))
    context.lay_files(archive)
context.set_up_network(read["network"])
print(json.dumps(kept))
`;

test('what a guest reads from its disk is what Gridbox wrote on it, and no path leads elsewhere', () => {
  configure('debian-se', contextOf('se'));
  const disk = join(dir, 'context.img');
  const files = [
    { path: '/etc/munge/munge.key', content: 'key', mode: 0o400, owner: 'munge', group: 'munge' },
    { path: '/etc/x', content: 'ö', mode: 0o644 },
  ];
  const read = (bytes: Buffer): Record<string, unknown> => {
    writeFileSync(disk, bytes);
    const program = join(dir, 'debian-se', 'context');
    const said = execFileSync('python3', ['-B', '-c', READER, program, disk], { encoding: 'utf8' });
    return JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  };
  const bytes = renderContext(contextOf('se'), files);
  expect(read(bytes)).toEqual({
    '/etc/munge/munge.key': ['key', '0o400', 'munge', 'munge'],
    '/etc/x': ['ö', '0o644', 'root', 'root'],
    '/run/systemd/network/10-gridbox.network': [
      expect.stringContaining('Address=10.88.0.11/24\n'),
      '0o644',
      'root',
      'root',
    ],
  });
  // A disk that somebody else has written.
  const [name, evil] = ['files/etc/x', 'files/../xy'];
  const at = bytes.indexOf(name);
  bytes.write(evil, at);
  const sum = (text: string): number => [...Buffer.from(text)].reduce((total, byte) => total + byte, 0);
  const header = bytes.subarray(at, at + 512);
  const checksum = Number.parseInt(header.toString('latin1', 148, 154), 8) + sum(evil) - sum(name);
  header.write(checksum.toString(8).padStart(6, '0'), 148, 'latin1');
  expect(Object.keys(read(bytes))).toEqual(['/etc/munge/munge.key', '/run/systemd/network/10-gridbox.network']);
});
