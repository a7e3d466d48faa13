import { expect, test } from 'vitest';
import { createBeatReader } from './wait-for-beats';

test('a beat is its guest’s, however the pieces are cut, and other lines are none', () => {
  const heard: string[] = [];
  const read = createBeatReader((file) => heard.push(file));
  const text =
    '==> /log/ce <==\n\n==> /log/wn <==\n[    1.0] hb of the kernel\nhb 1 9000\r\nhb 2 9\n\n==> /log/ce <==\nbusy hb 3 12\nhb 4';
  for (const piece of text.match(/[^]{1,7}/g) ?? []) read(piece);
  expect(heard).toEqual(['/log/wn', '/log/wn', '/log/ce']);
});
