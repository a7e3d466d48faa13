// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { SiteImported } from '@/lib/contracts/site-imports';
import { ImportResult } from './import-result';

afterEach(cleanup);

const IMPORTED: SiteImported = {
  siteFile: 'apiVersion: gridsite/v1\n',
  problems: [],
  problemCount: 0,
  findings: [
    {
      file: null,
      line: 2,
      column: 38,
      kind: 'not-understood',
      construct: 'kernel "/boot/x"',
      message: 'no place for it',
    },
    { file: 'users.conf', line: 7, column: 1, kind: 'assumed', construct: 'wn1', message: 'role: WN, by its name' },
  ],
  findingCount: 2,
};

test('a site file stands beside what has no place in it, and each place leads to its line', async () => {
  const onGoTo = vi.fn();
  render(<ImportResult imported={IMPORTED} stale={false} onGoTo={onGoTo} />);
  expect(screen.getByRole('region', { name: 'Text of the site file' }).textContent).toContain('gridsite/v1');
  expect(screen.getByText('1 not understood, 1 assumed.')).toBeTruthy();
  const row = screen.getByRole('row', { name: /users\.conf, line 7 Assumed wn1 role: WN/ });
  await userEvent.click(within(row).getByRole('button', { name: 'users.conf, line 7' }));
  expect(onGoTo).toHaveBeenCalledWith(IMPORTED.findings[1]);
});

test('problems are announced with their number, and no file is offered', () => {
  const problems = [{ file: null, line: 8, column: 73, message: 'ip of sfConfig:wn:vm is TBD' }];
  render(
    <ImportResult
      imported={{ ...IMPORTED, siteFile: null, problems, problemCount: 1 }}
      stale
      onGoTo={() => undefined}
    />,
  );
  expect(screen.getByRole('alert').textContent).toMatch(/One problem; no site file is made.*line 8: ip of sfConfig/s);
  expect(screen.queryByRole('button', { name: 'Download' })).toBeNull();
  expect(screen.getByText('The text has been changed since this was read.')).toBeTruthy();
});

test('a list that was cut says how long it is; one without anything says that', () => {
  const { rerender } = render(
    <ImportResult imported={{ ...IMPORTED, findingCount: 900 }} stale={false} onGoTo={() => undefined} />,
  );
  expect(screen.getByText('The first 2 of 900.')).toBeTruthy();
  rerender(
    <ImportResult imported={{ ...IMPORTED, findings: [], findingCount: 0 }} stale={false} onGoTo={() => undefined} />,
  );
  expect(screen.getByText('Everything is in the site file as it stands there.')).toBeTruthy();
  rerender(
    <ImportResult
      imported={{ ...IMPORTED, siteFile: null, findings: [], findingCount: 0 }}
      stale={false}
      onGoTo={() => undefined}
    />,
  );
  expect(screen.queryByRole('heading', { name: 'Findings' })).toBeNull();
});
