'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { planRebalance } from '@/lib/client/mutations/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { CLASS_LABELS, HOST_CLASSES } from '@/lib/domain/host';
import { DEFAULT_REBALANCE_MOVES, MOST_REBALANCE_MOVES } from '@/lib/domain/rebalance';
import { pages } from '@/lib/utils/paths';

const ALL = 'all';
export const SCOPE_OPTIONS = [
  { value: ALL, label: 'All hosts' },
  ...HOST_CLASSES.map((value) => ({ value, label: CLASS_LABELS[value] })),
] as const;

const Form = z.object({
  hostClass: z.enum([ALL, ...HOST_CLASSES]),
  mostMoves: z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_REBALANCE_MOVES,
      `A whole number from 1 to ${MOST_REBALANCE_MOVES}.`,
    ),
  keepsNPlusOne: z.boolean(),
  isolatedVos: z.string(),
  reason: z.string().max(500),
});
type Form = z.infer<typeof Form>;

/** Asks what is to be levelled, makes the plan, and opens it. */
export function RebalanceButton() {
  const refused = useScopeRefusal('hosts:write');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" disabledReason={refused} onClick={() => setOpen(true)}>
        Plan a rebalance
      </Button>
      {open ? <RebalanceDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RebalanceDialog({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const form = useForm<Form>({
    resolver: zodResolver(Form),
    defaultValues: {
      hostClass: ALL,
      mostMoves: String(DEFAULT_REBALANCE_MOVES),
      keepsNPlusOne: true,
      isolatedVos: '',
      reason: '',
    },
  });
  const [submitError, setSubmitError] = useState<string>();
  const make = useMutation(planRebalance());
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ hostClass, mostMoves, keepsNPlusOne, isolatedVos, reason }) => {
    setSubmitError(undefined);
    try {
      const plan = await make.mutateAsync({
        hostClass: hostClass === ALL ? null : hostClass,
        mostMoves: Number(mostMoves),
        keepsNPlusOne,
        isolatedVos: wordsOf(isolatedVos),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      });
      router.push(pages.plan(plan.id));
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['hostClass', 'mostMoves', 'isolatedVos', 'reason']));
    }
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Plan a rebalance"
      description="Recommends few live moves after which hosts are used more evenly. Nothing is moved before the plan is read and approved."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" type="submit" form="plan-rebalance" pending={make.isPending}>
            Make the plan
          </Button>
        </>
      }
    >
      <form id="plan-rebalance" noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Hosts" hint="Those between which no domain can be moved are levelled apart in any case.">
          {(control) => (
            <Select {...control} {...form.register('hostClass')} options={SCOPE_OPTIONS} className="w-48" />
          )}
        </Field>
        <Field label="Moves at most" error={errors.mostMoves?.message}>
          {(control) => <Input {...control} {...form.register('mostMoves')} inputMode="numeric" className="max-w-24" />}
        </Field>
        <Checkbox
          {...form.register('keepsNPlusOne')}
          label="Keep N+1"
          hint="A host whose domains with a restart priority would find places elsewhere can still be lost afterwards."
        />
        <Field
          label="Isolated VOs"
          optional
          error={errors.isolatedVos?.message}
          hint="Names with commas between: none of their domains goes to a host of another VO. Who shares one already is not parted."
        >
          {(control) => <Input {...control} {...form.register('isolatedVos')} autoComplete="off" />}
        </Field>
        <Field label="Reason" optional error={errors.reason?.message}>
          {(control) => <Input {...control} {...form.register('reason')} autoComplete="off" />}
        </Field>
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}

/** @example wordsOf('atlas, cms') // ['atlas', 'cms'] */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];
