/**
 * The behaviour every driver has, told once. `describeDriverContract` registers vitest suites; a driver's test file calls it
 * with a setup. Parts that need two hosts or a guest run where the setup offers them, and are listed as absent where not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostConnection } from '@/lib/drivers/port';
import { domainId } from '@/lib/domain/ids';
import type { ContractSetup } from '@/lib/drivers/contract/setup';
import { describeConnecting } from '@/lib/drivers/contract/connecting';
import { describeDefinitions, describeForeignDefinitions } from '@/lib/drivers/contract/definitions';
import { describeGuest } from '@/lib/drivers/contract/guest';
import { describeHostPrograms } from '@/lib/drivers/contract/host-programs';
import { describeLifecycle } from '@/lib/drivers/contract/lifecycle';
import { describeMaking } from '@/lib/drivers/contract/making';
import { describeMigration } from '@/lib/drivers/contract/migration';
import { describeNetworks } from '@/lib/drivers/contract/networks';
import { describeReading } from '@/lib/drivers/contract/reading';
import { targetOf, type ContractContext } from '@/lib/drivers/contract/context';

/** Registers the suite under `name`. `setup` runs once before everything. */
export function describeDriverContract(
  name: string,
  setup: () => Promise<ContractSetup>,
  offered: {
    readonly migration?: boolean;
    readonly guest?: boolean;
    readonly defines?: boolean;
    readonly making?: boolean;
  } = {},
): void {
  const parts = { migration: false, guest: false, defines: true, making: false, ...offered };
  describe(`driver contract: ${name}`, () => {
    let made: ContractSetup | undefined;
    let connection: HostConnection | undefined;
    const ours = new Set<string>();
    const context: ContractContext = {
      get setup() {
        if (made === undefined) throw new Error('The setup has not run.');
        return made;
      },
      get host() {
        if (connection === undefined) throw new Error('The host is not connected.');
        return connection;
      },
      newDomainId() {
        const id = domainId(crypto.randomUUID());
        ours.add(id);
        return id;
      },
    };

    beforeAll(async () => {
      made = await setup();
      const available = made.driver.available();
      if (!available.ok) throw new Error(`${available.reason} ${available.remedy}`);
      connection = await made.driver.connect(targetOf(made));
    });

    afterAll(async () => {
      if (connection?.open === true) {
        for (const reading of await connection.listDomains()) {
          if (!ours.has(reading.id)) continue;
          if (reading.state === 'saved') await connection.discardSaved(reading.id);
          else if (reading.state !== 'off' && reading.state !== 'crashed') await connection.destroy(reading.id);
          if (reading.persistent) await connection.undefine(reading.id);
        }
      }
      await connection?.close();
      await made?.dispose();
      await made?.driver.stop();
    });

    describeConnecting(context);
    describeReading(context);
    if (parts.defines) describeDefinitions(context);
    else describeForeignDefinitions(context);
    if (parts.making) describeMaking(context);
    describeLifecycle(context);
    if (parts.migration) describeMigration(context);
    if (parts.guest) describeGuest(context);
    describeHostPrograms(context);
    describeNetworks(context);

    it('offers what the suite was told to test', () => {
      expect({
        migration: context.setup.migration !== undefined,
        guest: context.setup.guest !== undefined,
        defines: context.setup.definition !== undefined,
        making: context.setup.making !== undefined,
      }).toEqual(parts);
    });
  });
}
