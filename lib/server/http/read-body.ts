import { AppError } from '@/lib/domain/errors';

/** The largest body of the usual contracts is a definition of 256 KiB; escaped as JSON it may take twice that. */
const BODY_BYTES_MAX = 1024 * 1024;

/**
 * The request's JSON; `empty` where there is no body at all.
 * @param bytesMax Where a contract takes files.
 * @throws AppError `bad-request` for another content type, more than `bytesMax`, or text that is no JSON.
 */
export async function readBody(request: Request, empty: unknown, bytesMax: number = BODY_BYTES_MAX): Promise<unknown> {
  const bytes = await readBytes(request, bytesMax);
  if (bytes.length === 0) return empty;
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw bad('Send the body as application/json.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bad('The body is not UTF-8 text.', cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad('The body is not JSON.', cause);
  }
  // PostgreSQL's text cannot hold this character, and no field of ours means it.
  if (text.includes('\\u0000') && JSON.stringify(value).includes('\\u0000')) {
    throw bad('The body contains a NUL character.');
  }
  return value;
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? '0');
  if (declared > bytesMax) throw tooLarge(bytesMax);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > bytesMax) {
      await reader.cancel();
      throw tooLarge(bytesMax);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

const bad = (message: string, cause?: unknown): AppError =>
  new AppError('bad-request', message, { fields: [{ field: '', message }], ...(cause === undefined ? {} : { cause }) });
const tooLarge = (bytesMax: number): AppError => bad(`The body is larger than ${bytesMax / 1024} KiB.`);
