import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { patchQueries } from './patch-queries';

test('an answer known to be old stays so when a part of it is patched', async () => {
  const client = new QueryClient();
  client.setQueryData(['hosts', 'detail', 'a'], { name: 'a', load: 1 });
  await client.invalidateQueries({ queryKey: ['hosts'] });
  patchQueries<{ name: string; load: number }>(client, { queryKey: ['hosts'] }, (host) => ({ ...host, load: 2 }));
  expect(client.getQueryData(['hosts', 'detail', 'a'])).toEqual({ name: 'a', load: 2 });
  expect(client.getQueryState(['hosts', 'detail', 'a'])?.isInvalidated).toBe(true);
});

test('an answer that does not change is left alone, and one that is not there is not made', () => {
  const client = new QueryClient();
  client.setQueryData(['hosts'], { name: 'a' });
  const before = client.getQueryState(['hosts'])?.dataUpdateCount;
  patchQueries(client, { queryKey: ['hosts'] }, (host) => host);
  patchQueries(client, { queryKey: ['domains'], exact: true }, () => ({ name: 'b' }));
  expect(client.getQueryState(['hosts'])?.dataUpdateCount).toBe(before);
  expect(client.getQueryData(['domains'])).toBeUndefined();
});
