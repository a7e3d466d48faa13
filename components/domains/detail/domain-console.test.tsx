// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { domainId } from '@/lib/domain/ids';
import { DomainConsole } from './domain-console';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
const domain = { id: domainId('00000002-0000-4000-8000-000000000001'), name: 'wn-01' };

it('says why there is none instead of showing an empty terminal', () => {
  const reason = 'A simulated domain runs no system, so there is no console to show.';
  render(<DomainConsole domain={{ ...domain, console: { allowed: false, reason } }} />);
  expect(screen.getByText(reason)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

it('asks for nothing until it is opened', () => {
  const asked = vi.fn(() => Promise.reject(new AppError('unavailable', 'nobody was to be asked')));
  vi.stubGlobal('fetch', asked);
  render(<DomainConsole domain={{ ...domain, console: { allowed: true } }} />);
  expect(screen.getByRole('region', { name: 'Console of wn-01' }).textContent).toContain('recorded in the audit');
  expect(asked).not.toHaveBeenCalled();
});

it('keeps what is shown, with the reason, when the domain can have none any more', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const user = userEvent.setup();
  const { rerender } = render(<DomainConsole domain={{ ...domain, console: { allowed: true } }} />);
  await user.click(screen.getByRole('button', { name: 'Open console' }));
  await user.click(screen.getByRole('button', { name: 'Close console' }));
  const reason = 'The domain is off; it has a console while it runs.';
  rerender(<DomainConsole domain={{ ...domain, console: { allowed: false, reason } }} />);
  const again = screen.getByRole('button', { name: 'Open it again' });
  expect(again.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText(/You closed it\./)).toBeTruthy();
});
