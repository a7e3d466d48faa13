/** Stands before the simulator and passes everything on; SOAP answers are rewritten on their way back. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rewriteAnswer } from './rewrite-answer';

export interface AnswerProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** @param target `host:port` of the simulator. Listens on the loopback address, on a port that the kernel chooses. */
export async function startAnswerProxy(target: string): Promise<AnswerProxy> {
  const server = createServer((incoming, outgoing) => passOn(target, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on a port, so it is not the name of a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // libvirt keeps its connections open for the next call.
      server.closeAllConnections();
      await closed;
    },
  };
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const fail = (): void => {
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  };
  const asked = request(
    `http://${target}${incoming.url ?? '/'}`,
    // Packed answers could not be read here.
    { method: incoming.method, headers: { ...incoming.headers, 'accept-encoding': 'identity' } },
    (answer) => {
      const status = answer.statusCode ?? 502;
      answer.on('error', fail);
      if (!/\bxml\b/.test(answer.headers['content-type'] ?? '')) {
        outgoing.writeHead(status, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.from(rewriteAnswer(Buffer.concat(parts).toString('utf8')));
        const { 'transfer-encoding': _chunked, ...headers } = answer.headers;
        outgoing.writeHead(status, { ...headers, 'content-length': body.length });
        outgoing.end(body);
      });
    },
  );
  asked.on('error', fail);
  // A caller that leaves needs no answer.
  outgoing.on('close', () => asked.destroy());
  incoming.pipe(asked);
}
