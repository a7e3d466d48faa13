// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { RunCautions } from './run-look';

afterEach(cleanup);

test('a run on a host that had other work says so; half a host is not much, and what was not read is not said', () => {
  const run = { emulated: false, contaminated: false };
  render(<RunCautions run={{ ...run, hostLoad: 0.98 }} />);
  expect(screen.getByText('busy host').closest('[title]')?.getAttribute('title')).toContain('98');
  cleanup();
  for (const hostLoad of [0.5, null, undefined]) render(<RunCautions run={{ ...run, hostLoad }} />);
  expect(screen.queryByText('busy host')).toBeNull();
});
