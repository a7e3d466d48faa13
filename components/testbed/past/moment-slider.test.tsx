// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { MomentSlider } from './moment-slider';
import { stepOf } from './moment-words';

afterEach(cleanup);

const UNTIL = new Date(2026, 10, 29, 14).getTime();
const SINCE = UNTIL - HOUR_MS;
const slider = (atMs: number | undefined, onLook = vi.fn()) => {
  render(
    <MomentSlider
      label="Moment"
      atMs={atMs}
      sinceMs={SINCE}
      untilMs={UNTIL}
      marksMs={[SINCE + MINUTE_MS]}
      onLook={onLook}
    />,
  );
  return { input: screen.getByRole<HTMLInputElement>('slider', { name: 'Moment' }), onLook };
};

test('it stands at now until somebody moves it, and says its moment in words', () => {
  expect(slider(undefined).input).toHaveProperty('value', String(UNTIL));
  expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('now');
  cleanup();
  const { input } = slider(UNTIL - 30 * MINUTE_MS);
  expect(input.getAttribute('aria-valuetext')).toBe('13:30:00 today');
  expect(input.value).toBe(String(UNTIL - 30 * MINUTE_MS));
});

test('what is moved to is told, and the far end is now, wherever the steps fall', () => {
  const { input, onLook } = slider(undefined);
  fireEvent.change(input, { target: { value: String(SINCE + 10 * MINUTE_MS) } });
  expect(onLook).toHaveBeenLastCalledWith(SINCE + 10 * MINUTE_MS);
  fireEvent.change(input, { target: { value: String(UNTIL - stepOf(HOUR_MS) + 1) } });
  expect(onLook).toHaveBeenLastCalledWith(undefined);
});

test('a moment outside of the span stands at its end and keeps its words', () => {
  const { input } = slider(SINCE - 24 * HOUR_MS);
  expect(input.value).toBe(String(SINCE));
  expect(input.getAttribute('aria-valuetext')).toBe('13:00:00 yesterday');
});
