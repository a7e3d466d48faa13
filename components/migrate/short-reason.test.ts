import { describe, expect, it } from 'vitest';
import { describeRefusal, type Refusal } from '@/lib/domain/refusals';
import { shortReason } from './short-reason';

const short = (refusal: Refusal) => {
  const { code, severity, sentence, remedy, values } = describeRefusal(refusal);
  return shortReason({ code, severity, sentence, remedy, values: { ...values } });
};

describe('shortReason', () => {
  it('says in a few words what stands beside the name of the host', () => {
    expect(short({ code: 'architecture-mismatch', values: { host: 'a', have: 'x86_64', need: 'ia64' } })).toBe(
      'it is x86_64, the domain needs ia64',
    );
    expect(
      short({ code: 'memory-short', values: { host: 'a', needKiB: 1_048_576, haveKiB: 524_288, shortKiB: 524_288 } }),
    ).toBe('512 MiB of memory short');
    expect(short({ code: 'cpu-flags-missing', values: { host: 'a', missing: ['avx', 'aes'] } })).toBe(
      'its CPU lacks avx, aes',
    );
  });

  it('leaves a reason about the source host whole, and one it has no words for', () => {
    expect(short({ code: 'host-down', values: { end: 'source', host: 'b' } })).toMatch(/^The source host b/);
    expect(short({ code: 'same-host', values: { domain: 'wn-01', host: 'b' } })).toBe('wn-01 is on b already.');
  });

  it('says the sentence where a value is missing', () => {
    const whole = { code: 'memory-short', severity: 'refuse', sentence: 'Too small.', remedy: '', values: {} } as const;
    expect(shortReason(whole)).toBe('Too small.');
  });
});
