import { describe, expect, it } from 'vitest';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { domainLook } from './domain-look';

const moving = { kind: 'migrate-domain', state: 'running' } as const;

describe('domainLook', () => {
  it('gives every state a word of its own', () => {
    const words = DOMAIN_STATES.map((state) => domainLook({ state }).word);
    expect(new Set(words).size).toBe(DOMAIN_STATES.length);
  });

  it('says the worst first: two copies, then missing, then stale, then what is being done', () => {
    const signs = {
      state: 'running',
      stale: true,
      missingSince: '2026-01-01T00:00:00Z',
      splitBrain: true,
      operation: moving,
    } as const;
    expect(domainLook(signs).word).toBe('two copies');
    expect(domainLook({ ...signs, splitBrain: false }).word).toBe('missing');
    expect(domainLook({ ...signs, splitBrain: false, missingSince: null }).word).toBe('running, stale');
    expect(domainLook({ state: 'running', operation: moving }).word).toBe('moving');
  });

  it('tells a migration that waits from one that moves', () => {
    const look = domainLook({ state: 'running', operation: { ...moving, state: 'queued' } });
    expect(look).toMatchObject({ tone: 'running', word: 'running, waiting' });
  });

  it('keeps the colour of the state while an operation that is no move runs', () => {
    expect(domainLook({ state: 'off', operation: { kind: 'start-domain', state: 'running' } })).toMatchObject({
      tone: 'off',
      word: 'starting',
    });
    expect(domainLook({ state: 'running', operation: { kind: 'edit-domain', state: 'running' } }).word).toBe('running');
  });
});
