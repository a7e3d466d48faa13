import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { domainEndsQuery, findEnd, findEnds, hostEndsQuery } from './offered-ends';
import { EMPTY_LANE, EMPTY_WISH, type EndWish, endOf } from './run-wish';

const typed = (text: string): EndWish => ({ text, picked: undefined });
/** What the server would answer; of what it tells, only what is read here. */
const answering = (question: { readonly queryKey: readonly unknown[] }, items: readonly object[]): QueryClient => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(question.queryKey, { items, total: items.length });
  return client;
};

test('a name that was typed before the answers came is found when the form is sent', async () => {
  const client = answering(hostEndsQuery('rig-1'), [
    { id: '1', name: 'rig-1', simulated: false },
    { id: '2', name: 'rig-1', simulated: true },
    { id: '3', name: 'rig-10', simulated: false },
  ]);
  const wish = { ...EMPTY_WISH, lanes: [{ end: typed(' rig-1 '), peer: endOf('7', 'rig-7') }] };
  const [lane] = (await findEnds(client, wish, 'host-pair')).lanes;
  expect(lane?.end.picked).toEqual({ id: '1', name: 'rig-1' });
  expect(lane?.peer.picked).toEqual({ id: '7', name: 'rig-7' });
  // A second end that the benchmark does not have is not asked for, and neither is an empty field.
  const alone = { ...EMPTY_WISH, lanes: [EMPTY_LANE, { end: typed('rig-1'), peer: typed('nobody') }] };
  expect((await findEnds(client, alone, 'host')).lanes.map(({ end }) => end.picked?.id)).toEqual([undefined, '1']);
});

test('of two domains with a name, the host tells which; the name alone tells neither', async () => {
  const items = [
    { id: '1', name: 'wn-01', hostName: 'rig-1' },
    { id: '2', name: 'wn-01', hostName: 'rig-2' },
  ];
  const client = answering(domainEndsQuery('wn-01'), items);
  const find = async (text: string) =>
    (await findEnds(client, { ...EMPTY_WISH, lanes: [{ ...EMPTY_LANE, end: typed(text) }] }, 'domain')).lanes[0]?.end
      .picked;
  expect(await find('wn-01')).toBeUndefined();
  expect(await find('wn-01 on rig-2')).toEqual({ id: '2', name: 'wn-01' });
  expect(findEnd([], 'wn-01')).toBeUndefined();
});
