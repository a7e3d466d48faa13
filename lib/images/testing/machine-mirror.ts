/** For tests: the mirror that the machine itself gets its packages from, which is near, and known to no file of ours. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APT = '/etc/apt';

interface MachineMirror {
  /** As a line of `GRIDBOX_IMAGE_MIRROR`. */
  readonly source: string;
  readonly suite: string;
}

/** @throws Error where the machine is no Debian. */
export function machineMirror(): MachineMirror {
  const found = findMachineMirror();
  if (found === undefined) throw new Error(`${APT} names no mirror of this machine's own suite of Debian`);
  return found;
}

/** Its own suite without updates; undefined where the machine is no Debian. */
export function findMachineMirror(): MachineMirror | undefined {
  if (!existsSync(APT)) return undefined;
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const parts = join(APT, 'sources.list.d');
  const further = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  const files = [join(APT, 'sources.list'), ...further];
  for (const file of files.filter((each) => existsSync(each))) {
    const text = readFileSync(file, 'utf8');
    const source = file.endsWith('.sources') ? ofStanzas(text, suite) : ofLines(text, suite);
    if (source !== undefined) return { source, suite };
  }
  return undefined;
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
