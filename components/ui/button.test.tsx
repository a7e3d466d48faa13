// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './button';

afterEach(cleanup);

describe('Button with a disabledReason', () => {
  it('stays in the tab order, tells its reason and does nothing', async () => {
    const press = vi.fn();
    render(
      <Button disabledReason="The domain is off." onClick={press}>
        Pause
      </Button>,
    );
    const user = userEvent.setup();
    await user.tab();
    const button = screen.getByRole('button', { name: 'Pause' });
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.hasAttribute('disabled')).toBe(false);
    const described = button.getAttribute('aria-describedby') ?? '';
    expect(document.querySelector(`[id="${described}"]`)?.textContent).toBe('The domain is off.');
    await user.keyboard('{Enter} ');
    await user.click(button);
    expect(press).not.toHaveBeenCalled();
  });

  it('does not submit its form', async () => {
    const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
    render(
      <form onSubmit={submit}>
        <Button type="submit" disabledReason="Choose a host first.">
          Migrate
        </Button>
      </form>,
    );
    await userEvent.setup().click(screen.getByRole('button', { name: 'Migrate' }));
    expect(submit).not.toHaveBeenCalled();
  });

  it('takes one press while its work is under way', async () => {
    const press = vi.fn();
    const { rerender } = render(<Button onClick={press}>Start</Button>);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Start' }));
    rerender(
      <Button pending onClick={press}>
        Start
      </Button>,
    );
    await user.click(screen.getByRole('button', { name: 'Start' }));
    expect(press).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('button', { name: 'Start' }).getAttribute('aria-busy')).toBe('true');
  });

  it('is no submit button unless told so', () => {
    render(<Button>Close</Button>);
    expect(screen.getByRole('button', { name: 'Close' }).getAttribute('type')).toBe('button');
  });
});
