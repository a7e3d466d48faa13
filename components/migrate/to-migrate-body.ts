import { MigrateDomain } from '@/lib/contracts/migrations';
import type { Candidate } from '@/lib/contracts/migrations';
import type { z } from 'zod';
import type { MigrateForm } from './migrate-options';

type Body = z.input<typeof MigrateDomain>;

/**
 * From what was typed to what is sent; options the pair does not offer are left out, whatever was typed for another pair.
 * `errors` by field, in sentences, when something typed is no number in its range. Pure.
 */
export function toMigrateBody(
  form: MigrateForm,
  target: Candidate,
): { readonly body: Body } | { readonly errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const number = (field: 'bandwidthMiBps' | 'maxDowntimeMs', text: string, offered: boolean, range: string) => {
    if (!offered || text.trim() === '') return undefined;
    const value = Number(text);
    if (!MigrateDomain.shape[field].safeParse(value).success) errors[field] = range;
    return value;
  };
  const bandwidthMiBps = number(
    'bandwidthMiBps',
    form.bandwidthMiBps,
    target.options.bandwidthCap,
    'Type a whole number from 1 to 100,000, or leave it empty.',
  );
  const maxDowntimeMs = number(
    'maxDowntimeMs',
    form.maxDowntimeMs,
    target.options.downtimeCap,
    'Type a whole number from 1 to 60,000, or leave it empty.',
  );
  const workload = form.measure ? { dirtyMiBPerSecond: Number(form.dirtyMiBPerSecond.trim() || '0') } : undefined;
  if (!MigrateDomain.shape.workload.safeParse(workload).success)
    errors['workload'] = 'Type a whole number from 0 to 4,096.';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    body: {
      targetHostId: target.hostId,
      live: target.options.live && !form.stopAndCopy,
      ...(bandwidthMiBps === undefined ? {} : { bandwidthMiBps }),
      ...(maxDowntimeMs === undefined ? {} : { maxDowntimeMs }),
      // Both shorten a copy that runs beside the guest.
      autoConverge: !form.stopAndCopy && target.options.autoConverge && form.autoConverge,
      postCopy: !form.stopAndCopy && target.options.postCopy && form.postCopy,
      copyStorage: target.options.copyStorage && form.copyStorage,
      ...(workload === undefined ? {} : { workload }),
      ...(form.reason.trim() === '' ? {} : { reason: form.reason.trim() }),
    },
  };
}
