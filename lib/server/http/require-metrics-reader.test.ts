import { expect, test } from 'vitest';
import { requireMetricsReader } from './require-metrics-reader';

const TOKEN = 'a-token-of-sixteen';
const local = { metricsToken: undefined, baseUrl: new URL('http://127.0.0.1:3000') };
const remote = { metricsToken: TOKEN, baseUrl: new URL('https://grid.example') };
const ask = (headers: Record<string, string>) => new Request('http://x/metrics', { headers });

test.each<[string, Record<string, string>, typeof local | typeof remote, boolean]>([
  ['this machine', { host: '127.0.0.1:3000', 'x-forwarded-for': '127.0.0.1' }, local, true],
  [
    'this machine by its mapped address',
    { host: 'localhost:3000', 'x-forwarded-for': '::ffff:127.0.0.1' },
    local,
    true,
  ],
  ['another machine', { host: '127.0.0.1:3000', 'x-forwarded-for': '10.0.0.7' }, local, false],
  [
    'another machine that claims to be this one',
    { host: '127.0.0.1:3000', 'x-forwarded-for': '127.0.0.1, 10.0.0.7' },
    local,
    false,
  ],
  ['nothing known of the address', { host: '127.0.0.1:3000' }, local, false],
  ['a name that was rebound', { host: 'evil.example', 'x-forwarded-for': '127.0.0.1' }, local, false],
  ['a public Gridbox without token', { host: 'grid.example', 'x-forwarded-for': '127.0.0.1' }, remote, false],
  ['a public Gridbox with a wrong token', { host: 'grid.example', authorization: 'Bearer nope' }, remote, false],
  ['a public Gridbox with the token', { host: 'grid.example', authorization: `Bearer ${TOKEN}` }, remote, true],
])('%s', (_, headers, config, expected) => {
  const refused = requireMetricsReader(ask(headers), config);
  expect(refused === undefined).toBe(expected);
  if (refused !== undefined) expect(refused.status).toBe(401);
});
