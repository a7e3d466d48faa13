'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { applyServerError } from '@/components/form/apply-server-error';
import { RefusableFields } from '@/components/form/refusable-fields';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { resizeDomain } from '@/lib/client/mutations/domains';
import { type DomainDetail, ResizeDomain } from '@/lib/contracts/domains';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';

/** Memory is typed in MiB and sent in KiB, so the form has its own shape; the contract has the last word. */
const Form = z.object({
  memoryMiB: z.string().regex(/^\d{1,9}$/, 'A whole number of MiB, of at most 9 digits.'),
  vcpus: z.string().regex(/^\d{1,4}$/, 'A whole number, of at most 4 digits.'),
  reason: z.string().max(500, 'At most 500 characters.'),
});
type Form = z.infer<typeof Form>;

const toForm = (domain: DomainDetail): Form => ({
  memoryMiB: String(Math.round(domain.memoryKiB / KIB_PER_MIB)),
  vcpus: String(domain.vcpus),
  reason: '',
});

/** Memory and vCPUs, also while it runs where the guest and its driver can. */
export function ResizeDomainForm({ domain }: { readonly domain: DomainDetail }) {
  const [begun, setBegun] = useState(() => toForm(domain));
  const form = useForm<Form>({ resolver: zodResolver(Form), defaultValues: begun });
  const [submitError, setSubmitError] = useState<string>();
  const resize = useMutation(resizeDomain());
  const { errors, isDirty } = form.formState;
  const refused = domain.can.resize.allowed ? undefined : domain.can.resize.reason;
  const submit = form.handleSubmit(async (values) => {
    const body = ResizeDomain.safeParse({
      ...(values.memoryMiB === begun.memoryMiB ? {} : { memoryKiB: Number(values.memoryMiB) * KIB_PER_MIB }),
      ...(values.vcpus === begun.vcpus ? {} : { vcpus: Number(values.vcpus) }),
      ...(values.reason.trim() === '' ? {} : { reason: values.reason.trim() }),
    });
    if (!body.success) {
      setSubmitError(body.error.issues[0]?.message);
      return;
    }
    setSubmitError(undefined);
    try {
      const { operation } = await resize.mutateAsync({
        id: domain.id,
        idempotencyKey: newIdempotencyKey(),
        body: body.data,
      });
      rememberOwnOperation(operation.id);
      const kept = { ...values, reason: '' };
      setBegun(kept);
      form.reset(kept);
      toast.done('Resize accepted', { detail: 'The domain changes once the agent has done it.' });
    } catch (error) {
      setSubmitError(applyServerError(form, error, ['vcpus', 'reason']));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid max-w-xl gap-4 self-start">
      <h2 className="text-base font-semibold">Size</h2>
      <RefusableFields refused={refused} begun={isDirty} className="grid gap-4">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            label="Memory in MiB"
            error={errors.memoryMiB?.message}
            hint={`It has ${formatMemory(domain.memoryKiB)}, at most ${formatMemory(domain.maxMemoryKiB)} while it runs.`}
          >
            {(control) => <Input {...control} {...form.register('memoryMiB')} inputMode="numeric" />}
          </Field>
          <Field
            label="vCPUs"
            error={errors.vcpus?.message}
            hint={`It has ${domain.vcpus}, at most ${domain.maxVcpus} while it runs.`}
          >
            {(control) => <Input {...control} {...form.register('vcpus')} inputMode="numeric" />}
          </Field>
        </div>
        <Field label="Reason" optional error={errors.reason?.message} hint="Kept in the audit.">
          {(control) => <Input {...control} {...form.register('reason')} />}
        </Field>
      </RefusableFields>
      <SubmitError sentence={submitError} />
      <Button
        type="submit"
        variant="primary"
        className="justify-self-start"
        pending={resize.isPending}
        disabledReason={refused ?? (isDirty ? undefined : 'Nothing has been changed.')}
      >
        Resize
      </Button>
    </form>
  );
}
