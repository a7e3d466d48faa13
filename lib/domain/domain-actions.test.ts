import { describe, expect, it } from 'vitest';
import { DOMAIN_VERBS, domainCan, type DomainSituation } from './domain-actions';

const situation = (change: Partial<DomainSituation>): DomainSituation => ({
  state: 'running',
  hostStatus: 'up',
  splitBrain: false,
  missing: false,
  ...change,
});
const allowed = (change: Partial<DomainSituation>): readonly string[] =>
  DOMAIN_VERBS.filter((verb) => domainCan(verb, situation(change)).allowed);

describe('a saved domain', () => {
  it('is restored, or what is saved is discarded, alone or with all of it; nothing else', () => {
    expect(allowed({ state: 'saved' })).toEqual(['restore', 'discard-saved', 'delete']);
  });

  it.each(['start', 'migrate', 'resize', 'undefine', 'edit'] as const)('tells why %s must wait', (verb) => {
    expect(domainCan(verb, situation({ state: 'saved' }))).toEqual({
      allowed: false,
      reason: 'The domain is saved: its memory is kept on its host. Restore it, or discard the saved memory first.',
    });
  });

  it('is not restored beside another running copy, nor where its host cannot run the guest', () => {
    expect(allowed({ state: 'saved', splitBrain: true })).toEqual(['discard-saved']);
    expect(allowed({ state: 'saved', unfit: 'one does not run paravirtual guests.' })).toEqual([
      'discard-saved',
      'delete',
    ]);
  });
});

describe('saving to disk', () => {
  it('needs the domain to run', () => {
    expect(domainCan('save', situation({}))).toEqual({ allowed: true });
    expect(domainCan('save', situation({ state: 'off' }))).toEqual({
      allowed: false,
      reason: 'The domain is off; save to disk needs it to be running.',
    });
  });

  it('is not offered where the host cannot, with the host’s sentence', () => {
    const reason = 'This driver cannot save the memory of a domain.';
    expect(domainCan('save', situation({ unsupported: { save: reason } }))).toEqual({ allowed: false, reason });
  });
});

describe('deleting', () => {
  it('is for every state that is known, and for no domain in doubt', () => {
    for (const state of ['running', 'paused', 'off', 'saved', 'crashed'] as const)
      expect(domainCan('delete', situation({ state }))).toEqual({ allowed: true });
    expect(domainCan('delete', situation({ state: 'unknown' })).allowed).toBe(false);
    expect(domainCan('delete', situation({ splitBrain: true })).allowed).toBe(false);
    expect(domainCan('delete', situation({ coldMove: { stage: 'awaiting', from: 'one' } })).allowed).toBe(false);
  });

  it('is not offered where the host forgets no definition', () => {
    const reason = 'ESX keeps its definitions.';
    expect(domainCan('delete', situation({ unsupported: { undefine: reason } }))).toEqual({ allowed: false, reason });
  });
});
