'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { removeMailSettings, setMailSettings, testMail } from '@/lib/client/mutations/lease-notices';
import { mailSettingsQuery } from '@/lib/client/queries/lease-notices';
import type { MailSettings } from '@/lib/contracts/mail';
import type { MailSecurity } from '@/lib/domain/mail';

/** By which server people are mailed, and how that goes. */
export function MailPanel() {
  const { data } = useQuery(mailSettingsQuery());
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const test = useMutation(testMail());
  const remove = useMutation(removeMailSettings());
  const server = data?.server ?? null;
  return (
    <section aria-label="Mail">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Mail</h2>
        {data === undefined ? null : (
          <span className="flex flex-wrap gap-2">
            {server === null ? null : (
              <>
                <Button pending={test.isPending} onClick={() => test.mutate()}>
                  Send a test
                </Button>
                <Button onClick={() => setRemoving(true)}>Remove the mail server</Button>
              </>
            )}
            <Button onClick={() => setEditing(true)}>
              {server === null ? 'Set a mail server' : 'Change the mail server'}
            </Button>
          </span>
        )}
      </div>
      {data === undefined ? (
        <p className="text-sm text-muted">Being read.</p>
      ) : server === null ? (
        <p className="text-sm text-muted">Nobody is mailed: no server takes mail.</p>
      ) : (
        <Server settings={data} server={server} />
      )}
      <SubmitError sentence={test.error === null ? undefined : errorSentence(test.error)} />
      {editing && data !== undefined ? <EditServer server={server} onClose={() => setEditing(false)} /> : null}
      {removing ? (
        <ConfirmDialog
          title="Remove the mail server"
          consequence="Nobody is mailed any more, and what is still to be sent is forgotten."
          confirmLabel="Remove mail server"
          danger
          pending={remove.isPending}
          error={remove.error === null ? undefined : errorSentence(remove.error)}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => setRemoving(false) })}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </section>
  );
}

function Server({
  settings: { waiting, sentAt, problem, test },
  server,
}: {
  readonly settings: MailSettings;
  readonly server: NonNullable<MailSettings['server']>;
}) {
  const { host, port, sender, username, setByName } = server;
  return (
    <div className="grid gap-0.5 border-y border-line py-2 text-sm">
      <span className="break-all">
        {host}:{port}, from {sender}
        {username === null ? '' : `, as ${username}`}
      </span>
      <span className="text-muted">
        set by {setByName}, last taken <Age at={sentAt} />
        {waiting === 0 ? '' : `, ${waiting} to be sent`}
      </span>
      {problem === null ? null : <span className="break-words text-trouble">{problem}</span>}
      {test === null ? null : (
        <output>
          Test to {test.address}:{' '}
          {test.sentAt !== null ? 'taken by the server' : test.problem === null ? 'on its way' : 'not taken yet'}
        </output>
      )}
    </div>
  );
}

const SECURITIES = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS from the first byte' },
  { value: 'none', label: 'None' },
] as const satisfies readonly { readonly value: MailSecurity; readonly label: string }[];
const FIELDS = ['host', 'port', 'security', 'sender', 'username', 'password'] as const;
const FIRST = { host: '', port: '587', security: 'starttls', sender: '', username: '', password: '' } as const;

interface Draft extends Record<(typeof FIELDS)[number], string> {
  readonly security: MailSecurity;
}

function EditServer({ server, onClose }: { readonly server: MailSettings['server']; readonly onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>(() =>
    server === null
      ? FIRST
      : { ...FIRST, ...server, port: String(server.port), username: server.username ?? '', password: '' },
  );
  const save = useMutation(setMailSettings());
  const sent = placeErrors(save.error, FIELDS);
  const set = (name: Exclude<keyof Draft, 'security'>) => (event: { readonly target: { readonly value: string } }) => {
    setDraft({ ...draft, [name]: event.target.value });
    if (save.isError) save.reset();
  };
  const username = draft.username.trim();
  const send = (): void =>
    save.mutate(
      {
        host: draft.host.trim(),
        port: Number(draft.port),
        security: draft.security,
        sender: draft.sender.trim(),
        ...(username === '' ? {} : { username }),
        ...(draft.password === '' ? {} : { password: draft.password }),
      },
      { onSuccess: onClose },
    );
  return (
    <ConfirmDialog
      title="Mail server"
      consequence="What people choose to be mailed of is sent by it."
      confirmLabel="Save mail server"
      pending={save.isPending}
      error={sent.rest}
      disabledReason={
        draft.host.trim() === '' || draft.sender.trim() === '' || draft.port === ''
          ? 'Say which server, and from which address.'
          : undefined
      }
      onConfirm={send}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field label="Server" error={sent.at.host}>
          {(control) => <Input {...control} value={draft.host} maxLength={253} onChange={set('host')} />}
        </Field>
        <Field label="Port" error={sent.at.port}>
          {(control) => (
            <Input {...control} type="number" min={1} max={65_535} value={draft.port} onChange={set('port')} />
          )}
        </Field>
        <Field label="Encryption" error={sent.at.security}>
          {(control) => (
            <Select
              {...control}
              value={draft.security}
              options={SECURITIES}
              onValueChange={(security) => {
                setDraft({ ...draft, security });
                if (save.isError) save.reset();
              }}
            />
          )}
        </Field>
        <Field label="From" error={sent.at.sender} hint="An address alone, such as gridbox@example.org">
          {(control) => (
            <Input {...control} type="email" value={draft.sender} maxLength={254} onChange={set('sender')} />
          )}
        </Field>
        <Field label="User name" optional error={sent.at.username}>
          {(control) => (
            <Input {...control} value={draft.username} maxLength={200} autoComplete="off" onChange={set('username')} />
          )}
        </Field>
        <Field
          label="Password"
          optional
          error={sent.at.password}
          hint={server?.hasPassword === true ? 'Left out: as it is, where the rest of it is the same' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              value={draft.password}
              maxLength={1_000}
              autoComplete="new-password"
              onChange={set('password')}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
