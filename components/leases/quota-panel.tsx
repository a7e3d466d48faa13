'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formatMemory } from '@/components/ui/figures';
import { Input } from '@/components/ui/input';
import { Scrolled } from '@/components/ui/scrolled';
import { VoTag } from '@/components/ui/vo-tag';
import { setVoQuota } from '@/lib/client/mutations/leases';
import { quotasQuery } from '@/lib/client/queries/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { VoQuota } from '@/lib/contracts/environments';
import { KIB_PER_MIB } from '@/lib/utils/units';

const COLUMNS = [
  { name: 'domains', label: 'Domains', words: String },
  { name: 'vcpus', label: 'vCPUs', words: String },
  { name: 'memoryMiB', label: 'Memory', words: (mib: number) => formatMemory(mib * KIB_PER_MIB) },
  { name: 'diskGiB', label: 'Disk', words: (gib: number) => `${gib} GiB` },
] as const;

/** What the leases of each VO take now, of what they may take. */
export function QuotaPanel() {
  const { data } = useQuery(quotasQuery());
  const refused = useScopeRefusal('leases:approve');
  const [edited, setEdited] = useState<Pick<VoQuota, 'vo'> & Partial<VoQuota>>();
  const items = data?.items ?? [];
  return (
    <section aria-label="Quotas" className="mt-8 max-w-3xl">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Quotas</h2>
        <Button disabledReason={refused} onClick={() => setEdited({ vo: '' })}>
          Set a quota
        </Button>
      </div>
      {items.length === 0 ? (
        <p className="text-sm text-muted">
          {data === undefined ? 'Being read.' : 'No VO has a lease or a quota: what fits may be taken.'}
        </p>
      ) : (
        <Scrolled label="Quotas of VOs">
          <table className="w-full text-left text-sm">
            <thead>
              <tr className="text-xs text-muted">
                {['VO', ...COLUMNS.map(({ label }) => label)].map((label) => (
                  <th key={label} scope="col" className="border-b border-line px-2 py-1 font-medium">
                    {label}
                  </th>
                ))}
                {refused === undefined ? (
                  <td className="border-b border-line px-2 py-1">
                    <span className="sr-only">Change</span>
                  </td>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {items.map((quota) => (
                <tr key={quota.vo} className="border-b border-line last:border-b-0">
                  <th scope="row" className="px-2 py-1 font-normal">
                    <VoTag vo={quota.vo} />
                  </th>
                  {COLUMNS.map(({ name, words }) => {
                    const limit = quota[name];
                    return (
                      <td key={name} className="px-2 py-1 whitespace-nowrap tabular-nums">
                        {words(quota.taken[name])}
                        {limit === null ? ', no limit' : ` of ${words(limit)}`}
                      </td>
                    );
                  })}
                  {refused === undefined ? (
                    <td className="px-2 py-1 text-right">
                      <Button aria-label={`Set the quota of ${quota.vo}`} onClick={() => setEdited(quota)}>
                        Set
                      </Button>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {edited === undefined ? null : <QuotaDialog quota={edited} onClose={() => setEdited(undefined)} />}
    </section>
  );
}

const FIELDS = [
  { name: 'domains', label: 'Domains' },
  { name: 'vcpus', label: 'vCPUs' },
  { name: 'memoryMiB', label: 'Memory in MiB' },
  { name: 'diskGiB', label: 'Disk in GiB' },
] as const;

function QuotaDialog({
  quota,
  onClose,
}: {
  readonly quota: Pick<VoQuota, 'vo'> & Partial<VoQuota>;
  readonly onClose: () => void;
}) {
  const [vo, setVo] = useState(quota.vo);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(FIELDS.map(({ name }) => [name, String(quota[name] ?? '')])),
  );
  const save = useMutation(setVoQuota());
  const bad = FIELDS.some(({ name }) => !/^[0-9]{0,9}$/.test(typed[name] ?? ''));
  const limitOf = (name: string): number | null => (typed[name] === '' ? null : Number(typed[name]));
  return (
    <ConfirmDialog
      title={quota.vo === '' ? 'Set a quota' : `Quota of ${quota.vo}`}
      consequence="Holds for what is approved from now on; leases that were approved stay. A field that is left out has no limit."
      confirmLabel="Set quota"
      pending={save.isPending}
      error={save.error === null ? undefined : errorSentence(save.error)}
      disabledReason={vo.trim() === '' ? 'Say which VO.' : bad ? 'Write whole numbers.' : undefined}
      onConfirm={() =>
        save.mutate(
          {
            vo: vo.trim(),
            vcpus: limitOf('vcpus'),
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
        {quota.vo === '' ? (
          <Field label="VO">
            {(control) => (
              <Input {...control} value={vo} maxLength={31} onChange={({ target }) => setVo(target.value)} />
            )}
          </Field>
        ) : null}
        {FIELDS.map(({ name, label }) => (
          <Field key={name} label={label} optional>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
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
