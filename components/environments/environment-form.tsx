import { type FormEvent, useState } from 'react';
import { fieldSentence } from '@/components/form/field-words';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import { ROLE_LABELS, ROLES } from '@/lib/domain/domain';
import { NO_NETWORK_WORDS, type Isolation } from '@/lib/domain/environment-network';
import { CLASS_LABELS, HOST_CLASSES } from '@/lib/domain/host';
import { AppError } from '@/lib/domain/errors';
import {
  ENVIRONMENT_FIELDS,
  type EnvironmentDraft,
  type EnvironmentField,
  readEnvironmentDraft,
  typedAt,
} from './environment-draft';
import { ImageName, ImageVersion } from './library-image-fields';
import { NetworkNote } from './network-note';

interface Shown {
  readonly name: EnvironmentField;
  readonly label: string;
  readonly hint?: string | ((draft: EnvironmentDraft) => string);
  readonly number?: true;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Only where the image comes from there. */
  readonly from?: 'library' | 'path';
  /** Only where that network is chosen. */
  readonly of?: Isolation;
}
const same = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

const GROUPS: readonly { readonly title: string; readonly fields: readonly Shown[] }[] = [
  {
    title: 'What it is',
    fields: [
      { name: 'description', label: 'Description', hint: 'What a VO reads first' },
      { name: 'role', label: 'Role', options: ROLES.map((value) => ({ value, label: ROLE_LABELS[value] })) },
      { name: 'os', label: 'Operating system' },
      { name: 'software', label: 'Software' },
    ],
  },
  {
    title: 'Image',
    fields: [
      {
        name: 'imageFrom',
        label: 'Image from',
        options: [
          { value: 'library', label: 'The library' },
          { value: 'path', label: 'A file of its hosts' },
        ],
      },
      { name: 'library', label: 'Name in the library', from: 'library' },
      { name: 'libraryVersion', label: 'Version', from: 'library' },
      { name: 'path', label: 'Path', from: 'path', hint: 'Absolute; the same on each of its hosts' },
      { name: 'sha512', label: 'SHA-512', from: 'path', hint: '128 hexadecimal digits' },
      { name: 'architecture', label: 'Architecture', options: same(['x86_64', 'i686', 'ia64']) },
      { name: 'guestModes', label: 'Guest modes', hint: 'pv, hvm or pvh; the first that a host offers is taken' },
    ],
  },
  {
    title: 'Where',
    fields: [
      {
        name: 'hostClass',
        label: 'Machine class',
        options: [{ value: '', label: 'Any' }, ...HOST_CLASSES.map((value) => ({ value, label: CLASS_LABELS[value] }))],
      },
      { name: 'hosts', label: 'Only these hosts', hint: 'Names with commas between them; left out: all of the class' },
      {
        name: 'isolation',
        label: 'Network',
        hint: ({ isolation }) =>
          isolation === 'shared'
            ? NO_NETWORK_WORDS
            : isolation === 'attached'
              ? 'Whoever else is on it stays there; its guests ask there for an address.'
              : 'Of its domains on one host; nothing leaves it, and nobody gives out addresses on it.',
        options: [
          { value: 'dedicated', label: 'One of the lease alone' },
          { value: 'attached', label: 'One that its hosts have' },
          { value: 'shared', label: 'None' },
        ],
      },
      {
        name: 'network',
        label: 'Network of its hosts',
        of: 'attached',
        hint: 'Name of the network or bridge, the same on each of its hosts; of hosts without bridges mcast:ADDRESS:PORT',
      },
      { name: 'vos', label: 'VOs', hint: 'Who may ask for it, with commas between them; left out: every VO' },
    ],
  },
  {
    title: 'How large, and how long',
    fields: [
      { name: 'vcpus', label: 'vCPUs', number: true },
      { name: 'mostVcpus', label: 'vCPUs at most', number: true },
      { name: 'memoryMiB', label: 'Memory in MiB', number: true },
      { name: 'mostMemoryMiB', label: 'Memory in MiB at most', number: true },
      { name: 'diskGiB', label: 'Disk in GiB', number: true, hint: 'Left out: as its image' },
      { name: 'mostDiskGiB', label: 'Disk in GiB at most', number: true, hint: 'Left out: not to be chosen' },
      { name: 'mostDomains', label: 'Domains at most', number: true },
      { name: 'daysMax', label: 'Days at most', number: true },
    ],
  },
];

