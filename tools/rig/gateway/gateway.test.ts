import { expect, test } from 'vitest';
import { parseGuestRoutes, throughRoutes } from '@/lib/domain/guest-route';
import { FrameReader, frameToStream, gatewayMac, isForGateway } from './frames';
import { planGateway, RIG_GUESTS } from './gateway-plan';
import { ASK_AFTER_MS, NeighbourWatch } from './neighbour-watch';

const GATEWAY = '52550a580001';
const frame = (to: string, from: string): Buffer => Buffer.from(`${to}${from}0800`, 'hex');

test('the gateway gets what is for it or for all, and neither its own nor what guests say to each other', () => {
  expect(gatewayMac(RIG_GUESTS.gatewayAddress)).toBe(GATEWAY);
  expect(isForGateway(frame(GATEWAY, '525400000001'), GATEWAY)).toBe(true);
  expect(isForGateway(frame('ffffffffffff', '525400000001'), GATEWAY)).toBe(true);
  expect(isForGateway(frame('525400000002', '525400000001'), GATEWAY)).toBe(false);
  expect(isForGateway(frame('ffffffffffff', GATEWAY), GATEWAY)).toBe(false);
  expect(isForGateway(Buffer.alloc(5), GATEWAY)).toBe(false);
});

test('frames come out of a stream as they went in, in whatever pieces', () => {
  const frames = [frame(GATEWAY, '525400000001'), frame('ffffffffffff', '525400000002')];
  const stream = Buffer.concat(frames.map(frameToStream));
  const reader = new FrameReader();
  expect([...stream].flatMap((byte) => reader.read(Buffer.from([byte])))).toEqual(frames);
  expect(new FrameReader().read(stream)).toEqual(frames);
  expect(() => new FrameReader().read(Buffer.alloc(4, 0xff))).toThrow('a frame of');
});

test('every door is where the route leads to, and needs no privilege', () => {
  const { route, doors } = planGateway('a1b2c3');
  const routes = parseGuestRoutes(route);
  for (const { host, port, guestHost, guestPort } of doors) {
    expect(throughRoutes(routes, { address: guestHost, port: guestPort })).toEqual({ address: host, port });
    expect(port).toBeGreaterThan(1023);
  }
  expect(new Set(doors.map(({ host, port }) => `${host}:${port}`)).size).toBe(doors.length);
  expect(planGateway('a1b2c4').route).not.toBe(route);
  // Those that have no address of their own are reached by the first that QEMU gives.
  const hosts = new Set(doors.map(({ guestHost }) => guestHost));
  expect([RIG_GUESTS.firstDhcpAddress, '10.88.0.107', '10.88.0.108'].map((each) => hosts.has(each))).toEqual([
    true,
    true,
    false,
  ]);
});

test('who has an address is asked when whom the gateway sends to is silent, and not again at once', () => {
  const watch = new NeighbourWatch(RIG_GUESTS.gatewayAddress);
  const [guest, anew] = ['525400000001', '525400000002'];
  const packet = (to: string): Buffer =>
    Buffer.concat([frame(to, GATEWAY), Buffer.alloc(16), Buffer.from('0a580014', 'hex')]);
  watch.heard(frame(GATEWAY, guest), 0);
  expect(watch.questionBefore(packet(guest), ASK_AFTER_MS - 1)).toBeUndefined();
  expect(watch.questionBefore(packet(guest), ASK_AFTER_MS)?.toString('hex')).toBe(
    `ffffffffffff${GATEWAY}08060001080006040001${GATEWAY}0a5800010000000000000a580014`,
  );
  expect(watch.questionBefore(packet(guest), ASK_AFTER_MS + 1)).toBeUndefined();
  // The one that has the address now answers, and from then on it is sent to.
  watch.heard(frame(GATEWAY, anew), 2 * ASK_AFTER_MS);
  expect(watch.questionBefore(packet(anew), 2 * ASK_AFTER_MS + 1)).toBeUndefined();
  expect(watch.questionBefore(packet('ffffffffffff'), 9 * ASK_AFTER_MS)).toBeUndefined();
  expect(watch.questionBefore(frame(guest, GATEWAY), 9 * ASK_AFTER_MS)).toBeUndefined();
});
