/** The real routes behind a real port, for tests of programs that are given an address. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '@/lib/contracts/routes';
import type { RouteContract } from '@/lib/contracts/routes/route';
import { callRoute } from './test-server';

export interface ServedRoutes {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveRoutes(): Promise<ServedRoutes> {
  const table = Object.values(routes).map((contract: RouteContract) => ({
    contract,
    pattern: patternOf(contract.path),
  }));
  const server = createServer((request, response) => {
    void answer(request).then(
      async (answered) => {
        response.writeHead(answered.status, Object.fromEntries(answered.headers));
        response.end(Buffer.from(await answered.arrayBuffer()));
      },
      (error: unknown) => {
        response.writeHead(500);
        response.end(String(error));
      },
    );
  });
  const answer = async (request: IncomingMessage): Promise<Response> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const row = table.find(({ contract, pattern }) => contract.method === request.method && pattern.test(url.pathname));
    if (row === undefined) return new Response('no such route', { status: 404 });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    return await callRoute(row.contract, {
      params: { ...row.pattern.exec(url.pathname)?.groups },
      query: Object.fromEntries(url.searchParams),
      ...(body === '' ? {} : { rawBody: body }),
      headers: Object.fromEntries(
        ['authorization', 'if-match', 'idempotency-key'].flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      ),
    });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
