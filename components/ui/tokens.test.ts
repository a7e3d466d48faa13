import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const css = readFileSync(fileURLToPath(new URL('../../app/globals.css', import.meta.url)), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);
const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = channels(hex).map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const mix = (colour: string, ground: string, share: number): string => {
  const under = channels(ground);
  return `#${channels(colour)
    .map((value, index) =>
      Math.round(value * share + (under[index] ?? 0) * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
};
const TEXT = [
  'ink',
  'muted',
  'faint',
  'accent',
  'danger',
  ...[...tokens.keys()].filter((name) => name.startsWith('state-')),
];
const GROUNDS = ['canvas', 'surface', 'raised', 'sunken', 'hover'];

describe.each(['light', 'dark'] as const)('tokens of the %s theme', (theme) => {
  const token = (name: string): string => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`no token ${name}`);
    return found[theme];
  };

  it('reads every token it judges', () => {
    expect(tokens.size).toBeGreaterThan(30);
    expect(TEXT.length).toBe(12);
  });

  it.each(TEXT)('%s is readable as text on every ground and on its own tint', (name) => {
    for (const ground of GROUNDS) expect(contrast(token(name), token(ground))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(name), mix(token(name), token('surface'), 0.12))).toBeGreaterThanOrEqual(4.5);
  });

  it('words on filled buttons are readable and edges of controls visible', () => {
    expect(contrast(token('accent-ink'), token('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('danger-ink'), token('danger'))).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['canvas', 'surface', 'raised']) {
      expect(contrast(token('edge'), token(ground))).toBeGreaterThanOrEqual(3);
    }
  });
});
