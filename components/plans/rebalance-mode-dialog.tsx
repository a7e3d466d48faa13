'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { fieldSentence } from '@/components/form/field-words';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { updateRebalanceSettings } from '@/lib/client/mutations/plans';
import type { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { HOST_CLASSES } from '@/lib/domain/host';
import {
  clock,
  minuteOf,
  MOST_MOVES_A_DAY,
  MOST_REBALANCE_MOVES,
  REBALANCE_MODE_SENTENCES,
  REBALANCE_MODE_WORDS,
  REBALANCE_MODES,
} from '@/lib/domain/rebalance';
import { checkCron, cronWords, isZone } from '@/lib/domain/schedule-times';
import { SCOPE_OPTIONS, wordsOf } from './rebalance-button';

const count = (most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most,
      `A whole number from 1 to ${most}.`,
    );
const time = z
  .string()
  .refine((text) => text.trim() === '' || minuteOf(text) !== undefined, 'Hours and minutes, as in 22:00.');

const Form = z
  .object({
    mode: z.enum(REBALANCE_MODES),
    cron: z.string().superRefine((text, context) => {
      const problem = checkCron(text, new Date(0));
      if (problem !== undefined) context.addIssue({ code: 'custom', message: fieldSentence(problem) });
    }),
    zone: z.string().refine(isZone, 'No time zone of that name; UTC and Europe/Zurich are two.'),
    hostClass: z.enum(['all', ...HOST_CLASSES]),
    mostMoves: count(MOST_REBALANCE_MOVES),
    leastGainPercent: count(100),
    mostMovesADay: count(MOST_MOVES_A_DAY),
    from: time,
    to: time,
    keepsNPlusOne: z.boolean(),
    isolatedVos: z.string(),
  })
  .refine(({ from, to }) => (from.trim() === '') === (to.trim() === ''), {
    path: ['to'],
    message: 'A window has a beginning and an end; leave both out for the whole day.',
  })
  .refine(({ from, to }) => from.trim() === '' || minuteOf(from) !== minuteOf(to), {
    path: ['to'],
    message: 'A window has a length; leave both out for the whole day.',
  });
type Form = z.infer<typeof Form>;
const FIELDS = ['cron', 'zone', 'mostMoves', 'leastGainPercent', 'mostMovesADay', 'isolatedVos'] as const;

/** How hosts are levelled where nobody asks. */
export function RebalanceModeDialog({
  settings,
  onClose,
}: {
  readonly settings: RebalanceSettings;
  readonly onClose: () => void;
}) {
  // As it was read when the dialog opened: somebody else's edit meanwhile is a conflict, not lost.
  const [{ version, ...begun }] = useState(() => ({ ...valuesOf(settings), version: settings.version }));
  const form = useForm<Form>({ resolver: zodResolver(Form), defaultValues: begun });
  const [submitError, setSubmitError] = useState<string>();
  const update = useMutation(updateRebalanceSettings());
  const [mode, cron] = useWatch({ control: form.control, name: ['mode', 'cron'] });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      await update.mutateAsync({ version, body: bodyOf(values) });
      toast.done('The mode was saved');
      onClose();
    } catch (error) {
      setSubmitError(applyServerError(form, error, FIELDS));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Rebalancing by itself"
      description="What is planned and moved goes by your account and what it may do. While a drain is under way nothing is."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" type="submit" form="rebalance-mode" pending={update.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id="rebalance-mode" noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Mode" hint={REBALANCE_MODE_SENTENCES[mode]}>
          {(control) => (
            <Select
              {...control}
              {...form.register('mode')}
              className="w-64"
              options={REBALANCE_MODES.map((value) => ({ value, label: REBALANCE_MODE_WORDS[value] }))}
            />
          )}
        </Field>
        {mode === 'manual' ? null : (
          <>
            <div className="grid items-start gap-3 sm:grid-cols-2">
              <Field
                label="Times"
                error={errors.cron?.message}
                hint={
                  checkCron(cron, new Date(0)) === undefined
                    ? cronWords(cron)
                    : 'Minute, hour, day of the month, month, day of the week; * is each.'
                }
              >
                {(control) => (
                  <Input {...control} {...form.register('cron')} className="font-mono" autoComplete="off" />
                )}
              </Field>
              <Field label="Time zone" error={errors.zone?.message}>
                {(control) => <Input {...control} {...form.register('zone')} autoComplete="off" />}
              </Field>
              <Field label="Hosts">
                {(control) => (
                  <Select {...control} {...form.register('hostClass')} options={SCOPE_OPTIONS} className="w-full" />
                )}
              </Field>
              <Field label="Moves of a plan, at most" error={errors.mostMoves?.message}>
                {(control) => <Input {...control} {...form.register('mostMoves')} inputMode="numeric" />}
              </Field>
              <Field
                label="Least gain in per cent"
                error={errors.leastGainPercent?.message}
                hint="A plan that takes less off the spread is withdrawn."
              >
                {(control) => <Input {...control} {...form.register('leastGainPercent')} inputMode="numeric" />}
              </Field>
              <Field
                label="Isolated VOs"
                optional
                error={errors.isolatedVos?.message}
                hint="Names with commas between: none of their domains goes to a host of another VO."
              >
                {(control) => <Input {...control} {...form.register('isolatedVos')} autoComplete="off" />}
              </Field>
            </div>
            <Checkbox
              {...form.register('keepsNPlusOne')}
              label="Keep N+1"
              hint="A host whose domains with a restart priority would find places elsewhere can still be lost afterwards."
            />
          </>
        )}
        {mode === 'automatic' ? (
          <fieldset className="grid items-start gap-3 sm:grid-cols-3">
            <legend className="mb-1 text-sm font-medium">Limits</legend>
            <Field label="Moves in 24 hours, at most" error={errors.mostMovesADay?.message}>
              {(control) => <Input {...control} {...form.register('mostMovesADay')} inputMode="numeric" />}
            </Field>
            <Field
              label="Begin from"
              optional
              error={errors.from?.message}
              hint="Left out: at any time. Outside it a plan stands still."
            >
              {(control) => <Input {...control} {...form.register('from')} placeholder="22:00" autoComplete="off" />}
            </Field>
            <Field label="Until" optional error={errors.to?.message}>
              {(control) => <Input {...control} {...form.register('to')} placeholder="06:00" autoComplete="off" />}
            </Field>
          </fieldset>
        ) : null}
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}

const valuesOf = (settings: RebalanceSettings): Form => ({
  mode: settings.mode,
  cron: settings.cron,
  zone: settings.zone,
  hostClass: settings.hostClass ?? 'all',
  mostMoves: String(settings.mostMoves),
  leastGainPercent: String(settings.leastGainPercent),
  mostMovesADay: String(settings.mostMovesADay),
  from: settings.window === null ? '' : clock(settings.window.fromMinute),
  to: settings.window === null ? '' : clock(settings.window.toMinute),
  keepsNPlusOne: settings.keepsNPlusOne,
  isolatedVos: settings.isolatedVos.join(', '),
});

function bodyOf(values: Form) {
  const { from, to, hostClass, mostMoves, leastGainPercent, mostMovesADay, isolatedVos, ...rest } = values;
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
  return {
    ...rest,
    hostClass: hostClass === 'all' ? null : hostClass,
    mostMoves: Number(mostMoves),
    leastGainPercent: Number(leastGainPercent),
    mostMovesADay: Number(mostMovesADay),
    isolatedVos: wordsOf(isolatedVos),
    window: fromMinute === undefined || toMinute === undefined ? null : { fromMinute, toMinute },
  };
}
