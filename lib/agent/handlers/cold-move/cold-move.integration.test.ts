import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTOR, createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { submitOperation } from '@/lib/operations/submit-operation';
import { makeColdMove } from '@/lib/server/testing/test-world';

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      { name: 'off', host: 'one', running: false },
      { name: 'old', host: 'one', running: false },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });

test.each(['plan-cold-move', 'cold-move-domain'] as const)(
  '%s of a simulated domain is refused with the reason, and nothing is begun',
  async (kind) => {
    const { operation } = await site.db.$transaction(async (tx) => {
      return await submitOperation(tx, {
        kind,
        input: {},
        actor: ACTOR,
        title: kind,
        domainId: site.domainId('off'),
        hostId: site.hostId('one'),
        targetHostId: site.hostId('two'),
      });
    });
    const done = await site.finished(operation.id);
    expect(done).toMatchObject({ state: 'failed', errorKind: 'unsupported' });
    expect(done.errorMessage).toMatch(/is simulated: its domains have no disks with content/);
    expect(await site.db.coldMove.count({ where: { operationId: operation.id } })).toBe(0);
  },
);

test('the old copy of a cold move is not started, whoever asks for it', async () => {
  const row = await domain('old');
  const move = await makeColdMove(site.db, { ...row, hostId: site.hostId('two') }, site.hostId('one'));
  const refused = await site.finished(await site.submit('start-domain', 'old', {}));
  expect(refused).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(refused.errorMessage).toBe('old on one is the old copy of a cold move to target. Take the move back first.');
  await site.db.coldMove.update({ where: { operationId: move.operationId }, data: { stage: 'returned' } });
  expect(await site.finished(await site.submit('start-domain', 'old', {}))).toMatchObject({ state: 'succeeded' });
});

test('one domain waits for one decision at a time', async () => {
  const row = await domain('off');
  await makeColdMove(site.db, { ...row, hostId: site.hostId('two') }, site.hostId('one'));
  await expect(makeColdMove(site.db, { ...row, hostId: site.hostId('two') }, site.hostId('one'))).rejects.toThrow(
    /Unique constraint/,
  );
});
