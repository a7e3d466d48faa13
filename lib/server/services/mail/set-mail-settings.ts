import type { z } from 'zod';
import type { MailSettings, SetMailSettings } from '@/lib/contracts/mail';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { sealMailPassword } from './mail-password';
import { mailSettingsBody, SETTINGS_ID } from './mail-rows';

/**
 * Says by which server mail is sent from now on. A password that is kept goes to the server that it was given for, and to no other.
 * @throws AppError `forbidden`, `bad-request` where a password is missing
 */
export async function setMailSettings(options: {
  readonly context: ServiceContext;
  readonly input: SetMailSettings;
}): Promise<z.input<typeof MailSettings>> {
  const { context, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const { host, port, security, sender, username = null } = input;
    const settings = { host, port, security, sender, username, setByName: actor.name, setAt: context.now() };
    const data = { ...settings, passwordSealed: await passwordOf(tx, input) };
    await tx.mailSettings.upsert({
      where: { id: SETTINGS_ID },
      create: { id: SETTINGS_ID, ...data },
      update: data,
    });
    // What waited for a server that did not take it is tried at once.
    await tx.mailDelivery.updateMany({ where: { dueAt: { not: null } }, data: { dueAt: context.now() } });
    await writeAudit(tx, context, {
      action: 'setMailSettings',
      scope: 'leases:approve',
      subjectType: 'mail-settings',
      subjectName: `${host}:${port}`,
      reason: input.reason,
      after: { host, port, security, sender, username },
    });
    return await mailSettingsBody(tx, actor);
  });
}

async function passwordOf(tx: Tx, input: SetMailSettings): Promise<Uint8Array<ArrayBuffer> | null> {
  const { host, port, security, username, password } = input;
  if (username === undefined) return null;
  if (password !== undefined) return sealMailPassword(password, getConfig().secret);
  const row = await tx.mailSettings.findUnique({ where: { id: SETTINGS_ID } });
  const same =
    row !== null &&
    row.host === host &&
    row.port === port &&
    row.security === security &&
    row.username === username &&
    row.passwordSealed !== null;
  if (same) return new Uint8Array(row.passwordSealed ?? []);
  const message = 'is needed: the one that is kept is for another server or username';
  throw new AppError('bad-request', `password: ${message}`, { fields: [{ field: 'password', message }] });
}
