'use client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { fieldSentence } from '@/components/form/field-words';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { zoneWords } from '@/components/leases/lease-look';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { environmentsQuery } from '@/lib/client/queries/environments';
import { poolsQuery } from '@/lib/client/queries/pools';
import type { CreatePool, PoolDetail } from '@/lib/contracts/pools';
import { PolicyPreview } from './policy-preview';
import { POOL_FIELDS, type PoolDraft, type PoolField, type PoolText, readPoolDraft } from './pool-draft';

interface Shown {
  readonly name: Exclude<PoolText, 'environmentId'>;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'number' | 'datetime-local';
  /** Jobs, nodes and domains have it: it stays as it was made. */
  readonly stays?: true;
  readonly optional?: true;
}
interface Group {
  readonly title: string;
  readonly fields: readonly Shown[];
}

const WHOSE: Group = {
  title: 'What jobs ask for',
  fields: [
    {
      name: 'name',
      label: 'Name',
      hint: 'What a job asks for: a feature of the nodes. It stays.',
      stays: true,
    },
    {
      name: 'vo',
      label: 'VO',
      hint: 'Whose its domains are; its VO admins see the pool. It stays.',
      optional: true,
      stays: true,
    },
  ],
};
const WHERE: Group = {
  title: 'Nodes',
  fields: [
    {
      name: 'system',
      label: 'Batch system',
      hint: 'As the settings of the agent call it. It stays.',
      stays: true,
    },
    {
      name: 'nodes',
      label: 'Nodes',
      hint: 'Names that the batch system knows already, with commas between them; one for each slot.',
    },
    {
      name: 'addresses',
      label: 'Addresses',
      hint: 'IPv4, in the order of the nodes; left out: guests ask for one by DHCP.',
      optional: true,
    },
    { name: 'prefix', label: 'Prefix length of the addresses', type: 'number', optional: true },
    {
      name: 'network',
      label: 'Network',
      hint: 'As hosts call it; left out: the one its environment names, or none.',
      optional: true,
    },
  ],
};
const POLICY: Group = {
  title: 'Policy',
  fields: [
    { name: 'min', label: 'Slots at least', type: 'number', hint: 'Kept though no job asks for them.' },
    { name: 'max', label: 'Slots at most', type: 'number', hint: 'One that is drained counts until it is gone.' },
    { name: 'bootAhead', label: 'Booted ahead while jobs wait', type: 'number' },
    { name: 'idleSeconds', label: 'Seconds without a job until a slot is taken away', type: 'number' },
    {
      name: 'closesAt',
      label: 'Maintenance from',
      type: 'datetime-local',
      hint: 'Jobs whose limit does not fit before it do not begin; from then on all slots go.',
      optional: true,
    },
  ],
};

/** More environments than these nobody chooses from in a list. */
const OFFERED = 200;

