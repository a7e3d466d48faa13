import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainDetail } from '@/lib/contracts/domains';
import { OperationAccepted } from '@/lib/contracts/operations';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeColdMove, makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller;
let voAdmin: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());

const kvmHost = async () => await makeHost(server.db, { hypervisor: 'kvm', facts: { guestModes: ['hvm'] } });
const xenDomain = async (guestMode: 'hvm' | 'pv' = 'hvm') =>
  await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo: 'atlas', guestMode, state: 'off' });
const Failure = (body: unknown) => (body as { error: { code: string; message: string } }).error;

test('a cold move is queued with its audit row, and sent again under its key it is the same', async () => {
  const [domain, target] = [await xenDomain(), await kvmHost()];
  const ask = async () =>
    await server.call('coldMoveDomain', {
      as: operator,
      params: { id: domain.id },
      body: { targetHostId: target.id, folder: '/srv/images', shutDown: true, reason: 'new hosts' },
      headers: { 'idempotency-key': domain.id },
    });
  const first = await ask();
  expect(first.status).toBe(202);
  const { operation } = OperationAccepted.parse(await first.json());
  expect(operation).toMatchObject({ kind: 'cold-move-domain', hostId: domain.hostId, targetHostId: target.id });
  expect(OperationAccepted.parse(await (await ask()).json()).operation.id).toBe(operation.id);
  const audit = await server.db.audit.findMany({ where: { action: 'coldMoveDomain', subjectId: domain.id } });
  expect(audit).toMatchObject([{ outcome: 'accepted', scope: 'domains:migrate', reason: 'new hosts' }]);
});

test('a paravirtual guest, hosts of one technology and folders of devices are refused before anything is queued', async () => {
  const target = await kvmHost();
  const ask = async (id: string, body: object) =>
    await server.call('planColdMove', { as: operator, params: { id }, body });
  const paravirtual = await ask((await xenDomain('pv')).id, { targetHostId: target.id });
  expect(Failure(await paravirtual.json())).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('two technologies'),
  });
  const same = await ask((await xenDomain()).id, { targetHostId: (await makeHost(server.db)).id });
  expect(Failure(await same.json()).message).toMatch(/same technology: migrate the domain instead/);
  const devices = await ask((await xenDomain()).id, { targetHostId: target.id, folder: '/dev/mapper' });
  expect(devices.status).toBe(400);
  expect(await server.db.operation.count({ where: { kind: 'plan-cold-move' } })).toBe(0);
});

test('while it waits for a decision the page says so, migrating is refused, and paths are for who may see hosts', async () => {
  const [source, target] = [await makeHost(server.db), await kvmHost()];
  const domain = await makeDomain(server.db, { hostId: target.id, vo: 'atlas', guestMode: 'hvm' });
  const move = await makeColdMove(server.db, domain, source.id);
  const plan = {
    sourceHostName: 'source',
    targetHostName: 'target',
    running: false,
    guestMode: 'hvm',
    folder: '/srv',
    bytesTotal: 1,
    changes: ['Disk xvda becomes vda.'],
    obstacles: [],
    definition: '<domain/>',
    planHash: 'x',
    files: [
      {
        role: 'disk',
        disk: 'xvda',
        sourcePath: '/secret/old.img',
        sourceFormat: 'raw',
        bytes: 1,
        readOnly: false,
        targetPath: '/srv/new.qcow2',
        targetFormat: 'qcow2',
        begun: true,
        written: { bytes: 1, sha256: 'y' },
      },
    ],
  };
  await server.db.coldMove.update({ where: { operationId: move.operationId }, data: { plan } });
  const read = async (as: Caller) =>
    DomainDetail.parse(await (await server.call('getDomain', { as, params: { id: domain.id } })).json());
  const seen = await read(operator);
  expect(seen.coldMove).toMatchObject({ stage: 'awaiting', verified: true, oldDisks: ['/secret/old.img'] });
  expect(seen.can.migrate).toMatchObject({ allowed: false, reason: expect.stringContaining('moved cold from source') });
  expect(JSON.stringify(await read(voAdmin))).not.toContain('/secret');

  const again = await server.call('coldMoveDomain', {
    as: operator,
    params: { id: domain.id },
    body: { targetHostId: source.id },
  });
  expect(Failure(await again.json()).message).toMatch(/keep it there or take it back first/);
  const kept = await server.call('keepColdMove', { as: operator, params: { id: domain.id }, body: {} });
  expect(OperationAccepted.parse(await kept.json()).operation).toMatchObject({
    kind: 'keep-cold-move',
    hostId: source.id,
    targetHostId: target.id,
  });
});

test('a host with a copy of an undecided cold move is not removed: nobody could keep it or take it back', async () => {
  const [source, target] = [await makeHost(server.db), await kvmHost()];
  const domain = await makeDomain(server.db, { hostId: target.id, vo: 'atlas', guestMode: 'hvm' });
  const move = await makeColdMove(server.db, domain, source.id);
  const remove = async () => await server.call('removeHost', { as: operator, params: { id: source.id } });
  const refused = await remove();
  expect(refused.status).toBe(422);
  expect(Failure(await refused.json()).message).toMatch(/is not decided yet; keep it or take it back first/);
  await server.db.coldMove.update({ where: { operationId: move.operationId }, data: { stage: 'kept' } });
  expect((await remove()).status).toBe(204);
});

test('where nothing waits there is nothing to keep and nothing to take back', async () => {
  const domain = await xenDomain();
  for (const route of ['keepColdMove', 'returnColdMove'] as const) {
    const answer = await server.call(route, { as: operator, params: { id: domain.id }, body: {} });
    expect(Failure(await answer.json())).toMatchObject({ code: 'refused' });
  }
});
