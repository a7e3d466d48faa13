'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { useSettled } from '@/components/form/use-settled';
import { canChoose } from '@/components/migrate/candidate-order';
import { DomainPicker } from '@/components/plans/what-if/named-picker';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { createDomain } from '@/lib/client/mutations/domain-making';
import { creationQuery, domainQuery } from '@/lib/client/queries/domains';
import { hostQuery } from '@/lib/client/queries/hosts';
import type { DomainDetail } from '@/lib/contracts/domains';
import { pages } from '@/lib/utils/paths';
import { KIB_PER_MIB } from '@/lib/utils/units';
import { BootFields } from './boot-fields';
import {
  CREATE_FIELDS,
  CreateForm,
  EMPTY_CREATE_FORM,
  MADE_ARCHITECTURES,
  toCheckBody,
  toCreateBody,
} from './create-form';
import { RoleBoxes, VoField } from '../grid-fields';
import { DiskFields } from './disk-fields';
import { NetworkFields } from './network-fields';
import { PlaceFields } from './place-fields';

const ARCHITECTURE_OPTIONS = [
  ...MADE_ARCHITECTURES.map((value) => ({ value, label: value })),
  { value: '', label: 'That of its host' },
];

/** Makes a domain with its disks; where it fits is answered while the form is filled. */
export function CreateDomainDialog({
  hostId,
  onClose,
}: {
  /** Where it was asked for; left out: where it fits best. */
  readonly hostId?: string | undefined;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm<CreateForm>({ resolver: zodResolver(CreateForm), defaultValues: EMPTY_CREATE_FORM });
  const [likeText, setLikeText] = useState<{ readonly text: string; readonly id: string | undefined }>({
    text: '',
    id: undefined,
  });
  const [like, setLike] = useState<DomainDetail>();
  const [chosen, setChosen] = useState(hostId);
  const [submitError, setSubmitError] = useState<string>();
  // Sent again after no answer came, the same wish keeps its key and stays one domain; a changed wish is a new one.
  const [wish, setWish] = useState({ text: '', key: '' });
  const create = useMutation(createDomain());
  // Whole: each field has its default.
  const vo = useWatch({ control: form.control, name: 'vo' });
  const values = useSettled(JSON.stringify(useWatch({ control: form.control })));
  const body = toCheckBody({ ...EMPTY_CREATE_FORM, ...(JSON.parse(values) as CreateForm) }); // our own text of a moment ago
  const check = useQuery(creationQuery(body));
  const items = check.data?.items ?? [];
  // Named once: what a later reading recommends does not change what is about to be confirmed.
  if (chosen === undefined) {
    const first = items.find((each) => each.recommended);
    if (first !== undefined) setChosen(first.hostId);
  }
  const target = items.find((each) => each.hostId === chosen);
  const able = target !== undefined && canChoose(target);
  const host = useQuery({ ...hostQuery(chosen ?? ''), enabled: chosen !== undefined }).data;
  const { errors } = form.formState;

  const beLike = async (next: { readonly text: string; readonly id: string | undefined }): Promise<void> => {
    setLikeText(next);
    form.clearErrors('like');
    const before = like;
    const found =
      next.id === undefined ? undefined : await client.fetchQuery(domainQuery(next.id)).catch(() => undefined);
    setLike(found);
    if (found === undefined) {
      if (before !== undefined) form.reset({ ...EMPTY_CREATE_FORM, name: form.getValues('name') });
    } else form.reset(asItIs(form.getValues(), found));
  };
  const submit = form.handleSubmit(async (typed) => {
    setSubmitError(undefined);
    if (likeText.text.trim() !== '' && like === undefined) {
      form.setError('like', { message: 'No domain of that name.' }, { shouldFocus: true });
      return;
    }
    const wanted = toCreateBody(typed, chosen);
    const text = JSON.stringify(wanted);
    const key = text === wish.text ? wish.key : newIdempotencyKey();
    setWish({ text, key });
    try {
      const { operation } = await create.mutateAsync({ idempotencyKey: key, body: wanted });
      rememberOwnOperation(operation.id);
      onClose();
      router.push(pages.operation(operation.id));
    } catch (error) {
      setSubmitError(applyServerError(form, error, CREATE_FIELDS));
      // A refusal now means that the verdicts on screen are old.
      void check.refetch();
    }
  });

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Create domain"
      description="Its disks, its definition and its start are one operation: all of it is there afterwards, or nothing."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="create-domain"
            variant="primary"
            pending={create.isPending}
            disabledReason={
              able
                ? undefined
                : check.data === undefined
                  ? 'The hosts are still being checked.'
                  : items.some(canChoose)
                    ? 'Choose a host that can take it.'
                    : 'No host can take it now; each row says why.'
            }
          >
            Create
          </Button>
        </>
      }
    >
      <form id="create-domain" noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            label="Name"
            error={errors.name?.message}
            hint="Also that of its guest: lower-case letters, digits and dashes."
          >
            {(control) => <Input {...control} {...form.register('name')} autoComplete="off" spellCheck={false} />}
          </Field>
          <DomainPicker
            label="Like an existing domain (optional)"
            value={likeText}
            error={errors.like?.message}
            onChange={(next) => void beLike(next)}
          />
        </div>
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field label="Memory in MiB" error={errors.memoryMiB?.message}>
            {(control) => <Input {...control} {...form.register('memoryMiB')} inputMode="numeric" />}
          </Field>
          <Field label="At most, in MiB" optional error={errors.maxMemoryMiB?.message} hint="Empty: no more.">
            {(control) => <Input {...control} {...form.register('maxMemoryMiB')} inputMode="numeric" />}
          </Field>
          <Field label="vCPUs" error={errors.vcpus?.message}>
            {(control) => <Input {...control} {...form.register('vcpus')} inputMode="numeric" />}
          </Field>
        </div>
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field label="Architecture">
            {(control) => (
              <Select
                {...control}
                {...form.register('architecture')}
                options={ARCHITECTURE_OPTIONS}
                className="w-full"
              />
            )}
          </Field>
        </div>
        <BootFields form={form} likeName={like?.name} />
        {like === undefined ? null : (
          <Checkbox
            label={`Copy the disks of ${like.name} too`}
            hint={
              like.state === 'off' || like.state === 'crashed'
                ? 'Byte by byte, on the host where they lie.'
                : `${like.name} is ${like.state}; its disks are copied only while it is off.`
            }
            disabled={like.state !== 'off' && like.state !== 'crashed'}
            {...form.register('copyDisks')}
          />
        )}
        <DiskFields
          form={form}
          folders={(host?.storage ?? []).flatMap((pool) => pool.path ?? [])}
          simulated={target?.simulated === true}
        />
        <NetworkFields form={form} host={host} likeName={like?.name} />
        <PlaceFields check={check.data} error={check.error} hostId={chosen} onChange={setChosen} />
        <RoleBoxes field={form.register('roles')} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <VoField vo={vo} field={form.register('vo')} error={errors.vo?.message} />
          <Field label="Tags" optional error={errors.tags?.message} hint="Separated by spaces.">
            {(control) => <Input {...control} {...form.register('tags')} />}
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
            hint="Domains with the same word are kept on one host."
          >
            {(control) => <Input {...control} {...form.register('affinity')} />}
          </Field>
          <Field
            label="Note"
            optional
            error={errors.note?.message}
            hint="How long it is to live, and for what. Shown on its page."
          >
            {(control) => <Input {...control} {...form.register('note')} />}
          </Field>
          <Field label="Reason" optional error={errors.reason?.message} hint="Kept in the audit.">
            {(control) => <Input {...control} {...form.register('reason')} />}
          </Field>
        </div>
        <Checkbox label="Start it, and listen for its guest" {...form.register('start')} />
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}

/** Everything of the other that a new one can have; what was typed as its name stays. */
const asItIs = (form: CreateForm, like: DomainDetail): CreateForm => ({
  ...EMPTY_CREATE_FORM,
  name: form.name,
  like: like.id,
  boot: 'like',
  disks: [],
  networksAsLike: true,
  roles: [...like.roles],
  vo: like.vo ?? '',
  tags: like.tags.join(' '),
  affinity: like.affinity ?? '',
  antiAffinity: like.antiAffinity ?? '',
  memoryMiB: String(Math.round(like.memoryKiB / KIB_PER_MIB)),
  maxMemoryMiB: like.maxMemoryKiB > like.memoryKiB ? String(Math.round(like.maxMemoryKiB / KIB_PER_MIB)) : '',
  vcpus: String(like.vcpus),
  architecture: like.architecture === 'unknown' ? '' : like.architecture,
});
