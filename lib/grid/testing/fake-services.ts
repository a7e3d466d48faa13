/** Servers of a test's own on the loopback address: services as they should be, broken and hostile. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { allPorts } from '@/lib/domain/probe-endpoint';
import type { ProbePort } from '@/lib/domain/probe';
import type { ProbeClients, ProbeEndpoint } from '@/lib/grid/probe';

export const CLIENTS: ProbeClients = { env: { PATH: process.env['PATH'] ?? '' } };

export interface FakeService {
  readonly port: number;
  stop(): Promise<void>;
}

async function listen(server: Server | HttpServer): Promise<FakeService> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return {
    port: address.port,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const fakeTcp = async (talk: (socket: Socket) => void): Promise<FakeService> => await listen(createServer(talk));

export type HttpTalk = (
  request: IncomingMessage & { readonly text: string; readonly member: boolean },
  response: ServerResponse,
) => void;

const whole =
  (talk: HttpTalk) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // A TLS socket knows whether its client showed a certificate that the CA signed.
      const member = (request.socket as { readonly authorized?: boolean }).authorized === true;
      talk(Object.assign(request, { text: Buffer.concat(chunks).toString('latin1'), member }), response);
    });
  };

export const fakeHttp = async (talk: HttpTalk): Promise<FakeService> => await listen(createHttpServer(whole(talk)));

export const fakeHttps = async (
  tls: { readonly certificate: string; readonly key: string; readonly ca: string },
  talk: HttpTalk,
): Promise<FakeService> =>
  await listen(
    createHttpsServer(
      { cert: tls.certificate, key: tls.key, ca: tls.ca, requestCert: true, rejectUnauthorized: false },
      whole(talk),
    ),
  );

export const endpointAt = (
  ports: Partial<Record<ProbePort, number>>,
  more: Partial<ProbeEndpoint> = {},
): ProbeEndpoint => ({
  address: '127.0.0.1',
  dataPath: '/data',
  ...more,
  ports: { ...allPorts({}), ...ports },
});

/** A port on which nobody listens: it was free a moment ago. */
export async function deadPort(): Promise<number> {
  const service = await fakeTcp(() => undefined);
  await service.stop();
  return service.port;
}
