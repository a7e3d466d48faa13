/** Networks that Gridbox makes on a host: what it made it finds again and takes away, and others it leaves alone. */
import { describe, expect, it } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { expectDriverError, type ContractContext } from '@/lib/drivers/contract/context';
import type { HostNetworks } from '@/lib/drivers/port';

export function describeNetworks(context: ContractContext): void {
  describe('networks that are made', () => {
    const networksOf = (): HostNetworks => {
      const { networks } = context.host;
      if (networks === undefined) throw new Error('This host makes no networks.');
      return networks;
    };
    const named = async (name: string) => (await context.host.readHost()).networks.find((one) => one.name === name);

    /** What a host that makes none says, whichever way it is asked. */
    const expectNone = async (noNetworks: string): Promise<void> => {
      expect(noNetworks).toMatch(/\.$/);
      if (context.host.networks !== undefined)
        await expectDriverError(context.host.networks.make({ name: 'gbx-none' }), 'unsupported');
    };

    it('are there and active, made once however often they are asked for, and gone once removed; or refused with a sentence', async () => {
      const { noNetworks } = await context.host.capabilities();
      if (noNetworks !== undefined) return await expectNone(noNetworks);
      const networks = networksOf();
      const name = `gbx-${crypto.randomUUID().slice(0, 8)}`;
      expect(await networks.stat(name)).toBeUndefined();
      try {
        await networks.make({ name, cidr: '10.88.7.0/24' });
      } catch (error) {
        // What a bridge needs besides libvirt no host tells beforehand; from then on it says so, and nothing is left.
        if (!DriverError.is(error, 'unsupported')) throw error;
        expect((await context.host.capabilities()).noNetworks).toMatch(/\.$/);
        expect(await networks.stat(name)).toBeUndefined();
        return;
      }
      try {
        await networks.make({ name, cidr: '10.88.7.0/24' });
        expect(await networks.stat(name)).toEqual({ name, active: true, ours: true });
        expect(await named(name)).toMatchObject({ name, kind: 'isolated', active: true });
      } finally {
        expect(await networks.remove(name)).toBe(true);
      }
      expect(await networks.remove(name)).toBe(false);
      expect(await networks.stat(name)).toBeUndefined();
      expect(await named(name)).toBeUndefined();
    });

    it('of others are neither taken over nor removed', async () => {
      const { noNetworks } = await context.host.capabilities();
      if (noNetworks !== undefined) return await expectNone(noNetworks);
      const strange = (await context.host.readHost()).networks[0]?.name;
      // Nobody else has any here: then none is seen either.
      if (strange === undefined) return expect(await networksOf().stat('default')).toBeUndefined();
      const networks = networksOf();
      expect(await networks.stat(strange)).toMatchObject({ ours: false });
      await expectDriverError(networks.make({ name: strange }), 'refused');
      await expectDriverError(networks.remove(strange), 'refused');
      expect(await named(strange)).toBeDefined();
    });
  });
}