const hintOf = ({ hint }: Shown, draft: EnvironmentDraft): string | undefined =>
  typeof hint === 'function' ? hint(draft) : hint;

/** The server's complaints, with its fields called as this form calls them. */
const named = (error: Error | null): Error | null =>
  AppError.is(error)
    ? new AppError(error.code, error.message, {
        fields: error.fields.map(({ field, message }) => ({ field: typedAt(field) ?? field, message })),
      })
    : error;

const NO_PROBLEMS: ReadonlyMap<EnvironmentField, string> = new Map();

/** All of an environment; what is wrong is said at the field, before anything is sent. */
export function EnvironmentForm({
  initial,
  name,
  onName,
  saveLabel,
  pending,
  error,
  refused,
  onSave,
}: {
  readonly initial: EnvironmentDraft;
  /** Undefined: the next version of one that has a name. */
  readonly name?: string | undefined;
  readonly onName?: ((name: string) => void) | undefined;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly refused: string | undefined;
  readonly onSave: (body: EnvironmentBody) => void;
}) {
  const [draft, setDraft] = useState(initial);
  // From the first try on, so that what is mended is said to be no more.
  const [tried, setTried] = useState(false);
  const read = readEnvironmentDraft(draft);
  const problems = tried && 'problems' in read ? read.problems : NO_PROBLEMS;
  const sent = placeErrors(named(error), ['name', ...ENVIRONMENT_FIELDS]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if ('body' in read) onSave(read.body);
  };
  const set = (field: EnvironmentField, value: string) => setDraft({ ...draft, [field]: value });
  return (
    <form onSubmit={submit} className="grid max-w-3xl gap-6" noValidate>
      {onName === undefined ? null : (
        <Field label="Name" hint="Lower-case letters, digits and hyphens; it stays." error={sent.at.name}>
          {(control) => (
            <Input {...control} value={name ?? ''} maxLength={31} onChange={({ target }) => onName(target.value)} />
          )}
        </Field>
      )}
      {GROUPS.map(({ title, fields }) => (
        <fieldset key={title} className="grid items-start gap-3 sm:grid-cols-2">
          <legend className="mb-2 text-base font-semibold">{title}</legend>
          {fields
            .filter(({ from }) => from === undefined || from === draft.imageFrom)
            .filter(({ of }) => of === undefined || of === draft.isolation)
            .map((field) => {
              const problem = problems.get(field.name);
              const told = problem === undefined ? sent.at[field.name] : fieldSentence(problem);
              if (field.name === 'library')
                return <ImageName key={field.name} draft={draft} error={told} onChange={(next) => setDraft(next)} />;
              if (field.name === 'libraryVersion')
                return <ImageVersion key={field.name} draft={draft} error={told} onChange={(next) => setDraft(next)} />;
              return (
                <Field key={field.name} label={field.label} hint={hintOf(field, draft)} error={told}>
                  {(control) =>
                    field.options === undefined ? (
                      <Input
                        {...control}
                        type={field.number === true ? 'number' : 'text'}
                        value={draft[field.name]}
                        onChange={({ target }) => set(field.name, target.value)}
                      />
                    ) : (
                      <Select
                        {...control}
                        value={draft[field.name]}
                        options={field.options}
                        onValueChange={(value) => set(field.name, value)}
                      />
                    )
                  }
                </Field>
              );
            })}
        </fieldset>
      ))}
      <NetworkNote draft={draft} />
      <SubmitError sentence={sent.rest} />
      <div>
        <Button type="submit" variant="primary" pending={pending} disabledReason={refused}>
          {saveLabel}
        </Button>
      </div>
    </form>
  );
}
