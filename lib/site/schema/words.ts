/** What the parts of the schema have in common: names, sizes, and what is said of a text that is none. */
import { z } from 'zod';
import { DURATION_PATTERN, SIZE_PATTERN } from './sizes';

export const Id = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9-]{0,30}$/, 'write a name of letters, digits and hyphens, 31 at most, a letter first')
  .meta({ id: 'id', description: 'A name within the file' });
export const Size = z
  .string()
  .regex(SIZE_PATTERN, 'write a size such as 768Mi or 2Gi')
  .meta({ id: 'size', description: 'A size: a whole number of Mi, Gi or Ti' });
export const Duration = z
  .string()
  .regex(DURATION_PATTERN, 'write a duration such as 15s, 30m, 8h or 30d')
  .meta({ id: 'duration', description: 'A duration: a whole number of s, m, h or d' });

/** Text on one line, which no control character spoils. */
export const Line = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\p{Cc}]*$/u, 'write it on one line, without control characters');
/** A node, or several by a pattern such as `wn*`. */
export const NodePattern = z
  .string()
  .regex(/^[a-zA-Z*][a-zA-Z0-9*-]{0,40}$/, 'name a node, or several by a pattern such as wn*')
  .meta({ id: 'nodePattern', description: 'A node, or several by a pattern such as wn*' });
export const Labels = z
  .record(Id, Line)
  .meta({ id: 'labels', description: 'Labels of hosts, of your own choice, e.g. rack: a' });
/** One of OpenSSH's, as `ssh-keygen` writes it. */
const SSH_KEY = /^((ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})( [ -~]*)?$/;
const LONGEST_SSH_KEY = 4_096;
export const SshKey = z
  .string()
  .max(LONGEST_SSH_KEY)
  .regex(SSH_KEY, 'write a public key in one line, such as ssh-ed25519 AAAA… name, without options before it')
  .refine(isWholeKey, 'is no whole public key: it is cut off, or of another kind than it says');

/** Its bytes begin with the length and the words of its kind (RFC 4253, 6.6). */
function isWholeKey(line: string): boolean {
  const [, kind, , body] = SSH_KEY.exec(line) ?? [];
  // What is no key at all was told so.
  if (kind === undefined || body === undefined) return true;
  try {
    const bytes = atob(body);
    return bytes.startsWith(`\0\0\0${String.fromCharCode(kind.length)}${kind}`) && bytes.length > 2 * kind.length;
  } catch {
    return false; // Of base64 something is missing.
  }
}

/** Of packages as Debian Policy 5.6.1 has them. */
export const PackageName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+.-]{1,99}$/, 'write the name of a package: lower-case letters, digits, +, - and .');
/** How often a host or a probe is called. */
export const ProbeName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'write the name of a probe: lower-case letters, digits and hyphens');
