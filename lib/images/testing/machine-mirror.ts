/** For tests: the mirror that the machine itself gets its packages from, which is near, and known to no file of ours. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APT = '/etc/apt';

/** Its own suite without updates, as a line of `GRIDBOX_IMAGE_MIRROR`. @throws Error where the machine is no Debian. */
export function machineMirror(): { readonly source: string; readonly suite: string } {
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const parts = join(APT, 'sources.list.d');
  const files = [join(APT, 'sources.list'), ...readdirSync(parts).map((name) => join(parts, name))];
  for (const file of files.filter((each) => existsSync(each))) {
    const text = readFileSync(file, 'utf8');
    const source = file.endsWith('.sources') ? ofStanzas(text, suite) : ofLines(text, suite);
    if (source !== undefined) return { source, suite };
  }
  throw new Error(`${APT} names no mirror of the suite “${suite}”`);
}

const line = (uri: string, suite: string, keyring: string | undefined): string =>
  `deb ${keyring?.startsWith('/') === true ? `[signed-by=${keyring}] ` : ''}${uri} ${suite} main`;

/** The form of deb822 (sources.list(5)). */
function ofStanzas(text: string, suite: string): string | undefined {
  for (const stanza of text.split(/\n\s*\n/)) {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:\\s*(.+)$`, 'mi').exec(stanza)?.[1]?.trim();
    const has = (name: string, word: string): boolean => field(name)?.split(/\s+/).includes(word) === true;
    const uri = field('URIs')?.split(/\s+/)[0];
    if (uri !== undefined && has('Types', 'deb') && has('Suites', suite) && has('Components', 'main'))
      return line(uri, suite, field('Signed-By'));
  }
  return undefined;
}

function ofLines(text: string, suite: string): string | undefined {
  for (const each of text.split('\n')) {
    const [, options = '', uri = '', name, components = ''] =
      /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(each.trim()) ?? [];
    if (name === suite && components.split(/\s+/).includes('main'))
      return line(uri, suite, /signed-by=(\S+)/.exec(options)?.[1]);
  }
  return undefined;
}
