// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Accounting } from '@/lib/contracts/accounting';
import { ReckoningButton } from './reckoning-dialog';

afterEach(cleanup);

const accounting = (change: object) =>
  Accounting.parse({
    from: '2026-11-01',
    to: '2026-11-30',
    of: 'real',
    knownSinceAt: null,
    halfLifeDays: 7,
    benchmark: null,
    benchmarks: [],
    items: [],
    days: [],
    series: [],
    ...change,
  });
async function open(change: object): Promise<string> {
  render(<ReckoningButton of={accounting(change)} />);
  fireEvent.click(screen.getByRole('button', { name: 'How it is reckoned' }));
  const dialog = await screen.findByRole('dialog', { name: 'How use is reckoned' });
  expect(within(dialog).queryByRole('textbox')).toBeNull();
  return dialog.textContent ?? '';
}

test('who may set nothing reads what a share is of, and by what hours are normalised', async () => {
  const words = await open({});
  expect(words).toContain('of the vCPU-hours of real domains of all VOs, where use counts half after 7 days');
  expect(words).toContain('Normalised bynothing');
  cleanup();
  const benchmark = { type: 'whetstone', unit: 'MWIPS', hosts: 1 };
  const other = await open({ of: 'simulated', halfLifeDays: 1, benchmark });
  expect(other).toContain('of simulated domains of all VOs, where use counts half after 1 day');
  expect(other).toContain('whetstone, of which 1 host has an accepted figure');
});
