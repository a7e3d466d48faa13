import { describe, expect, it } from 'vitest';
import { figure, quantile, shortfall } from './figures';

describe('figures', () => {
  // R 4.2: quantile(c(15, 20, 35, 40, 50), c(.05, .4, .95), type = 7) gives 16, 29, 48
  it('interpolates quantiles as R does by default', () => {
    const values = [50, 15, 40, 20, 35];
    expect([0.05, 0.4, 0.95].map((p) => quantile(values, p))).toEqual([16, 29, 48]);
  });
  it('refuses a quantile of nothing', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
  it('does not let a missing measurement hold a bar', () => {
    expect(figure('x', Number.NaN, 'ms', { most: 5 }).holds).toBe(false);
  });
  it('says by how much a bar is missed', () => {
    expect(shortfall(figure('ratio', 1.1, '', { most: 1 }))).toContain('short by 0.100');
  });
});
