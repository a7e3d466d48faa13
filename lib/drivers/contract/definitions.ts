import { describe, expect, it } from 'vitest';
import type { GridMetadata } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import {
  defineDomain,
  expectDriverError,
  memoryOf,
  takeDomain,
  type ContractContext,
} from '@/lib/drivers/contract/context';

/** Text that breaks careless code; each survives the round trip or is refused with a sentence. */
export const HOSTILE_NAMES: readonly string[] = [
  '<x/>',
  `'; --`,
  `"; DROP TABLE host; --`,
  '&amp;&lt;',
  ']]>',
  'n'.repeat(300),
  '🍇 grid 🧪',
  '../../etc/passwd',
  'a\nb',
  '__proto__',
  '%s%n',
  '1e3',
  '007',
  ' ',
];

const FULL_METADATA: GridMetadata = {
  roles: ['CE', 'VOBOX'],
  vo: 'atlas',
  tags: ['production', `<x/>'; --`, '🍇'],
  homeHost: 'dempsey-01',
  kernelVersion: '2.6.9-42.EL',
  needsFpswa: true,
  antiAffinity: 'ce "pair"',
  affinity: `storage <&'`,
  sshAddress: 'root@[2001:db8::7]:22',
  restartPriority: 'high',
};

/** For hosts on which nothing is defined by us. */
export function describeForeignDefinitions(context: ContractContext): void {
  describe('definitions and metadata', () => {
    it('are not ours to write, and the host says so', async () => {
      await expectDriverError(context.host.define('<domain/>'), 'unsupported');
      const id = await takeDomain(context);
      await expectDriverError(context.host.writeMetadata(id, FULL_METADATA), 'unsupported');
    });
  });
}

export function describeDefinitions(context: ContractContext): void {
  describe('definitions and metadata', () => {
    it('defines, finds and undefines', async () => {
      const id = await defineDomain(context);
      await expect(context.host.readDomain(id)).resolves.toMatchObject({ maxMemoryKiB: memoryOf(context.setup) });
      await context.host.undefine(id);
      await expect(context.host.readDomain(id)).resolves.toBeUndefined();
      await expectDriverError(context.host.undefine(id), 'not-found');
    });

    it('refuses nonsense with a sentence', async () => {
      await expectDriverError(context.host.define('this is not a definition'), 'refused');
      await expectDriverError(context.host.define('<domain/>'), 'refused', 'unsupported');
    });

    it.each(HOSTILE_NAMES)('keeps or refuses the name %j', async (name) => {
      const outcome = await defineDomain(context, name).catch((error: unknown) => error);
      if (typeof outcome !== 'string') {
        expect(DriverError.is(outcome, 'refused')).toBe(true);
        return;
      }
      const id = domainId(outcome);
      const reading = await context.host.readDomain(id);
      expect(reading?.name).toBe(name);
      const listed = (await context.host.listDomains()).find((each) => each.id === id);
      expect(listed?.name).toBe(name);
      expect(listed?.definition).toBeDefined();
      await context.host.undefine(id);
    });

    it('keeps metadata, hostile text included', async () => {
      const capabilities = await context.host.capabilities();
      const id = await defineDomain(context);
      if (!capabilities.metadata) {
        await expectDriverError(context.host.writeMetadata(id, FULL_METADATA), 'unsupported');
        return;
      }
      await context.host.writeMetadata(id, FULL_METADATA);
      await expect(context.host.readDomain(id)).resolves.toMatchObject({ definition: { metadata: FULL_METADATA } });
      await context.host.writeMetadata(id, { roles: [], tags: [], needsFpswa: false });
      const emptied = await context.host.readDomain(id);
      expect(emptied?.definition?.metadata).toEqual({ roles: [], tags: [], needsFpswa: false });
    });
  });
}
