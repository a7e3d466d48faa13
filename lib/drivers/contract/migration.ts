import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HostConnection, MigrateOptions, MigrationProgress } from '@/lib/drivers/port';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { MigrationSetup } from '@/lib/drivers/contract/setup';
import { expectDriverError, waitForState, type ContractContext } from '@/lib/drivers/contract/context';

/** A migration that nobody waits for any more must have come to its end within this, in milliseconds. */
const GO_ON_MS = 120_000;
/** There and back, in milliseconds: emulated hosts share two cores. */
const ROUND_TRIP_MS = 300_000;
/** After the call returned, the guest must be heard at the target within this, in milliseconds. Generous: a shared test machine. */
const HEAR_AFTER_MOVE_MS = 20_000;

export function describeMigration(context: ContractContext): void {
  describe('migration', () => {
    let source: HostConnection;
    let target: HostConnection;
    let pair: MigrationSetup;

    beforeAll(async () => {
      if (context.setup.migration === undefined) throw new Error('The setup offers no second host.');
      pair = context.setup.migration;
      source = await context.setup.driver.connect({ uri: pair.sourceUri });
      target = await context.setup.driver.connect({ uri: pair.targetUri });
    });
    afterAll(async () => {
      await source?.close();
      await target?.close();
    });

    it('refuses to move live where this pair cannot, and the domain runs on where it was', async () => {
      if (pair.live !== false) return;
      const options = { live: true, migrateUri: pair.migrateUriToTarget };
      await expectDriverError(source.migrate(pair.domainId, target, options), 'unsupported');
      await waitForState(source, pair.domainId, ['running']);
      await expect(target.readDomain(pair.domainId)).resolves.toBeUndefined();
      // From now on it is known before anybody asks.
      expect((await source.capabilities()).migration.liveParavirtual).toBe(false);
    });

    it(
      'moves a running domain there and back, tells of it, and where it cannot be stopped says so',
      async () => {
        const id = pair.domainId;
        const live = pair.live ?? true;
        const there: MigrationProgress[] = [];
        const consoleEnded = vi.fn();
        const { noConsole } = await source.capabilities();
        if (noConsole === undefined) await source.openConsole(id, { onBytes: () => undefined, onEnd: consoleEnded });
        const report = await source.migrate(
          id,
          target,
          { live, migrateUri: pair.migrateUriToTarget },
          { onProgress: (each) => there.push(each) },
        );
        expect(report.elapsedMs).toBeGreaterThan(0);
        expect(there.length).toBeGreaterThan(0);
        for (const each of there) expect(each.elapsedMs).toBeGreaterThanOrEqual(0);
        await waitForState(target, id, ['running']);
        await expect(target.readDomain(id)).resolves.toMatchObject({ persistent: true });
        await expect(source.readDomain(id)).resolves.toBeUndefined();
        // Whoever had its console open is told that it has left.
        if (noConsole === undefined) expect(consoleEnded).toHaveBeenCalledOnce();
        if (context.setup.guest?.domainId === id) {
          const sign = await target.hearGuest(id, { deadlineMs: HEAR_AFTER_MOVE_MS });
          expect(sign.uptimeMs).toBeGreaterThan(0);
        }
        const back = { live, migrateUri: pair.migrateUriToSource };
        if ((await target.capabilities()).migration.cancel) await target.migrate(id, source, back);
        else await stopInVain(id, back);
        await waitForState(source, id, ['running'], GO_ON_MS);
        await vi.waitFor(async () => expect(await target.readDomain(id)).toBeUndefined(), { timeout: GO_ON_MS });
      },
      ROUND_TRIP_MS,
    );

    /** From the target back to the source, where nothing can stop a migration: it says so to the signal, and goes on. */
    async function stopInVain(id: DomainId, options: MigrateOptions): Promise<void> {
      const abort = new AbortController();
      const onProgress = (each: MigrationProgress): void => {
        if (each.phase === 'copying') abort.abort();
      };
      await expectDriverError(
        target.migrate(id, source, options, { onProgress }, { signal: abort.signal }),
        'unsupported',
      );
      expect(target.open).toBe(true);
      await expect(target.migrationJob(id)).resolves.toMatchObject({ phase: 'copying' });
      await expectDriverError(target.abortMigration(id), 'unsupported');
    }

    it('is cancelled by the signal, and the domain runs on where it was', async () => {
      const capabilities = await source.capabilities();
      if (!capabilities.migration.cancel) return;
      const abort = new AbortController();
      const seen: MigrationProgress[] = [];
      const options = { live: true, migrateUri: pair.migrateUriToTarget, bandwidthMiBps: pair.slowMiBps };
      const onProgress = (each: MigrationProgress): void => {
        seen.push(each);
        if (each.phase === 'copying' && (each.bytesTransferred ?? 1) > 0) abort.abort();
      };
      await expectDriverError(
        source.migrate(pair.domainId, target, options, { onProgress }, { signal: abort.signal }),
        'cancelled',
      );
      expect(seen.length).toBeGreaterThan(0);
      await waitForState(source, pair.domainId, ['running']);
      await expect(target.readDomain(pair.domainId)).resolves.toBeUndefined();
      await expect(source.migrationJob(pair.domainId)).resolves.toBeUndefined();
    });

    it('shows and aborts a job that another agent began', async () => {
      const capabilities = await source.capabilities();
      if (!capabilities.migration.cancel) return;
      const heir = await context.setup.driver.connect({ uri: pair.sourceUri });
      let began = (): void => undefined;
      const beginning = new Promise<void>((resolve) => (began = resolve));
      const options = { live: true, migrateUri: pair.migrateUriToTarget, bandwidthMiBps: pair.slowMiBps };
      const moving = source
        .migrate(pair.domainId, target, options, { onProgress: (each) => each.phase === 'copying' && began() })
        .catch((error: unknown) => error);
      await beginning;
      const job = await heir.migrationJob(pair.domainId);
      expect(job?.elapsedMs).toBeGreaterThan(0);
      await heir.abortMigration(pair.domainId);
      await expectDriverError(
        moving.then((outcome) => Promise.reject(outcome)),
        'cancelled',
      );
      await waitForState(source, pair.domainId, ['running']);
      await heir.close();
    });

    it('refuses a domain this host does not know, and a host that is itself', async () => {
      await expectDriverError(source.migrate(domainId(crypto.randomUUID()), target, { live: true }), 'not-found');
      await expectDriverError(source.migrate(pair.domainId, source, { live: true }), 'refused', 'internal');
      await waitForState(source, pair.domainId, ['running']);
      await expect(source.migrationJob(pair.domainId)).resolves.toBeUndefined();
    });
  });
}
