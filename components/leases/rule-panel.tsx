'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { placeErrors } from '@/components/form/place-errors';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { VoTag } from '@/components/ui/vo-tag';
import { createLeaseRule, removeLeaseRule } from '@/lib/client/mutations/lease-notices';
import { leaseRulesQuery } from '@/lib/client/queries/lease-notices';
import { quotasQuery } from '@/lib/client/queries/leases';
import type { LeaseRule } from '@/lib/contracts/lease-notices';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';

/** Rules by which requests are approved as they are asked, while they and what the rule gave are below its limits. */
export function RulePanel() {
  const { data } = useQuery(leaseRulesQuery());
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<LeaseRule>();
  const items = data?.items ?? [];
  return (
    <section aria-label="Rules that approve">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Rules that approve</h2>
        <Button onClick={() => setAdding(true)}>Add a rule</Button>
      </div>
      {items.length === 0 ? (
        <p className="text-sm text-muted">
          {data === undefined ? 'Being read.' : 'There is none: every request waits for a manager.'}
        </p>
      ) : (
        <ul aria-label="Rules" className="divide-y divide-line border-y border-line text-sm">
          {items.map((rule) => (
            <li key={rule.id} className="flex flex-wrap items-start justify-between gap-2 py-2">
              <span className="grid min-w-0 gap-0.5">
                <span className="flex flex-wrap items-center gap-x-3">
                  {rule.name}
                  <VoTag vo={rule.vo} />
                </span>
                <span className="text-muted">{limitWords(rule)}</span>
                <span className="text-xs text-muted">by the account of {rule.ownerName}</span>
              </span>
              <Button aria-label={`Remove the rule ${rule.name}`} onClick={() => setRemoved(rule)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding ? <AddRule onClose={() => setAdding(false)} /> : null}
      {removed === undefined ? null : <RemoveRule rule={removed} onClose={() => setRemoved(undefined)} />}
    </section>
  );
}

const limitWords = ({ domains, vcpus, memoryMiB, days, taken }: LeaseRule): string =>
  [
    `${taken.domains} of ${domains} domains`,
    `${taken.vcpus} of ${vcpus} vCPUs`,
    `${formatMemory(taken.memoryMiB * KIB_PER_MIB)} of ${formatMemory(memoryMiB * KIB_PER_MIB)}`,
    `${days} day${days === 1 ? '' : 's'} at most`,
  ].join(', ');

const NUMBERS = [
  { name: 'domains', label: 'Domains', first: '4' },
  { name: 'vcpus', label: 'vCPUs', first: '8' },
  { name: 'memoryMiB', label: 'Memory in MiB', first: '8192' },
  { name: 'days', label: 'Days', first: '7' },
] as const;
const FIELDS = ['name', 'vo', 'domains', 'vcpus', 'memoryMiB', 'days'] as const;
const WHOLE = /^[1-9][0-9]{0,8}$/;

function AddRule({ onClose }: { readonly onClose: () => void }) {
  const { data: quotas } = useQuery(quotasQuery());
  const known = quotas?.known ?? [];
  const [name, setName] = useState('');
  const [chosen, setVo] = useState<string>();
  const vo = chosen ?? known[0] ?? '';
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(NUMBERS.map((each) => [each.name, each.first])),
  );
  const create = useMutation(createLeaseRule());
  const sent = placeErrors(create.error, FIELDS);
  const numberOf = (field: string): number => Number(typed[field]?.trim());
  const isWhole = (field: string): boolean => WHOLE.test(typed[field]?.trim() ?? '');
  return (
    <ConfirmDialog
      title="Add a rule"
      consequence="Requests of the VO are approved as they are asked while all leases of the rule together stay within its limits, and what is asked fits. They are made by your account."
      confirmLabel="Add rule"
      pending={create.isPending}
      error={sent.rest}
      disabledReason={
        name.trim() === ''
          ? 'Give it a name.'
          : vo === ''
            ? 'No VO is known yet: one is by its first account.'
            : NUMBERS.every((each) => isWhole(each.name))
              ? undefined
              : 'Put right the fields that are marked.'
      }
      onConfirm={() =>
        create.mutate(
          {
            name: name.trim(),
            vo,
            domains: numberOf('domains'),
            vcpus: numberOf('vcpus'),
            memoryMiB: numberOf('memoryMiB'),
            days: numberOf('days'),
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <div className="grid gap-3">
        <Field
          label="Name"
          error={sent.at.name}
          hint="Lower-case letters, digits and hyphens; it stands as who decided."
        >
          {(control) => (
            <Input {...control} value={name} maxLength={31} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label="VO" error={sent.at.vo}>
          {(control) => (
            <Select
              {...control}
              value={vo}
              options={known.map((value) => ({ value, label: value }))}
              onValueChange={setVo}
            />
          )}
        </Field>
        {NUMBERS.map((each) => (
          <Field
            key={each.name}
            label={each.label}
            error={isWhole(each.name) ? sent.at[each.name] : 'This must be a whole number, 1 at least.'}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={typed[each.name] ?? ''}
                onChange={({ target }) => setTyped({ ...typed, [each.name]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </ConfirmDialog>
  );
}

function RemoveRule({ rule, onClose }: { readonly rule: LeaseRule; readonly onClose: () => void }) {
  const remove = useMutation(removeLeaseRule());
  return (
    <ConfirmDialog
      title={`Remove the rule ${rule.name}`}
      consequence="It approves nothing any more. What it approved goes on."
      confirmLabel="Remove rule"
      danger
      pending={remove.isPending}
      error={remove.error === null ? undefined : errorSentence(remove.error)}
      onConfirm={() => remove.mutate(rule.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
