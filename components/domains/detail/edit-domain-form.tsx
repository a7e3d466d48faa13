'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { RefusableFields } from '@/components/form/refusable-fields';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { Select } from '@/components/ui/select';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { editDomain } from '@/lib/client/mutations/domains';
import type { DomainDetail } from '@/lib/contracts/domains';
import { RESTART_PRIORITIES, RESTART_PRIORITY_WORDS } from '@/lib/domain/domain';
import { RoleBoxes, VoField } from '../grid-fields';
import { EditForm, toEdit, toForm } from './edit-form-values';

const FIELDS = [
  'roles',
  'vo',
  'tags',
  'homeHost',
  'kernelVersion',
  'needsFpswa',
  'antiAffinity',
  'affinity',
  'sshAddress',
  'restartPriority',
  'reason',
] as const;

const RESTART_OPTIONS = [
  { value: '', label: 'No' },
  ...RESTART_PRIORITIES.map((value) => ({ value, label: RESTART_PRIORITY_WORDS[value] })),
];

/** The grid's own facts, kept in the domain's definition so that they travel with it. */
export function EditDomainForm({ domain }: { readonly domain: DomainDetail }) {
  const [begun, setBegun] = useState(() => toForm(domain));
  const form = useForm<EditForm>({ resolver: zodResolver(EditForm), defaultValues: begun });
  const [submitError, setSubmitError] = useState<string>();
  const edit = useMutation(editDomain());
  const vo = useWatch({ control: form.control, name: 'vo' });
  const { errors, isDirty } = form.formState;
  const refused = domain.can.edit.allowed ? undefined : domain.can.edit.reason;
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      const { operation } = await edit.mutateAsync({
        id: domain.id,
        idempotencyKey: newIdempotencyKey(),
        body: toEdit(values, begun),
      });
      rememberOwnOperation(operation.id);
      const kept = { ...values, reason: '' };
      setBegun(kept);
      form.reset(kept);
      toast.done('Edit accepted', { detail: 'The agent writes it into the definition.' });
    } catch (error) {
      setSubmitError(applyServerError(form, error, FIELDS));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid max-w-xl gap-4 self-start">
      <h2 className="text-base font-semibold">Grid facts</h2>
      <RefusableFields refused={refused} begun={isDirty} className="grid gap-4">
        <RoleBoxes field={form.register('roles')} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <VoField vo={vo} field={form.register('vo')} error={errors.vo?.message} />
          <Field label="Tags" optional error={errors.tags?.message} hint="Separated by spaces.">
            {(control) => <Input {...control} {...form.register('tags')} />}
          </Field>
          <Field
            label="Home host"
            optional
            error={errors.homeHost?.message}
            hint="Where it belongs when nothing is in the way."
          >
            {(control) => <Input {...control} {...form.register('homeHost')} />}
          </Field>
          <Field
            label="Guest kernel"
            optional
            error={errors.kernelVersion?.message}
            hint="As its owner declares it, e.g. 2.4.21-slc3."
          >
            {(control) => <Input {...control} {...form.register('kernelVersion')} />}
          </Field>
          <Field
            label="Kept apart by"
            optional
            error={errors.antiAffinity?.message}
            hint="Domains with the same word are kept on different hosts."
          >
            {(control) => <Input {...control} {...form.register('antiAffinity')} />}
          </Field>
          <Field
            label="Kept together by"
            optional
            error={errors.affinity?.message}
            hint="Plans keep domains with the same word on one host; who moves one by hand is warned."
          >
            {(control) => <Input {...control} {...form.register('affinity')} />}
          </Field>
          <Field
            label="SSH address"
            optional
            error={errors.sshAddress?.message}
            hint="user@address:port, for programs in a guest without an agent."
          >
            {(control) => <Input {...control} {...form.register('sshAddress')} />}
          </Field>
        </div>
        <Field
          label="Started again after the loss of its host"
          error={errors.restartPriority?.message}
          hint="On another host once the lost one is certainly off, or on its own where that restarts; high priority first."
        >
          {(control) => <Select {...control} {...form.register('restartPriority')} options={RESTART_OPTIONS} />}
        </Field>
        <Checkbox
          label="Needs FPSWA"
          hint="Its software relies on Itanium floating-point software assistance."
          {...form.register('needsFpswa')}
        />
        <Field label="Reason" optional error={errors.reason?.message} hint="Kept in the audit.">
          {(control) => <Input {...control} {...form.register('reason')} />}
        </Field>
      </RefusableFields>
      <SubmitError sentence={submitError} />
      <Button
        type="submit"
        variant="primary"
        className="justify-self-start"
        pending={edit.isPending}
        disabledReason={refused ?? (isDirty ? undefined : 'Nothing has been changed.')}
      >
        Save
      </Button>
    </form>
  );
}
