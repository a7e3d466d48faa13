'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { SubmitError } from '@/components/form/submit-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { ErrorState } from '@/components/status/view-states';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { testConnection, updateHost } from '@/lib/client/mutations/hosts';
import { hostQuery } from '@/lib/client/queries/hosts';
import type { HostDetail, UpdateHost } from '@/lib/contracts/hosts';
import { failureOf } from './try-address';
import { credentialsOf, HOST_FORM_FIELDS, HostFields, HostForm } from './host-form';

/** Edits a host as it was read when the dialog opened; somebody else's edit meanwhile is a conflict, not lost. */
export function EditHostDialog({ hostId, onClose }: { readonly hostId: string; readonly onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(hostQuery(hostId));
  // The form begins with the first answer and is not begun again by later ones.
  const [begun, setBegun] = useState<HostDetail>();
  if (begun === undefined && data !== undefined) setBegun(data);
  if (begun !== undefined) return <EditForm host={begun} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title="Edit host">
      {isPending ? (
        <Skeleton className="h-64" />
      ) : (
        <ErrorState error={error} what="the host" onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}

function EditForm({ host, onClose }: { readonly host: HostDetail; readonly onClose: () => void }) {
  const [begun] = useState<HostForm>(() => ({
    name: host.name,
    uri: host.uri,
    class: host.class,
    migrationUri: host.migrationUri ?? '',
    username: '',
    password: '',
    migrationsIn: String(host.limits.migrationsIn),
    migrationsOut: String(host.limits.migrationsOut),
  }));
  const form = useForm<HostForm>({ resolver: zodResolver(HostForm), defaultValues: begun });
  const [forget, setForget] = useState(false);
  const [submitError, setSubmitError] = useState<string>();
  const client = useQueryClient();
  const test = useMutation(testConnection());
  const update = useMutation(updateHost());
  const [testing, setTesting] = useState(false);
  // The address that was tried in vain, and why; saving it once more means it.
  const [mute, setMute] = useState<{ readonly uri: string; readonly reason: string }>();
  const [uri, username, password] = useWatch({ control: form.control, name: ['uri', 'username', 'password'] });
  const typed = credentialsOf({ username, password }) !== undefined;
  const answers = async (values: HostForm): Promise<boolean> => {
    if (values.uri === begun.uri || values.uri === mute?.uri) return true;
    const credentials = credentialsOf(values);
    setTesting(true);
    try {
      const body = { uri: values.uri, ...(credentials === undefined ? {} : { credentials }) };
      const reason = await failureOf(client, await test.mutateAsync({ body, idempotencyKey: newIdempotencyKey() }));
      setMute(reason === undefined ? undefined : { uri: values.uri, reason });
      return reason === undefined;
    } finally {
      setTesting(false);
    }
  };
  const submit = form.handleSubmit(async (values) => {
    setSubmitError(undefined);
    try {
      if (!(await answers(values))) return;
      await update.mutateAsync({ id: host.id, version: host.version, body: toUpdate(values, begun, forget) });
      toast.done(`${values.name} was saved`);
      onClose();
    } catch (error) {
      setSubmitError(applyServerError(form, error, HOST_FORM_FIELDS));
    }
  });
  const warned = mute?.uri === uri.trim() ? mute.reason : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Edit ${host.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="edit-host"
            variant="primary"
            pending={testing || update.isPending}
            disabledReason={form.formState.isDirty || forget ? undefined : 'Nothing has been changed.'}
          >
            {testing ? 'Testing the address' : warned === undefined ? 'Save' : 'Save anyway'}
          </Button>
        </>
      }
    >
      <form id="edit-host" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        <HostFields
          form={form}
          credentialsHint={host.hasCredentials ? 'Some are stored; typing here replaces them.' : 'None are stored.'}
        />
        {host.hasCredentials ? (
          <Checkbox
            label="Forget the stored credentials"
            checked={forget}
            onChange={(event) => setForget(event.target.checked)}
          />
        ) : null}
        {warned === undefined ? null : (
          // The dialog scrolls, and what Save has to say must not stay below its edge.
          <div ref={showWhole}>
            <Banner kind="warning" live>
              {uri.trim()} does not answer: {warned}{' '}
              {host.hasCredentials && !typed ? 'It was tried without the stored credentials. ' : ''}
              {livesOn(host)}
            </Banner>
          </div>
        )}
        <SubmitError sentence={submitError} />
      </form>
    </Dialog>
  );
}

const showWhole = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** What an address that does not answer means for the domains that live at the old one. */
const livesOn = ({ name, domainCount }: HostDetail): string =>
  domainCount === 0
    ? `Saved like this, ${name} is shown as unreachable until it answers.`
    : `Saved like this, ${name} and its ${domainCount} ${domainCount === 1 ? 'domain' : 'domains'} are neither read nor acted on until it answers.`;

/** Only what was changed. */
function toUpdate(values: HostForm, begun: HostForm, forget: boolean): UpdateHost {
  const credentials = credentialsOf(values);
  return {
    ...(values.name === begun.name ? {} : { name: values.name }),
    ...(values.uri === begun.uri ? {} : { uri: values.uri }),
    ...(values.class === begun.class ? {} : { class: values.class }),
    ...(values.migrationUri === begun.migrationUri
      ? {}
      : { migrationUri: values.migrationUri === '' ? null : values.migrationUri }),
    ...(credentials !== undefined ? { credentials } : forget ? { credentials: null } : {}),
    ...(values.migrationsIn === begun.migrationsIn && values.migrationsOut === begun.migrationsOut
      ? {}
      : { limits: { migrationsIn: Number(values.migrationsIn), migrationsOut: Number(values.migrationsOut) } }),
  };
}
