// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { MomentField } from './moment-field';

afterEach(cleanup);

test('a moment is looked at once it is one and past, and else says what is wrong with it', () => {
  const onLook = vi.fn();
  render(<MomentField onLook={onLook} />);
  const ask = (text: string) => {
    fireEvent.change(screen.getByLabelText('Moment to look at'), { target: { value: text } });
    fireEvent.click(screen.getByRole('button', { name: 'Look' }));
  };
  ask('yesterday');
  expect(screen.getByText('Write a moment, as in 2026-11-29 14:30.')).toBeTruthy();
  ask('2999-01-01 10:00');
  expect(screen.getByText('This moment is still to come.')).toBeTruthy();
  expect(onLook).not.toHaveBeenCalled();
  ask('2026-01-02 10:00');
  expect(onLook).toHaveBeenCalledWith(new Date(2026, 0, 2, 10).getTime());
  expect(screen.queryByText(/still to come/)).toBeNull();
});
