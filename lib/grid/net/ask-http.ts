/** One request and its whole answer, bounded. Redirects are answers like others: nobody is followed anywhere. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { placeOf, type ProbeAsk, type ProbeEndpoint, reachOf } from '@/lib/grid/probe';
import { connectionFault, ProbeFault } from '@/lib/grid/probe-fault';
import { MOST_HTTP_BYTES } from './limits';

export interface HttpQuestion {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** From the first slash on. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Over TLS to the CE; `member`: with the certificate of the endpoint's identity. */
  readonly tls: false | 'anybody' | 'member';
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** @throws ProbeFault, or the signal's reason. */
export async function askHttp(ask: Pick<ProbeAsk, 'endpoint' | 'signal'>, question: HttpQuestion): Promise<HttpAnswer> {
  const { endpoint, signal } = ask;
  const port = question.tls === false ? 'http' : 'arc';
  const where = placeOf(endpoint, port);
  signal.throwIfAborted();
  const options: RequestOptions = {
    ...reachOf(endpoint, port),
    method: question.method,
    path: question.path,
    // A connection of its own, closed afterwards: the next probe must not live on this one's.
    agent: false,
    // In the usual spelling: XRootD 5.5 takes no header whose name is in small letters (a file put so is empty).
    headers: { ...question.headers, Connection: 'close', ...lengthOf(question.body) },
    signal,
  };
  try {
    const send = () =>
      question.tls === false
        ? httpRequest(options)
        : httpsRequest({ ...options, ...tlsOptions(endpoint, question.tls === 'member') });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send();
      request.once('response', resolve);
      request.once('error', reject);
      request.end(question.body);
    });
    const body = await readBody(answer, where);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw ProbeFault.is(error) ? error : connectionFault(error, where);
  }
}

const lengthOf = (body: string | Buffer | undefined): Record<string, string> =>
  body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };

/** How TLS is spoken with an endpoint: verified where a CA is given. */
export function tlsOptions(endpoint: ProbeEndpoint, asMember: boolean) {
  const name = endpoint.tlsName ?? endpoint.address;
  return {
    ...(isIP(name) === 0 ? { servername: name } : {}),
    // The name that is meant, wherever the connection goes to.
    checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(name, certificate),
    ...(endpoint.trustedCa === undefined ? { rejectUnauthorized: false } : { ca: endpoint.trustedCa }),
    ...(asMember && endpoint.identity !== undefined
      ? { cert: endpoint.identity.certificate, key: endpoint.identity.key }
      : {}),
  };
}

async function readBody(answer: IncomingMessage, where: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    // Without an encoding a message gives buffers.
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > MOST_HTTP_BYTES) {
      answer.destroy();
      throw new ProbeFault('critical', `${where} sends more than ${MOST_HTTP_BYTES / 1_048_576} MiB.`);
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** The answer in one text, for people. */
export const textOf = (answer: HttpAnswer): string => `HTTP ${answer.status}\n${answer.body.toString('utf8')}`;
