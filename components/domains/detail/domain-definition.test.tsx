// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { tileJson } from '@/components/testbed/testing';
import { DomainDetail } from '@/lib/contracts/domains';
import { DOMAIN_VERBS } from '@/lib/domain/domain-actions';
import { UnreadableMark } from '../unreadable-mark';
import { DomainDefinition } from './domain-definition';

afterEach(cleanup);

const WHY = 'The host gave none that libvirt can read, and libvirt does not say why.';

/** A domain of which nothing is known but what its host says without its definition. */
const domain = (change: Record<string, unknown>): DomainDetail =>
  DomainDetail.parse({
    ...tileJson(1, 1),
    hostName: 'esx-01',
    stateReason: null,
    seenAt: '2026-01-01T00:00:00Z',
    definitionUnreadable: null,
    definitionKnown: true,
    maxMemoryKiB: 131_072,
    cpuLoad: null,
    guestMode: 'unknown',
    tags: [],
    homeHost: null,
    guestUptimeMs: null,
    guestHeardAt: null,
    guestAddresses: null,
    can: Object.fromEntries(DOMAIN_VERBS.map((verb) => [verb, { allowed: true }])),
    console: { allowed: true },
    osType: null,
    machine: null,
    kernel: null,
    kernelVersion: null,
    emulated: null,
    cpuModel: null,
    cpuFlags: [],
    persistent: true,
    maxVcpus: 1,
    needsFpswa: false,
    antiAffinity: null,
    affinity: null,
    sshAddress: null,
    restartPriority: null,
    disks: [],
    nics: [],
    passthrough: [],
    hasSnapshots: false,
    sightings: [],
    batchNode: null,
    made: null,
    coldMove: null,
    version: 1,
    ...change,
  });

describe('a definition that cannot be read', () => {
  it('is said, and nothing is claimed of disks, cards or snapshots', () => {
    render(<DomainDefinition domain={domain({ definitionUnreadable: WHY, definitionKnown: false })} />);
    expect(screen.getByText(new RegExp(`cannot be read. ${WHY}`))).toBeTruthy();
    for (const claim of ['No disks.', 'No network cards.', 'No snapshots.'])
      expect(screen.queryByText(claim)).toBeNull();
    expect(screen.getByText('No host reports it.')).toBeTruthy();
  });

  it('leaves what was read before on the page', () => {
    render(<DomainDefinition domain={domain({ definitionUnreadable: WHY })} />);
    expect(screen.getByText('No disks.')).toBeTruthy();
  });

  it('marks the domain in lists, in words too, and no other', () => {
    const { rerender } = render(<UnreadableMark domain={{ definitionUnreadable: WHY }} />);
    expect(screen.getByText(`Its definition cannot be read. ${WHY}`)).toBeTruthy();
    rerender(<UnreadableMark domain={{ definitionUnreadable: null }} />);
    expect(screen.queryByText(/cannot be read/)).toBeNull();
  });
});
