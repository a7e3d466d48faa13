import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startAnswerProxy, type AnswerProxy } from './answer-proxy';

const OWN = 'xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" XMLSchema-instance:type';
let server: Server | undefined;
let proxy: AnswerProxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
});

async function standBefore(handler: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  proxy = await startAnswerProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  return `http://127.0.0.1:${proxy.port}`;
}

test('rewrites SOAP answers, errors too, and keeps status, cookies and what was asked', async () => {
  const asked: string[] = [];
  const address = await standBefore((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${request.headers.cookie} ${body}`);
      response.writeHead(500, { 'content-type': 'text/xml; charset=utf-8', 'set-cookie': 'vmware_soap_session=1' });
      response.end(`<a><val ${OWN}="ArrayOfString"><string>é</string></val></a>`);
    });
  });
  const answer = await fetch(`${address}/sdk?x=1`, { method: 'POST', body: '<ask/>', headers: { cookie: 'k=v' } });
  expect(answer.status).toBe(500);
  expect(answer.headers.get('set-cookie')).toBe('vmware_soap_session=1');
  expect(await answer.text()).toBe(
    '<a><val xsi:type="ArrayOfString"><string xsi:type="xsd:string">é</string></val></a>',
  );
  expect(asked).toEqual(['POST /sdk?x=1 k=v <ask/>']);
});

test('passes files on as they are', async () => {
  const file = Buffer.from(`<val ${OWN}="X"/>\0\xff`, 'latin1');
  const address = await standBefore((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(file);
  });
  const answer = await fetch(`${address}/folder/m.vmx`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
});

test('says 502 where the simulator has gone', async () => {
  const address = await standBefore((_request, response) => response.end());
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  expect((await fetch(address)).status).toBe(502);
});
