'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence, ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { deleteDomain } from '@/lib/client/mutations/domain-making';
import { domainQuery } from '@/lib/client/queries/domains';
import type { DomainDetail } from '@/lib/contracts/domains';
import { isActive } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { pages } from '@/lib/utils/paths';

/** Says what goes and what stays; what runs goes only by its name, typed. */
export function DeleteDomainDialog({
  domain,
  onClose,
}: {
  readonly domain: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const detail = useQuery(domainQuery(domain.id));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete: ${domain.name}`}
      description="Its definition goes, and the disks that are its own. Then its host is asked again for each of them."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            type="submit"
            form="delete-domain"
            variant="danger"
            disabledReason={detail.data === undefined ? 'What there is of it is still being read.' : undefined}
          >
            Delete
          </Button>
        </>
      }
    >
      {detail.data !== undefined ? (
        <Form domain={detail.data} onClose={onClose} />
      ) : detail.isError ? (
        <ErrorState error={detail.error} what="this domain" onRetry={() => void detail.refetch()} />
      ) : (
        <output aria-label="Reading the domain" className="grid gap-2">
          <Skeleton className="h-8" />
          <Skeleton className="h-8" />
        </output>
      )}
    </Dialog>
  );
}

const STOPS = [
  { value: 'shut-down', label: 'Ask its guest to power off first' },
  { value: 'force-off', label: 'Force it off first; unwritten data is lost' },
] as const;
type Disk = DomainDetail['disks'][number];

function Form({ domain, onClose }: { readonly domain: DomainDetail; readonly onClose: () => void }) {
  const router = useRouter();
  const [stop, setStop] = useState<(typeof STOPS)[number]['value']>('shut-down');
  const [name, setName] = useState('');
  const [nameError, setNameError] = useState<string>();
  const [also, setAlso] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const remove = useMutation(deleteDomain());
  const active = isActive(domain.state);
  const asksName = domain.state !== 'off' && domain.state !== 'crashed';
  const own = domain.made?.disks ?? [];
  const others = domain.disks.filter((disk) => disk.source !== null && !own.includes(disk.source));
  const submit = (): void => {
    // Asked twice in one breath it is still one deletion.
    if (remove.isPending) return;
    if (asksName && name !== domain.name) {
      setNameError(`Type ${domain.name} as it stands.`);
      return;
    }
    remove.mutate(
      {
        id: domain.id,
        idempotencyKey: newIdempotencyKey(),
        body: {
          stop: active ? stop : 'no',
          alsoRemove: [...also],
          ...(asksName ? { confirmName: name } : {}),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        },
      },
      {
        onSuccess: ({ operation }) => {
          rememberOwnOperation(operation.id);
          onClose();
          router.push(pages.operation(operation.id));
        },
      },
    );
  };
  return (
    <form
      id="delete-domain"
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {active ? (
        <Field label={`It is ${STATE_LABELS[domain.state]}`}>
          {(control) => <Select {...control} options={STOPS} value={stop} onValueChange={setStop} className="w-full" />}
        </Field>
      ) : null}
      {domain.state === 'saved' ? <p className="text-sm">Its saved memory is deleted with it.</p> : null}
      <section aria-label="Disks" className="grid gap-2 text-sm">
        <h3 className="font-medium">Disks</h3>
        {domain.disks.length === 0 && own.length === 0 ? <p className="text-muted">It has none.</p> : null}
        {own.length === 0 ? null : (
          <>
            <p>Made by Gridbox for it, so {own.length === 1 ? 'this goes' : 'these go'} with it:</p>
            <ul className="grid gap-1">
              {own.map((path) => (
                <li key={path}>
                  <code className="font-mono text-xs break-all">{path}</code>
                </li>
              ))}
            </ul>
          </>
        )}
        {others.length === 0 ? null : (
          <fieldset className="grid gap-1.5">
            <legend className="mb-1">Not made by Gridbox. They stay, unless they are chosen:</legend>
            {others.map((disk) => (
              <OtherDisk
                key={disk.target}
                disk={disk}
                checked={disk.source !== null && also.includes(disk.source)}
                onChange={(path, checked) =>
                  setAlso((old) => (checked ? [...old, path] : old.filter((each) => each !== path)))
                }
              />
            ))}
          </fieldset>
        )}
      </section>
      {asksName ? (
        <Field label={`Type ${domain.name} to delete it`} error={nameError}>
          {(control) => (
            <Input
              {...control}
              value={name}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setName(event.target.value);
                setNameError(undefined);
              }}
            />
          )}
        </Field>
      ) : null}
      <Field label="Reason" optional hint="Kept in the audit.">
        {(control) => (
          <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <SubmitError sentence={remove.isError ? errorSentence(remove.error) : undefined} />
    </form>
  );
}

/** Why it stays whatever is chosen; undefined where it may go. */
const whyStays = (disk: Disk): string | undefined =>
  disk.kind !== 'disk'
    ? `A ${disk.kind}, which other domains may use: it stays.`
    : disk.readOnly
      ? 'Read-only, and so perhaps of many: it stays.'
      : disk.source?.startsWith('/') === true
        ? undefined
        : 'No file of its host: it stays.';

function OtherDisk({
  disk,
  checked,
  onChange,
}: {
  readonly disk: Disk;
  readonly checked: boolean;
  readonly onChange: (path: string, checked: boolean) => void;
}) {
  const { source } = disk;
  if (source === null) return null;
  const stays = whyStays(disk);
  return (
    <Checkbox
      label={
        <>
          {disk.target} <code className="font-mono text-xs break-all">{source}</code>
        </>
      }
      hint={stays ?? (disk.shared ? 'On storage that other hosts see as well.' : undefined)}
      disabled={stays !== undefined}
      checked={checked}
      onChange={(event) => onChange(source, event.target.checked)}
    />
  );
}
