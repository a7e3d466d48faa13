import { expect, vi } from 'vitest';
import { DriverError, type DriverErrorKind } from '@/lib/drivers/errors';
import type { DomainId } from '@/lib/domain/ids';
import type { ConnectTarget, HostConnection } from '@/lib/drivers/port';
import type { DomainState } from '@/lib/domain/domain';
import { CONTRACT_MEMORY_KIB, type ContractSetup } from '@/lib/drivers/contract/setup';

/** Shared by all parts of the suite; its getters throw before `beforeAll` has run. */
export interface ContractContext {
  readonly setup: ContractSetup;
  /** One open connection to `setup.uri`. */
  readonly host: HostConnection;
  /** A fresh UUID whose domain the suite removes at its end. */
  newDomainId(): DomainId;
}

/** Memory of the domains the suite makes on this host. */
export const memoryOf = (setup: ContractSetup): number => setup.memoryKiB ?? CONTRACT_MEMORY_KIB;

/** A domain that is off, for the suite to use: one of its own, or the one it was given. */
export async function takeDomain(context: ContractContext): Promise<DomainId> {
  const { existing } = context.setup;
  if (existing === undefined) return await defineDomain(context);
  if ((await context.host.readDomain(existing))?.state !== 'off') await context.host.destroy(existing);
  await waitForState(context.host, existing, ['off']);
  return existing;
}

/** Defines a domain of the suite's own. */
export async function defineDomain(
  context: ContractContext,
  name = `contract-${crypto.randomUUID().slice(0, 8)}`,
): Promise<DomainId> {
  const { definition } = context.setup;
  if (definition === undefined) throw new Error('This host defines no domains for the suite.');
  const id = context.newDomainId();
  return context.host.define(definition({ name, id, memoryKiB: memoryOf(context.setup) }));
}

/** The setup's host, as a driver is told of it. */
export const targetOf = ({ uri, credentials }: ContractSetup): ConnectTarget => ({ uri, credentials });

/** The promise must reject with a DriverError of one of these kinds and with a sentence. */
export async function expectDriverError(
  promise: Promise<unknown>,
  ...kinds: readonly DriverErrorKind[]
): Promise<DriverError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!DriverError.is(outcome))
    throw new Error(`Expected a DriverError of kind ${kinds.join(' or ')}, got ${String(outcome)}.`);
  expect(kinds).toContain(outcome.kind);
  expect(outcome.message.length).toBeGreaterThan(10);
  return outcome;
}

/** Waits until the host reports the state; hypervisors settle a little after the call returns. */
export async function waitForState(
  host: HostConnection,
  id: DomainId,
  states: readonly DomainState[],
  timeoutMs = 60_000,
): Promise<void> {
  await vi.waitFor(
    async () => {
      const reading = await host.readDomain(id);
      expect(states).toContain(reading?.state);
    },
    { timeout: timeoutMs, interval: 50 },
  );
}
