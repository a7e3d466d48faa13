import { describe, expect, it, vi } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { domainId } from '@/lib/domain/ids';
import { expectDriverError, targetOf, type ContractContext } from '@/lib/drivers/contract/context';

/** How long a connect may take in this suite before it must have given up, in milliseconds. */
const CONNECT_DEADLINE_MS = 3_000;

/** Twenty lists are answered by an emulated host within this, in milliseconds, even where it shares two cores. */
const ANSWERED_MS = 30_000;

export function describeConnecting(context: ContractContext): void {
  describe('connecting and closing', () => {
    it('names its schemes and accepts the setup’s address', () => {
      const scheme = context.setup.uri.split(':')[0];
      expect(context.setup.driver.schemes).toContain(scheme);
      expect(context.host).toMatchObject({ uri: context.setup.uri, driver: context.setup.driver.name, open: true });
    });

    it.each(['', 'no-scheme', 'http://example.org/', 'javascript:alert(1)', 'file:///etc/passwd'])(
      'refuses the address %j with a sentence',
      async (uri) => {
        await expectDriverError(context.setup.driver.connect({ uri }), 'refused', 'unsupported');
      },
    );

    it('says unreachable, in time, where nobody answers', async () => {
      const began = Date.now();
      await expectDriverError(
        context.setup.driver.connect(
          { uri: context.setup.deadUri, credentials: context.setup.credentials },
          { deadlineMs: CONNECT_DEADLINE_MS },
        ),
        'unreachable',
        'timeout',
      );
      expect(Date.now() - began).toBeLessThan(CONNECT_DEADLINE_MS + 1_000);
    });

    it('closes twice without complaint and refuses calls afterwards', async () => {
      const connection = await context.setup.driver.connect(targetOf(context.setup));
      expect(connection.open).toBe(true);
      await connection.close();
      await connection.close();
      expect(connection.open).toBe(false);
      await expectDriverError(connection.listDomains(), 'unreachable');
      await expectDriverError(connection.readHost(), 'unreachable');
    });

    it('settles every pending call when it is closed', async () => {
      const connection = await context.setup.driver.connect(targetOf(context.setup));
      const pending = Array.from({ length: 20 }, () =>
        connection.listDomains().then(
          () => 'answered' as const,
          (error: unknown) => error,
        ),
      );
      await connection.close();
      for (const outcome of await Promise.all(pending)) {
        if (outcome !== 'answered') expect(DriverError.is(outcome, 'unreachable')).toBe(true);
      }
      // A slow host has these calls to answer still, and is not asked more until it has.
      await vi.waitFor(
        async () => {
          const next = await context.setup.driver.connect(targetOf(context.setup));
          await next.close();
        },
        { timeout: ANSWERED_MS, interval: 100 },
      );
    });

    it('leaves other connections to the same host alone when one closes', async () => {
      const other = await context.setup.driver.connect(targetOf(context.setup));
      await other.close();
      await expect(context.host.listDomains()).resolves.toBeInstanceOf(Array);
    });

    it('gives up at the deadline and at the signal', async () => {
      await expectDriverError(context.host.listDomains({ signal: AbortSignal.abort() }), 'cancelled');
      await expectDriverError(context.host.listDomains({ deadlineMs: 0 }), 'timeout');
      await expect(context.host.listDomains()).resolves.toBeInstanceOf(Array);
    });

    it('gives each of many failing calls its own error', async () => {
      const PAIRS = 16;
      await Promise.all(
        Array.from({ length: PAIRS }, async () => {
          const [stranger, nonsense] = await Promise.all([
            expectDriverError(context.host.start(domainId(crypto.randomUUID())), 'not-found'),
            expectDriverError(context.host.define('this is not a definition'), 'refused', 'unsupported'),
          ]);
          expect(stranger.message).not.toBe(nonsense.message);
        }),
      );
    });
  });
}
