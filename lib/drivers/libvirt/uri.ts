/** Which addresses may be opened. A URI is typed by a user, and libvirt's grammar lets one run commands: so we read it first. */

/** Schemes the libvirt driver accepts, with the transports that need no helper program of our own choosing. */
export const LIBVIRT_SCHEMES = [
  'test',
  'qemu',
  'qemu+unix',
  'qemu+tcp',
  'qemu+tls',
  'qemu+ssh',
  'xen',
  'xen+tcp',
  'xen+tls',
  'xen+ssh',
  'esx',
  'vpx',
  'gsx',
  'hyperv',
  'vbox',
  'lxc',
  'vmwareplayer',
  'vmwarews',
  'vmwarefusion',
] as const;

/** What each parameter does; one that is not here is refused. https://libvirt.org/uri.html */
const ALLOWED_PARAMETERS: readonly string[] = [
  'socket',
  'mode',
  'no_verify',
  'no_tty',
  'known_hosts_verify',
  'tls_priority',
  'auto_answer',
  'transport',
  'vcenter',
  'name',
];
/** Parameters whose value is a program, a command line or a path that a program reads. */
const DANGEROUS_PARAMETERS: readonly string[] = [
  'command',
  'netcat',
  'proxy',
  'keyfile',
  'pkipath',
  'known_hosts',
  'sshauth',
  'libssh2_known_hosts',
];

export type UriVerdict =
  | { readonly ok: true; readonly scheme: string }
  | { readonly ok: false; readonly reason: string };

/**
 * @example checkLibvirtUri('qemu+unix:///session?socket=/run/x') // { ok: true, scheme: 'qemu+unix' }
 * @example checkLibvirtUri('qemu+ext:///x?command=/bin/sh') // { ok: false, reason: '…' }
 */
export function checkLibvirtUri(uri: string): UriVerdict {
  if (hasControlCharacter(uri))
    return { ok: false, reason: 'The address holds a control character or a line break; remove it.' };
  const LONGEST = 2_000;
  if (uri.length > LONGEST) return { ok: false, reason: `The address is longer than ${LONGEST} characters.` };
  const colon = uri.indexOf(':');
  if (colon <= 0) return { ok: false, reason: 'The address has no scheme; write one like qemu+ssh://host/system.' };
  const scheme = uri.slice(0, colon);
  if (!LIBVIRT_SCHEMES.some((each) => each === scheme)) {
    return {
      ok: false,
      reason: `The scheme ${JSON.stringify(scheme)} is not allowed; allowed are ${LIBVIRT_SCHEMES.join(', ')}.`,
    };
  }
  if (!URL.canParse(uri))
    return { ok: false, reason: 'The address is not a URI; write one like qemu+ssh://host/system.' };
  const parsed = new URL(uri);
  if (parsed.password !== '')
    return { ok: false, reason: 'The address holds a password; give it in the password field instead.' };
  // `ssh` reads a host or user that begins with a dash as one of its own options. `%2d` is a dash too.
  if (/^(-|%2d)/i.test(parsed.hostname) || /^(-|%2d)/i.test(parsed.username)) {
    return { ok: false, reason: 'The host or user name begins with a dash; a program would take it for an option.' };
  }
  // libvirt takes `;` between parameters as well as `&`, and URL does not: nothing may hide behind one.
  if (parsed.search.includes(';') || parsed.hash !== '')
    return { ok: false, reason: 'The address holds a ; or # after its path; write & between parameters.' };
  for (const [name, value] of parsed.searchParams) {
    if (DANGEROUS_PARAMETERS.includes(name)) {
      return {
        ok: false,
        reason: `The parameter ${name}= could run a program or read a file on this machine; leave it out.`,
      };
    }
    if (!ALLOWED_PARAMETERS.includes(name))
      return { ok: false, reason: `The parameter ${JSON.stringify(name)} is not one Gridbox knows; leave it out.` };
    if (name === 'socket' && !value.startsWith('/'))
      return { ok: false, reason: 'The parameter socket= needs an absolute path.' };
    // `name=` sends another URI on to the far side, which must obey the same rules.
    if (name === 'name') {
      const inner = checkLibvirtUri(value);
      if (!inner.ok) return { ok: false, reason: `In name=: ${inner.reason}` };
    }
  }
  return { ok: true, scheme };
}

function hasControlCharacter(text: string): boolean {
  const FIRST_PRINTABLE = 0x20;
  const DELETE = 0x7f;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < FIRST_PRINTABLE || code === DELETE) return true;
  }
  return false;
}
