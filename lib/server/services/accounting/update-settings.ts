import type { z } from 'zod';
import type { AccountingSettingsBody, UpdateAccountingSettings } from '@/lib/contracts/accounting';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readBenchmarks, readSettings, SETTINGS_ID } from './settings-row';

/**
 * Says how use is reckoned, of the past as well: sums are made when they are asked for.
 * @throws AppError `forbidden`; `bad-request` for a benchmark of which no figure was accepted.
 */
export async function updateAccountingSettings(options: {
  readonly context: ServiceContext;
  readonly input: UpdateAccountingSettings;
}): Promise<z.input<typeof AccountingSettingsBody>> {
  const { context, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:approve');
  const { halfLifeDays, benchmark, reason } = input;
  if (benchmark !== null && !(await readBenchmarks(context, benchmark)).types.includes(benchmark)) {
    const message = `no host has an accepted figure of ${benchmark} of which more is better`;
    throw new AppError('bad-request', `benchmark: ${message}.`, { fields: [{ field: 'benchmark', message }] });
  }
  const values = { halfLifeDays, benchmark, setByName: actor.name, setAt: context.now() };
  await db.$transaction(async (tx) => {
    const before = await readSettings(tx);
    await tx.accountingSettings.upsert({
      where: { id: SETTINGS_ID },
      create: { id: SETTINGS_ID, ...values },
      update: values,
    });
    await writeAudit(tx, context, {
      action: 'updateAccountingSettings',
      scope: 'leases:approve',
      subjectType: 'settings',
      subjectId: 'accounting',
      subjectName: 'accounting',
      reason,
      before,
      after: { halfLifeDays, benchmark },
    });
  });
  return { halfLifeDays, benchmark };
}
