import { expect, test } from 'vitest';
import { decideHolder } from './decide-holder';

const decide = (
  holder: string | null,
  sightings: Record<string, 'running' | 'paused' | 'off'>,
  moving?: { from: string; to: string },
) =>
  decideHolder({
    holder,
    sightings: Object.entries(sightings).map(([hostId, state]) => ({ hostId, state })),
    moving,
  });

test('a domain is where it runs', () => {
  expect(decide(null, { a: 'running' })).toEqual({ holder: 'a', conflict: false });
  expect(decide('a', { a: 'off', b: 'running' })).toEqual({ holder: 'b', conflict: false });
  expect(decide('a', { b: 'running' })).toEqual({ holder: 'b', conflict: false });
});

test('among equals it stays where it was known', () => {
  expect(decide('b', { a: 'off', b: 'off' })).toEqual({ holder: 'b', conflict: false });
  expect(decide('b', { a: 'paused', b: 'paused' })).toEqual({ holder: 'b', conflict: false });
  expect(decide(null, { a: 'off', b: 'off' })).toEqual({ holder: 'a', conflict: false });
});

test('during a migration it stays at the source until the source is gone', () => {
  const moving = { from: 'a', to: 'b' };
  expect(decide('a', { a: 'running', b: 'paused' }, moving)).toEqual({ holder: 'a', conflict: false });
  expect(decide('a', { a: 'paused', b: 'running' }, moving)).toEqual({ holder: 'a', conflict: false });
  expect(decide('a', { a: 'off', b: 'running' }, moving)).toEqual({ holder: 'b', conflict: false });
  expect(decide('a', { a: 'running', b: 'running' }, moving)).toEqual({ holder: 'a', conflict: false });
});

test('two running copies that no migration explains are a conflict; a paused one is not', () => {
  expect(decide('a', { a: 'running', b: 'running' })).toEqual({ holder: 'a', conflict: true });
  expect(decide('a', { a: 'running', c: 'running' }, { from: 'a', to: 'b' }).conflict).toBe(true);
  expect(decide('a', { a: 'running', b: 'paused' }).conflict).toBe(false);
});

test('reported by nobody, it is nowhere', () => {
  expect(decide('a', {})).toEqual({ holder: null, conflict: false });
});

test('the new copy of a cold move is the domain, off or running; an old one that runs beside it is a conflict', () => {
  const cold = (states: Record<string, 'running' | 'off'>) =>
    decideHolder({
      holder: 'old',
      sightings: Object.entries(states).map(([hostId, state]) => ({ hostId, state })),
      moving: undefined,
      newCopyAt: 'new',
    });
  expect(cold({ old: 'off', new: 'running' })).toEqual({ holder: 'new', conflict: false });
  expect(cold({ old: 'off', new: 'off' })).toEqual({ holder: 'new', conflict: false });
  expect(cold({ old: 'running', new: 'running' }).conflict).toBe(true);
  expect(cold({ old: 'off' })).toEqual({ holder: 'old', conflict: false });
});
