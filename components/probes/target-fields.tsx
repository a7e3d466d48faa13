'use client';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { type Role, ROLE_LABELS, ROLE_NAMES, ROLES } from '@/lib/domain/domain';
import { DEFAULT_PORTS, PROBE_PORT_WORDS, PROBES, probesFor } from '@/lib/domain/probe';
import { portsOf, type TargetForm } from './target-form';

const PROBED_ROLES = ROLES.filter((role) => probesFor([role]).length > 0);

/** Roles, and of those chosen the probes and what they need. */
export function TargetFields({
  form,
  hasIdentity,
}: {
  readonly form: UseFormReturn<TargetForm>;
  readonly hasIdentity: boolean;
}) {
  const { register, control, formState } = form;
  const { errors } = formState;
  const [roles, probes] = useWatch({ control, name: ['roles', 'probes'] });
  const offered = probesFor(roles);
  const chosen = probes.filter((probe) => offered.includes(probe));
  const needsIdentity = chosen.some((probe) => PROBES[probe].needsIdentity);
  const uses = (...ids: readonly string[]): boolean => chosen.some((probe) => ids.includes(probe));
  // Whoever chooses a role wants what it offers; what is not wanted of it is taken away by hand.
  const choose = (role: Role, checked: boolean): void => {
    if (checked) form.setValue('probes', [...new Set([...form.getValues('probes'), ...probesFor([role])])]);
  };
  return (
    <>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">Roles</legend>
        <div className="grid gap-1 sm:grid-cols-2">
          {PROBED_ROLES.map((role) => (
            <Checkbox
              key={role}
              value={role}
              label={ROLE_LABELS[role]}
              hint={ROLE_NAMES[role] === ROLE_LABELS[role] ? undefined : ROLE_NAMES[role]}
              {...register('roles', {
                onChange: (event: { readonly target: HTMLInputElement }) => choose(role, event.target.checked),
              })}
            />
          ))}
        </div>
        <FieldsetError message={errors.roles?.message} />
      </fieldset>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">Probes</legend>
        {offered.length === 0 ? <p className="text-sm text-muted">A role offers its probes.</p> : null}
        <div className="grid gap-1">
          {offered.map((probe) => (
            <Checkbox key={probe} value={probe} label={probe} hint={PROBES[probe].title} {...register('probes')} />
          ))}
        </div>
        <FieldsetError message={errors.probes?.message} />
      </fieldset>
      <Field label="Address" hint="As the agent reaches it: a name or an IP address." error={errors.address?.message}>
        {(field) => <Input {...field} autoComplete="off" placeholder="ce-01.testbed" {...register('address')} />}
      </Field>
      {chosen.length === 0 ? null : (
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Ports, where they are not the usual ones</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {portsOf(chosen).map((name) => (
              <Field key={name} label={PROBE_PORT_WORDS[name]} error={errors.ports?.[name]?.message}>
                {(field) => (
                  <Input
                    {...field}
                    inputMode="numeric"
                    autoComplete="off"
                    placeholder={String(DEFAULT_PORTS[name])}
                    {...register(`ports.${name}`)}
                  />
                )}
              </Field>
            ))}
          </div>
        </fieldset>
      )}
      {uses('wn-state') ? (
        <Field
          label="Name of the node in Slurm"
          optional
          hint="Its address, where none is given."
          error={errors.nodeName?.message}
        >
          {(field) => <Input {...field} autoComplete="off" {...register('nodeName')} />}
        </Field>
      ) : null}
      {uses('ce-job') ? (
        <Field
          label="Queue"
          optional
          hint="Of the batch system; otherwise the CE chooses."
          error={errors.queue?.message}
        >
          {(field) => <Input {...field} autoComplete="off" {...register('queue')} />}
        </Field>
      ) : null}
      {uses('se-put-get-rm', 'se-http', 'se-space') ? (
        <Field
          label="Folder of the SE"
          hint="Probes write a file of 64 KiB in it, and remove it."
          error={errors.dataPath?.message}
        >
          {(field) => <Input {...field} autoComplete="off" {...register('dataPath')} />}
        </Field>
      ) : null}
      {uses('certificate', 'ce-tls', 'ce-rest', 'ce-info', 'ce-job') ? (
        <TlsFields form={form} needsIdentity={needsIdentity} hasIdentity={hasIdentity} />
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Seconds between two askings" error={errors.intervalSeconds?.message}>
          {(field) => <Input {...field} inputMode="numeric" {...register('intervalSeconds')} />}
        </Field>
        {uses('ce-job') ? (
          <Field
            label="Seconds between two jobs"
            hint="A job takes a slot for a minute."
            error={errors.heavyIntervalSeconds?.message}
          >
            {(field) => <Input {...field} inputMode="numeric" {...register('heavyIntervalSeconds')} />}
          </Field>
        ) : null}
      </div>
      <Checkbox
        label="Asked by schedule"
        hint="Otherwise by Run now alone, and no alarm is raised."
        {...register('enabled')}
      />
      <Checkbox
        label="A tiny stand-in"
        hint="It answers as the service does and is none; said wherever it is shown."
        {...register('tiny')}
      />
    </>
  );
}

const FieldsetError = ({ message }: { readonly message: string | undefined }) =>
  message === undefined ? null : (
    <p role="alert" className="text-xs font-medium text-danger">
      {message}
    </p>
  );

function TlsFields({
  form,
  needsIdentity,
  hasIdentity,
}: {
  readonly form: UseFormReturn<TargetForm>;
  readonly needsIdentity: boolean;
  readonly hasIdentity: boolean;
}) {
  const {
    register,
    formState: { errors },
  } = form;
  const pem = { rows: 3, spellCheck: false, autoComplete: 'off', className: 'font-mono text-xs' } as const;
  return (
    <>
      <Field
        label="Name in the certificate"
        optional
        hint="Where it is not the address."
        error={errors.tlsName?.message}
      >
        {(field) => <Input {...field} autoComplete="off" {...register('tlsName')} />}
      </Field>
      <Field
        label="CA"
        optional
        hint="PEM. Without it certificates are read and not verified."
        error={errors.trustedCa?.message}
      >
        {(field) => <Textarea {...field} {...pem} {...register('trustedCa')} />}
      </Field>
      {needsIdentity ? (
        <>
          <Field
            label="Certificate of a member"
            optional
            hint={
              hasIdentity
                ? 'One is stored; another one replaces it.'
                : 'PEM, with its chain. Some probes ask as a member of a VO.'
            }
            error={errors.certificate?.message}
          >
            {(field) => <Textarea {...field} {...pem} {...register('certificate')} />}
          </Field>
          <Field
            label="Its key"
            optional
            hint="PEM, without a passphrase. Kept encrypted and never shown again."
            error={errors.key?.message}
          >
            {(field) => <Textarea {...field} {...pem} {...register('key')} />}
          </Field>
          {hasIdentity ? <Checkbox label="Forget the stored certificate and key" {...register('forget')} /> : null}
        </>
      ) : null}
    </>
  );
}
