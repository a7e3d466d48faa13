/**
 * An answer that a browser saves as a file. It is never shown in place: what somebody imported must not run as a page of ours.
 * @param bytes length of a stream, where it is known
 * @param name Other characters than letters, digits, dot, dash and underscore become dashes.
 */
export function fileResponse(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  type: string,
  name: string,
  bytes?: number,
): Response {
  const safe = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'file';
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${safe.slice(-200)}"`,
      ...(bytes === undefined ? {} : { 'content-length': String(bytes) }),
    },
  });
}
