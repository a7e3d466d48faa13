'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { placeErrors } from '@/components/form/place-errors';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { removeVoQuota, setVoQuota } from '@/lib/client/mutations/leases';
import type { VoQuota } from '@/lib/contracts/environments';

const FIELDS = [
  { name: 'domains', label: 'Domains' },
  { name: 'vcpus', label: 'vCPUs' },
  { name: 'ia64Vcpus', label: 'of these on IA-64' },
  { name: 'memoryMiB', label: 'Memory in MiB' },
  { name: 'diskGiB', label: 'Disk in GiB' },
] as const;
const NAMES = ['vo', 'domains', 'vcpus', 'ia64Vcpus', 'memoryMiB', 'diskGiB'] as const;
const WHOLE = /^[0-9]{0,9}$/;

/** @param known VOs that one may be chosen of, where none is given: a name mistyped would hold for nobody */
export function QuotaDialog({
  quota,
  known,
  onClose,
}: {
  readonly quota: VoQuota | undefined;
  readonly known: readonly string[];
  readonly onClose: () => void;
}) {
  const [vo, setVo] = useState(quota?.vo ?? known[0] ?? '');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(FIELDS.map(({ name }) => [name, String(quota?.[name] ?? '')])),
  );
  const save = useMutation(setVoQuota());
  const sent = placeErrors(save.error, NAMES);
  const textOf = (name: string): string => typed[name]?.trim() ?? '';
  const limitOf = (name: string): number | null => (textOf(name) === '' ? null : Number(textOf(name)));
  const bad = FIELDS.filter(({ name }) => !WHOLE.test(textOf(name)));
  return (
    <ConfirmDialog
      title={quota === undefined ? 'Set a quota' : `Quota of ${quota.vo}`}
      consequence="Holds for what is approved from now on; leases that were approved stay. A field that is left out has no limit."
      confirmLabel="Set quota"
      pending={save.isPending}
      error={sent.rest}
      disabledReason={
        vo === ''
          ? 'No VO is known yet: one is by its first account.'
          : bad.length > 0
            ? 'Put right the fields that are marked.'
            : undefined
      }
      onConfirm={() =>
        save.mutate(
          {
            vo,
            vcpus: limitOf('vcpus'),
            ia64Vcpus: limitOf('ia64Vcpus'),
            memoryMiB: limitOf('memoryMiB'),
            diskGiB: limitOf('diskGiB'),
            domains: limitOf('domains'),
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <div className="grid gap-3">
        {quota === undefined ? (
          <Field label="VO" error={sent.at.vo} hint="Those that an account, a domain, a site or a lease here is of">
            {(control) => (
              <Select
                {...control}
                value={vo}
                options={known.map((value) => ({ value, label: value }))}
                onValueChange={setVo}
              />
            )}
          </Field>
        ) : null}
        {FIELDS.map(({ name, label }) => (
          <Field
            key={name}
            label={label}
            optional
            error={WHOLE.test(textOf(name)) ? sent.at[name] : 'This must be a whole number, 0 at least.'}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={typed[name] ?? ''}
                onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </ConfirmDialog>
  );
}

/** Takes the limits of a VO away. */
export function RemoveQuotaDialog({ vo, onClose }: { readonly vo: string; readonly onClose: () => void }) {
  const remove = useMutation(removeVoQuota());
  return (
    <ConfirmDialog
      title={`Remove the quota of ${vo}`}
      consequence="Its leases may take whatever fits from now on."
      confirmLabel="Remove quota"
      danger
      pending={remove.isPending}
      error={remove.error === null ? undefined : errorSentence(remove.error)}
      onConfirm={() => remove.mutate(vo, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
