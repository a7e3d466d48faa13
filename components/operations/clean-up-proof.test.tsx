// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { CleanUp } from '@/lib/contracts/domain-making';
import { CleanUpProof } from './clean-up-proof';

afterEach(cleanup);

const PROOF: CleanUp = {
  clean: false,
  items: [
    { what: 'domain', name: 'ce-05', hostName: 'rig-1', outcome: 'gone', words: 'No definition of that UUID.' },
    { what: 'disk', name: '/a.qcow2', hostName: 'rig-1', outcome: 'still-there', words: 'It is still there.' },
    { what: 'disk', name: '/b.qcow2', hostName: 'rig-1', outcome: 'kept', words: 'wn-02 has it as vda.' },
    { what: 'disk', name: '/c.qcow2', hostName: 'rig-2', outcome: 'unknown', words: 'rig-2 does not say.' },
  ],
};

it('says of each thing what was found, in words and not by colour alone', () => {
  render(<CleanUpProof proof={PROOF} />);
  const items = within(screen.getByRole('region', { name: 'Proof of clean-up' })).getAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    'Definition ce-05 on rig-1: goneNo definition of that UUID.',
    'Disk /a.qcow2 on rig-1: still thereIt is still there.',
    'Disk /b.qcow2 on rig-1: keptwn-02 has it as vda.',
    'Disk /c.qcow2 on rig-2: not knownrig-2 does not say.',
  ]);
  expect(screen.getByText('Not everything that was to go is known to be gone.')).toBeTruthy();
});

it('says that all is gone only where it is', () => {
  render(<CleanUpProof proof={{ clean: true, items: PROOF.items.slice(0, 1) }} />);
  expect(screen.getByText('Everything that was to go was looked for again and not found.')).toBeTruthy();
});