/** All of a pool, with what it would do told while it is typed; what is wrong is said at the field, before anything is sent. */
export function PoolForm({
  initial,
  pool,
  saveLabel,
  pending,
  error,
  onSave,
  cancel,
}: {
  readonly initial: PoolDraft;
  /** That is changed; undefined: a new one. */
  readonly pool?: PoolDetail | undefined;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onSave: (pool: CreatePool) => void;
  readonly cancel: ReactNode;
}) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const { data } = useQuery(environmentsQuery({ pageSize: OFFERED }));
  const environments = data?.items ?? [];
  const read = readPoolDraft(draft);
  const problems = tried && 'problems' in read ? read.problems : undefined;
  const sent = placeErrors(error, POOL_FIELDS);
  // What the form sees itself is newer than any answer.
  const errorOf = (field: PoolField): string | undefined => {
    const problem = problems?.get(field);
    return problem === undefined ? sent.at[field] : fieldSentence(problem);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if ('pool' in read) onSave(read.pool);
  };
  const chosen = environments.find(({ id }) => id === draft.environmentId);
  const fieldsOf = ({ fields }: Group) =>
    fields
      .filter(({ stays }) => stays === undefined || pool === undefined)
      .map((shown) => (
        <TextField
          key={shown.name}
          shown={shown}
          value={draft[shown.name]}
          error={errorOf(shown.name)}
          onChange={(value) => setDraft({ ...draft, [shown.name]: value })}
        />
      ));
  return (
    <form onSubmit={submit} className="grid max-w-3xl gap-6" noValidate>
      <Fields title={WHOSE.title}>
        {fieldsOf(WHOSE)}
        <Field
          label="Environment"
          error={errorOf('environmentId')}
          hint={
            pool === undefined ? 'What a slot is a domain of.' : 'Slots of another one go once their jobs are over.'
          }
        >
          {(control) => (
            <Select
              {...control}
              value={draft.environmentId}
              options={optionsOf(environments, pool)}
              onValueChange={(environmentId) => setDraft({ ...draft, environmentId })}
            />
          )}
        </Field>
      </Fields>
      <Fields title={WHERE.title}>{fieldsOf(WHERE)}</Fields>
      <Fields title={POLICY.title}>
        {fieldsOf(POLICY)}
        <Checkbox
          label="Slots are booted"
          hint="Switched off none is booted; those that are there go once their jobs are over."
          checked={draft.enabled}
          onChange={({ target }) => setDraft({ ...draft, enabled: target.checked })}
        />
        <Field
          label="Specifications of jobs"
          error={errorOf('takesSpecifications')}
          hint="Guests made of one are run by whoever wrote it, and hold the key of the batch system: with it they can speak there for any user."
        >
          {(control) => (
            <Select
              {...control}
              value={draft.takesSpecifications ? 'taken' : 'none'}
              options={[
                { value: 'none', label: 'None is taken' },
                { value: 'taken', label: 'VOs may bring them' },
              ]}
              onValueChange={(value) => setDraft({ ...draft, takesSpecifications: value === 'taken' })}
            />
          )}
        </Field>
      </Fields>
      <PolicyPreview
        pool={'pool' in read ? read.pool : undefined}
        processors={chosen?.body.vcpus ?? 1}
        memoryMiB={chosen?.body.memoryMiB}
        today={pool}
      />
      <SubmitError sentence={sent.rest} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending}>
          {saveLabel}
        </Button>
        {cancel}
      </div>
    </form>
  );
}

function Fields({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="grid items-start gap-3 sm:grid-cols-2">
      <legend className="mb-2 text-base font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}

/** The one that a pool has stays to be chosen, though it is offered no more. */
function optionsOf(
  environments: readonly { readonly id: string; readonly name: string; readonly version: number }[],
  pool: PoolDetail | undefined,
) {
  const kept =
    pool === undefined || environments.some(({ id }) => id === pool.environment.id) ? [] : [pool.environment];
  return [
    { value: '', label: 'Choose an environment' },
    ...[...kept, ...environments].map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` })),
  ];
}

function TextField({
  shown: { name, label, hint, type, optional },
  value,
  error,
  onChange,
}: {
  readonly shown: Shown;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const list = useId();
  const isSystem = name === 'system';
  const { data } = useQuery({ ...poolsQuery({ pageSize: OFFERED }), enabled: isSystem });
  const systems = [...new Set((data?.items ?? []).map(({ system }) => system))];
  return (
    <Field
      label={label}
      optional={optional}
      error={error}
      hint={type === 'datetime-local' ? `${hint ?? ''} ${zoneWords()}` : hint}
    >
      {(control) => (
        <>
          <Input
            {...control}
            type={type ?? 'text'}
            min={type === 'number' ? 0 : undefined}
            list={isSystem ? list : undefined}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
          {isSystem ? (
            <datalist id={list}>
              {systems.map((system) => (
                <option key={system} value={system}>
                  {system}
                </option>
              ))}
            </datalist>
          ) : null}
        </>
      )}
    </Field>
  );
}
