import { expect, test } from 'vitest';
import type { DomainState } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/domain/readings';
import { judge } from './truth';

const reading = (state: DomainState, stateReason?: string): DomainReading => ({
  id: domainId('00000000-0000-0000-0000-000000000001'),
  name: 'wn-01',
  at: new Date(0),
  state,
  stateReason,
  persistent: true,
  vcpus: 1,
  maxVcpus: 1,
  memoryKiB: 1,
  maxMemoryKiB: 1,
});
const where = (source?: DomainReading, target?: DomainReading, pausedBefore = false) =>
  judge({ source, target }, pausedBefore).where;
const running = reading('running');
const incoming = reading('paused', 'migration');
const off = reading('off');

test('a running copy is where the domain is, whatever else is left over', () => {
  expect(where(running)).toBe('source');
  expect(where(running, incoming)).toBe('source');
  expect(where(running, off)).toBe('source');
  expect(where(undefined, running)).toBe('target');
  expect(where(incoming, running)).toBe('target');
  expect(where(off, running)).toBe('target');
});

test('two running copies are never decided', () => {
  expect(where(running, running)).toBe('both');
});

test('paused by the migration and running nowhere is half a move', () => {
  expect(where(incoming)).toBe('half');
  expect(where(incoming, incoming)).toBe('half');
  expect(where(undefined, incoming)).toBe('half');
});

test('a domain that its owner paused is where its paused copy is', () => {
  const paused = reading('paused', 'user');
  expect(where(paused, undefined, true)).toBe('source');
  expect(where(undefined, paused, true)).toBe('target');
  expect(where(paused, incoming, true)).toBe('source');
  expect(where(paused, paused, true)).toBe('half');
});

test('off is somewhere, and nothing is nowhere', () => {
  expect(where(off)).toBe('source');
  expect(where(undefined, off)).toBe('target');
  expect(where()).toBe('nowhere');
});
