// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { FreeMemory } from './host-columns';

afterEach(cleanup);

test('the bar beside what is free shows what is free', () => {
  render(<FreeMemory host={{ name: 'd1', memoryFreeKiB: 2_097_152, memoryTotalKiB: 8_388_608 }} />);
  expect(screen.getByRole('meter', { name: 'Memory free on d1' }).getAttribute('aria-valuetext')).toBe('25 %');
});
