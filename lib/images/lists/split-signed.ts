import { ListProblem } from './list-problem';

/** The list of a large federation has some hundred images of a kilobyte each; more is no list. */
export const LIST_CHARACTERS_MAX = 2 * 1024 * 1024;
/** Of the signature of a detached list, in base64: a dozen certificates and room. */
const SIGNATURE_CHARACTERS_MAX = 256 * 1024;
/** RFC 2046: at most seventy characters. */
const BOUNDARY_MAX = 70;

/** What was signed and by what, as bytes. */
export interface SignedParts {
  /** CMS `SignedData` (RFC 5652), in DER or BER. */
  readonly signature: Buffer;
  /** Undefined where the signature holds its content itself. */
  readonly content: Buffer | undefined;
}

/**
 * An S/MIME message (RFC 8551) to its parts: `multipart/signed` with a detached signature, or opaque `application/pkcs7-mime`.
 * @throws ListProblem
 */
export function splitSigned(text: string): SignedParts {
  if (text.length > LIST_CHARACTERS_MAX)
    throw new ListProblem(`it has ${text.length} characters; a list has at most ${LIST_CHARACTERS_MAX}`);
  const { headers, body } = splitHead(text);
  const type = headers.get('content-type') ?? '';
  if (/^application\/(x-)?pkcs7-mime\b/i.test(type))
    return { signature: decodeBase64(body, 'the signed message', LIST_CHARACTERS_MAX), content: undefined };
  if (!/^multipart\/signed\b/i.test(type))
    throw new ListProblem(
      'it is no S/MIME message: its first lines have no Content-Type of multipart/signed or application/pkcs7-mime',
    );
  const boundary = parameter(type, 'boundary');
  if (boundary === undefined || boundary.length > BOUNDARY_MAX)
    throw new ListProblem(`its Content-Type has no boundary of at most ${BOUNDARY_MAX} characters`);
  const [signed, signature] = splitParts(body, boundary);
  const part = splitHead(signature);
  const kind = part.headers.get('content-type') ?? '';
  if (!/^application\/(x-)?pkcs7-signature\b/i.test(kind))
    throw new ListProblem('its second part has no Content-Type of application/pkcs7-signature');
  return {
    signature: decodeBase64(part.body, 'its second part', SIGNATURE_CHARACTERS_MAX),
    // What is signed is the part with lines that end in CR LF, whatever the message's lines end in now (RFC 8551, 3.1.1).
    content: Buffer.from(signed.replaceAll(/\r?\n/g, '\r\n')),
  };
}

/** Of a signed part its text: what stands behind its headers, where it has any. @throws ListProblem */
export function textOfPart(content: Buffer): string {
  const text = decodeUtf8(content);
  if (/^\s*\{/.test(text)) return text;
  const { headers, body } = splitHead(text);
  const encoding = (headers.get('content-transfer-encoding') ?? '7bit').toLowerCase();
  if (encoding === 'base64') return decodeUtf8(decodeBase64(body, 'the signed part', LIST_CHARACTERS_MAX));
  if (!['7bit', '8bit', 'binary'].includes(encoding))
    throw new ListProblem(`the signed part is encoded as ${JSON.stringify(encoding)}, which is not read here`);
  return body;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ListProblem('the signed part is no text in UTF-8');
  }
}

/** Headers by their names in small letters, unfolded, the first of each; and what stands behind the first empty line. */
function splitHead(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const gap = /\r?\n[ \t]*\r?\n/.exec(text);
  // A part may have no header: then it begins with the empty line.
  const empty = /^[ \t]*\r?\n/.exec(text);
  if (empty !== null) return { headers: new Map(), body: text.slice(empty[0].length) };
  const head = gap === null ? text : text.slice(0, gap.index);
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: gap === null ? '' : text.slice(gap.index + gap[0].length) };
}

function parameter(header: string, name: string): string | undefined {
  for (const piece of header.split(';').slice(1)) {
    const [key = '', ...rest] = piece.split('=');
    if (key.trim().toLowerCase() !== name) continue;
    const value = rest.join('=').trim();
    return /^".*"$/.test(value) ? value.slice(1, -1) : value;
  }
  return undefined;
}

/** The two parts of a `multipart/signed`, as they stand between its boundaries. */
function splitParts(body: string, boundary: string): [string, string] {
  const parts: string[] = [];
  let from: number | undefined;
  const mark = `--${boundary}`;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== '\n') continue;
    const ending = /^(--)?[ \t]*(\r?\n|$)/.exec(body.slice(at + mark.length, at + mark.length + BOUNDARY_MAX));
    if (ending === null) continue;
    // The end of line before a boundary belongs to the boundary.
    if (from !== undefined) parts.push(body.slice(from, Math.max(from, at)).replace(/\r?\n$/, ''));
    from = at + mark.length + ending[0].length;
    if (ending[1] !== undefined) break;
  }
  const [signed, signature] = parts;
  if (signed === undefined || signature === undefined || parts.length !== 2)
    throw new ListProblem(`it has ${parts.length} whole parts between its boundaries; a signed message has two`);
  return [signed, signature];
}

function decodeBase64(text: string, where: string, most: number): Buffer {
  const packed = text.replaceAll(/\s/g, '');
  if (packed.length > most) throw new ListProblem(`${where} has more than ${most} characters`);
  if (packed === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) throw new ListProblem(`${where} is not in base64`);
  return Buffer.from(packed, 'base64');
}
