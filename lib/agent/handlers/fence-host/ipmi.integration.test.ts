/** Power by a management card: the real `ipmitool` against OpenIPMI's simulated card. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/lib/agent/system-clock';
import { startSimulatedCard, type SimulatedCard } from '@/tools/ipmi/start-card';
import { type ManagementCard, powerOffByCard } from './ipmi';

let dir: string;
let card: SimulatedCard;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-ipmi-'));
  card = await startSimulatedCard(dir);
});
afterEach(async () => {
  await card.stop();
  rmSync(dir, { recursive: true, force: true });
});

const powerOff = async (change: Partial<ManagementCard> = {}, signal = new AbortController().signal) =>
  await powerOffByCard(
    {
      address: '127.0.0.1',
      port: card.port,
      username: card.username,
      password: card.password,
      cipherSuite: 3,
      ...change,
    },
    { clock: systemClock, signal },
  );

test('a machine is ordered off, and counts as off when its card says so; ordered twice it is told once', async () => {
  expect(card.isOn()).toBe(true);
  expect(await powerOff()).toMatch(/says that the power is off/);
  expect(card.isOn()).toBe(false);
  expect(await powerOff()).toMatch(/says that the power is off/);
  expect(card.orders().filter((order) => order === 'set power 0')).toHaveLength(1);
});

test('a wrong password switches nothing off, and the words name the card', async () => {
  await expect(powerOff({ password: 'not this one' })).rejects.toThrow(/card at 127\.0\.0\.1 did not do it/);
  expect(card.isOn()).toBe(true);
  expect(card.orders()).toEqual([]);
});

test('a card that takes the order and stays on is waited for no longer than its caller does, and is no success', async () => {
  card.jam();
  const PATIENCE_MS = 4_000;
  await expect(powerOff({}, AbortSignal.timeout(PATIENCE_MS))).rejects.toThrow(/aborted|timeout/i);
  expect(card.isOn()).toBe(true);
  expect(card.orders()).toContain('set power 0');
});
