'use client';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ColdMoveDialog } from '@/components/cold-move/cold-move-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { errorSentence, ErrorState } from '@/components/status/view-states';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { migrateDomain } from '@/lib/client/mutations/domains';
import { candidatesQuery } from '@/lib/client/queries/domains';
import type { Candidate } from '@/lib/contracts/migrations';
import { CandidateChoice } from './candidate-list';
import { canChoose } from './candidate-order';
import { EMPTY_MIGRATE_FORM, MigrateOptions } from './migrate-options';
import { PredictionFacts } from './prediction-facts';
import { RefusalList } from './refusal-list';
import { toMigrateBody } from './to-migrate-body';

/** Choose a host, read what is foretold, confirm. Opened by key, button or by dropping a tile on a host. */
export function MigrateDialog({
  domain,
  targetHostId,
  onClose,
}: {
  domain: { readonly id: string; readonly name: string; readonly hostName: string | null };
  /** Where it was dropped; without it the recommended host is chosen. After a drop that is refused none is. */
  targetHostId: string | undefined;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(targetHostId);
  const [cold, setCold] = useState<Candidate>();
  const [form, setForm] = useState(EMPTY_MIGRATE_FORM);
  const candidates = useQuery({
    ...candidatesQuery(domain.id, { live: !form.stopAndCopy, copyStorage: form.copyStorage }),
    // The verdicts for the other way stay on screen until these have come: the form keeps its place.
    placeholderData: keepPreviousData,
  });
  const [errors, setErrors] = useState<Record<string, string>>({});
  // Sent again after no answer came, the same wish keeps its key and stays one operation; a changed wish is a new one.
  const [wish, setWish] = useState({ text: '', key: '' });
  const migrate = useMutation(migrateDomain());
  const items = candidates.data?.items ?? [];
  // Named once: what a later reading recommends does not change what is about to be confirmed.
  if (chosen === undefined) {
    const first = firstChoice(items);
    if (first !== undefined) setChosen(first.hostId);
  }
  const named = items.find((each) => each.hostId === chosen);
  const target = named !== undefined && canChoose(named) ? named : undefined;
  // It stays when another host has been chosen, so that nothing moves.
  const refused = [chosen, targetHostId]
    .map((id) => items.find((each) => each.hostId === id))
    .find((each) => each !== undefined && !canChoose(each));

  const submit = (): void => {
    if (target === undefined) return;
    const made = toMigrateBody(form, target);
    setErrors('errors' in made ? made.errors : {});
    if ('errors' in made) return;
    const text = JSON.stringify(made.body);
    const key = text === wish.text ? wish.key : newIdempotencyKey();
    setWish({ text, key });
    migrate.mutate(
      { id: domain.id, idempotencyKey: key, body: made.body },
      {
        onSuccess: ({ operation }) => {
          rememberOwnOperation(operation.id);
          onClose();
        },
        // A refusal now means that the verdicts on screen are old.
        onError: () => void candidates.refetch(),
      },
    );
  };

  if (cold !== undefined) return <ColdMoveDialog domain={domain} target={cold} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="lg"
      title={target === undefined ? `Migrate ${domain.name}` : `Migrate ${domain.name} to ${target.hostName}`}
      description={domain.hostName === null ? undefined : `It runs on ${domain.hostName} now.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it there</Button>
          <Button
            type="submit"
            form="migrate"
            variant="primary"
            pending={migrate.isPending}
            disabledReason={
              target !== undefined && !candidates.isPlaceholderData
                ? undefined
                : candidates.isPending || candidates.isPlaceholderData
                  ? 'The hosts are still being checked.'
                  : items.some(canChoose)
                    ? 'Choose a host that can take it.'
                    : 'No host can take it now; each row says why.'
            }
          >
            {target?.verdict === 'wait' ? 'Queue migration' : 'Migrate'}
          </Button>
        </>
      }
    >
      {candidates.isError ? (
        <ErrorState error={candidates.error} what="the candidates" onRetry={() => void candidates.refetch()} />
      ) : candidates.isPending ? (
        <output aria-label="Checking the hosts" className="grid gap-2">
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} className="h-12" />
          ))}
        </output>
      ) : (
        <form
          id="migrate"
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {refused === undefined ? null : (
            <Banner kind="warning" live>
              <strong className="mb-1 block font-medium">
                {domain.name} cannot move to {refused.hostName}.
              </strong>
              <RefusalList refusals={refused.refusals} />
            </Banner>
          )}
          <CandidateChoice
            legend={refused === undefined ? 'Target host' : 'Choose another host'}
            candidates={items}
            value={target?.hostId}
            onChange={setChosen}
            onColdMove={setCold}
          />
          <Checkbox
            label="Stop and copy"
            hint="The guest stands still until all of its memory is copied. Moves what cannot move live."
            checked={form.stopAndCopy}
            onChange={(event) => setForm((old) => ({ ...old, stopAndCopy: event.target.checked }))}
          />
          {form.copyStorage || items.some(canCopyItsDisks) ? (
            <Checkbox
              label="Copy its disks along"
              hint="Disks that only its present host sees are copied to the same path at the target. Takes as long as the disks are large."
              checked={form.copyStorage}
              onChange={(event) => setForm((old) => ({ ...old, copyStorage: event.target.checked }))}
            />
          ) : null}
          {target === undefined ? null : (
            <>
              <PredictionFacts prediction={target.prediction} />
              <MigrateOptions
                options={target.options}
                form={form}
                errors={errors}
                onChange={(change) => setForm((old) => ({ ...old, ...change }))}
              />
              <Field label="Reason" optional hint="Kept in the audit and on the migration's page.">
                {(control) => (
                  <Input
                    {...control}
                    maxLength={500}
                    value={form.reason}
                    onChange={(event) => setForm((old) => ({ ...old, reason: event.target.value }))}
                  />
                )}
              </Field>
            </>
          )}
          <SubmitError sentence={migrate.isError ? errorSentence(migrate.error) : undefined} />
        </form>
      )}
    </Dialog>
  );
}

/** The disks stand in its way, and the pair of hosts can copy them. */
const canCopyItsDisks = ({ options, refusals }: Candidate): boolean =>
  options.copyStorage && refusals.some((refusal) => refusal.code === 'disk-not-shared');

/** Where nobody named a host: the recommended one, else the first that can. A second choice is not ours to make. */
function firstChoice(items: readonly Candidate[]): Candidate | undefined {
  const possible = items.filter(canChoose);
  return possible.find((each) => each.recommended) ?? possible[0];
}
