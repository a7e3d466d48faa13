import { expect, test } from 'vitest';
import { isListening } from './listening';

const SOCKETS = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 24170 1 0000000000000000 100 0 0 10 0
   1: 0C58580A:4E20 0B58580A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 24171 1 0000000000000000 20 4 30 10 -1
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0
`;

test('a socket that listens is told from one that is connected, by IPv4 and IPv6', () => {
  expect(isListening(SOCKETS, 8080)).toBe(true);
  expect(isListening(SOCKETS, 80)).toBe(true);
  // 20000 is the local end of a connection, 40000 the far one.
  expect(isListening(SOCKETS, 20_000)).toBe(false);
  expect(isListening(SOCKETS, 40_000)).toBe(false);
  expect(isListening('', 80)).toBe(false);
});
