import { expect, test } from 'vitest';
import { formatCuts, FrameSwitch, parseCuts } from './frame-switch';

const address = (n: number): number[] => [0x52, 0x54, 0, 0, 0, n];
const frame = (to: number[], from: number): Buffer => Buffer.from([...to, ...address(from), 8, 0, 1]);
const EVERYONE = [255, 255, 255, 255, 255, 255];

test('a frame to an address nobody has heard goes to all others, then only to its home', () => {
  const frames = new FrameSwitch(3);
  expect(frames.route(1, frame(address(2), 1))).toEqual([2, 3]);
  expect(frames.route(2, frame(address(1), 2))).toEqual([1]);
  expect(frames.route(1, frame(address(2), 1))).toEqual([2]);
});

test('a guest that moved is found at its new home with its first frame from there', () => {
  const frames = new FrameSwitch(3);
  frames.route(1, frame(EVERYONE, 9));
  expect(frames.route(3, frame(address(9), 3))).toEqual([1]);
  expect(frames.route(2, frame(EVERYONE, 9))).toEqual([1, 3]);
  expect(frames.route(3, frame(address(9), 3))).toEqual([2]);
});

test('two hosts that are parted do not hear each other, a third hears both; a heal undoes it', () => {
  const frames = new FrameSwitch(3);
  frames.cut(parseCuts(formatCuts([['A', 'B']])));
  expect(frames.route(1, frame(EVERYONE, 1))).toEqual([3]);
  expect(frames.route(2, frame(address(1), 2))).toEqual([]);
  expect(frames.route(3, frame(address(1), 3))).toEqual([1]);
  frames.cut([]);
  expect(frames.route(2, frame(address(1), 2))).toEqual([1]);
});

test('the gateway gets what is for it or for all, and not what looks for a home', () => {
  const GATEWAY = [0x52, 0x55, 10, 77, 0, 254];
  const frames = new FrameSwitch(2, Buffer.from(GATEWAY).toString('hex'));
  expect(frames.route(1, frame(EVERYONE, 1))).toEqual([2, 3]);
  expect(frames.route(1, frame(address(9), 1))).toEqual([2]);
  expect(frames.route(1, frame(GATEWAY, 1))).toEqual([2, 3]);
  expect(frames.route(3, frame(address(1), 7))).toEqual([1]);
  expect(frames.route(2, frame(address(7), 2))).toEqual([3]);
  expect(new FrameSwitch(2).route(3, frame(EVERYONE, 1))).toEqual([]);
});

test('what is no frame of a host goes nowhere', () => {
  const frames = new FrameSwitch(2);
  expect(frames.route(7, frame(EVERYONE, 1))).toEqual([]);
  expect(frames.route(1, Buffer.alloc(5))).toEqual([]);
});

test('lines of cuts that name no hosts are left out', () => {
  expect(parseCuts('A B\nrubbish\nB C\nA  D\n')).toEqual([
    [1, 2],
    [2, 3],
  ]);
});
