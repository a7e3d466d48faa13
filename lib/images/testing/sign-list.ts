/** Endorsers and their lists for tests, made by OpenSSL: another hand than the one that reads them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const openssl = (folder: string, args: readonly string[]): Buffer =>
  // It takes parts of a second; one that hangs is a mistake of the test.
  execFileSync('openssl', [...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });

export interface TestAuthority {
  readonly subject: string;
  readonly certificate: string;
  endorser(name: string, days?: number): TestEndorser;
  remove(): void;
}
export interface TestEndorser {
  readonly subject: string;
  readonly certificate: string;
  /** `how`: as `openssl smime -sign` does it by itself (detached), or with its arguments. */
  sign(text: string, how?: { readonly opaque?: boolean; readonly digest?: string }): string;
}

export function makeAuthority(name = 'Test CA'): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-endorsers-'));
  const subject = `/DC=ch/DC=example/CN=${name}`;
  const request = 'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650'.split(' ');
  const uses = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl(folder, [...request, '-subj', subject, ...uses]);
  let made = 0;
  return {
    subject,
    certificate: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    endorser: (person, days = 365) => {
      const file = `e${made++}`;
      const own = `/DC=ch/DC=example/CN=${person}`;
      const asked = `req -newkey rsa:2048 -nodes -keyout ${file}.key -out ${file}.csr`.split(' ');
      openssl(folder, [...asked, '-subj', own]);
      writeFileSync(
        join(folder, `${file}.ext`),
        'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n',
      );
      const signed = `x509 -req -in ${file}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days ${days}`.split(' ');
      openssl(folder, [...signed, '-extfile', `${file}.ext`, '-out', `${file}.pem`]);
      return {
        subject: own,
        certificate: readFileSync(join(folder, `${file}.pem`), 'utf8'),
        sign: (text, { opaque = false, digest = 'sha256' } = {}) => {
          writeFileSync(join(folder, 'list.json'), text);
          const how = `smime -sign -in list.json -signer ${file}.pem -inkey ${file}.key -md ${digest}`.split(' ');
          return openssl(folder, [...how, opaque ? '-nodetach' : '-text']).toString();
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A list as the tools of HEPiX write it. */
export function listText(options: {
  readonly endorser: TestEndorser;
  readonly authority: TestAuthority;
  readonly identifier: string;
  readonly version?: string;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  readonly vo?: string;
  readonly images?: readonly {
    readonly identifier: string;
    readonly sha512: string;
    readonly [field: string]: unknown;
  }[];
}): string {
  const { endorser, authority, identifier, version = '1.0.0', images = [] } = options;
  const { createdAt = new Date(Date.now() - 60_000), expiresAt = new Date(Date.now() + 30 * 24 * 3_600_000) } = options;
  const time = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
  return JSON.stringify(
    {
      'hv:imagelist': {
        'dc:date:created': time(createdAt),
        'dc:date:expires': time(expiresAt),
        'dc:description': 'Images of the tests',
        'dc:identifier': identifier,
        'dc:source': 'example.org',
        'dc:title': 'Test images',
        ...(options.vo === undefined ? {} : { 'ad:vo': options.vo }),
        'hv:endorser': {
          'hv:x509': {
            'dc:creator': 'A tester',
            'hv:ca': authority.subject,
            'hv:dn': endorser.subject,
            'hv:email': 'tester@example.org',
          },
        },
        'hv:images': images.map(({ identifier: id, sha512, ...more }) => ({
          'hv:image': {
            'dc:description': 'One image',
            'dc:identifier': id,
            'dc:title': 'Debian worker',
            'hv:hypervisor': 'KVM',
            'hv:format': 'QCOW2',
            'hv:size': '121243136',
            'hv:uri': 'https://images.example.org/worker.qcow2',
            'hv:version': '3.3.0-1',
            'sl:arch': 'x86_64',
            'sl:checksum:sha512': sha512,
            'sl:comments': '',
            'sl:os': 'Linux',
            'sl:osname': 'Debian',
            'sl:osversion': '12',
            ...more,
          },
        })),
        'hv:uri': 'https://images.example.org/image.list',
        'hv:version': version,
      },
    },
    undefined,
    2,
  );
}
