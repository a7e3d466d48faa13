import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/** The agent's figures on the loopback address, where a port was named; whoever scrapes runs beside it. */
export function serveMetrics(registry: Registry, port: string | undefined): Server | undefined {
  if (port === undefined || !/^\d+$/.test(port)) return undefined;
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void registry.metrics().then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text));
  });
  server.listen(Number(port), '127.0.0.1');
  return server;
}
