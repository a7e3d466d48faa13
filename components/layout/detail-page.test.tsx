// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { DetailPage } from './detail-page';

const refetch = vi.fn();
const show = (part: { data?: string; error?: Error; isPending?: boolean }) =>
  render(
    <DetailPage
      result={{ data: undefined, error: null, isPending: false, refetch, ...part }}
      what="this thing"
      back={{ href: '/things', label: 'All things' }}
    >
      {(thing) => <h1>{thing}</h1>}
    </DetailPage>,
  );

afterEach(() => {
  cleanup();
  refetch.mockReset();
});

it('is a skeleton until the first answer', () => {
  show({ isPending: true });
  expect(screen.getByRole('status').textContent).toBe('Loading');
});

it('says what could not be read, and reads again when asked', () => {
  show({ error: new AppError('internal', 'It broke.') });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Could not read this thing');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});

it.each([
  ['not-found', 'Not found'],
  ['forbidden', 'Not yours to see'],
] as const)('reads as itself: %s', (code, title) => {
  show({ error: new AppError(code, 'A sentence.') });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(title);
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

it.each([
  ['a mistyped address', new AppError('bad-request', 'id: no id', { fields: [{ field: 'id', message: 'no id' }] })],
  ['what is gone', new AppError('not-found', 'A sentence.')],
])('of %s nothing comes of another try, and there is a way on', (_what, error) => {
  show({ error });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Not found');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(screen.getByRole('link', { name: 'All things' }).getAttribute('href')).toBe('/things');
});

it('keeps what was read while a later read fails', () => {
  show({ data: 'wn-01', error: new AppError('unavailable', 'Nothing answers.') });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('wn-01');
  expect(screen.getByRole('status').textContent).toContain('Nothing answers. What is shown was read before.');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});
