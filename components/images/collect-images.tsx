'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsInteger, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { useSettled } from '@/components/form/use-settled';
import { ErrorState, errorSentence, ForbiddenState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Bytes } from '@/components/ui/figures';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { collectImages } from '@/lib/client/mutations/images';
import { collectionQuery } from '@/lib/client/queries/images';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { type CollectionPreview, DEFAULT_RETENTION, RetentionRule } from '@/lib/contracts/images';
import { formatBytes } from '@/lib/utils/units';
import { pages } from '@/lib/utils/paths';
import { Digest } from './image-look';

/** Which images a rule removes and why the others stay, before anything is removed. */
export function CollectImages() {
  const refused = useScopeRefusal('images:build');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return <Collection />;
}

function Collection() {
  const [typed, setTyped] = useQueryStates(
    {
      keepVersions: parseAsInteger.withDefault(DEFAULT_RETENTION.keepVersions),
      keepDays: parseAsInteger.withDefault(DEFAULT_RETENTION.keepDays),
    },
    { history: 'replace' },
  );
  const settled = useSettled(typed);
  const rule = RetentionRule.safeParse(settled);
  const result = useQuery({ ...collectionQuery(rule.data ?? DEFAULT_RETENTION), enabled: rule.success });
  const current = settled.keepDays === typed.keepDays && settled.keepVersions === typed.keepVersions;
  const number = (name: keyof typeof typed, label: string, hint: string) => (
    <Field
      label={label}
      hint={hint}
      error={
        rule.error?.issues.some(({ path }) => path[0] === name) === true
          ? 'A whole number that is not too large.'
          : undefined
      }
    >
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          className="w-32"
          value={typed[name]}
          onChange={(event) => void setTyped({ [name]: Number(event.target.value) })}
        />
      )}
    </Field>
  );
  return (
    <>
      <PageHeader
        title="Remove old images"
        meta={
          <>
            <span>One that is in use is never removed</span>
            <InlineLink href={pages.images()}>All images</InlineLink>
          </>
        }
      />
      <div className="grid max-w-4xl gap-6">
        <div className="flex flex-wrap gap-x-8 gap-y-4">
          {number('keepVersions', 'Versions kept', 'Of each name, the newest; of each version what was built last.')}
          {number('keepDays', 'Days kept', 'Younger images stay, and layers that a build has used since.')}
        </div>
        <div aria-live="polite" aria-busy={!current || result.isFetching}>
          {!rule.success ? null : result.isPending ? (
            <Skeleton className="h-48" />
          ) : result.data === undefined ? (
            <ErrorState error={result.error} what="what would be removed" onRetry={() => void result.refetch()} />
          ) : (
            <Preview preview={result.data} rule={rule.data} current={current && !result.isPlaceholderData} />
          )}
        </div>
      </div>
    </>
  );
}

function Preview({
  preview,
  rule,
  current,
}: {
  readonly preview: CollectionPreview;
  readonly rule: RetentionRule;
  readonly current: boolean;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [key] = useState(newIdempotencyKey);
  const collect = useMutation(collectImages());
  const { remove, removeBytes, keep } = preview;
  const count = remove.length === 1 ? 'one image' : `${remove.length} images`;
  return (
    <div className="grid gap-6">
      <section aria-label="Removed">
        <h2 className="mb-2 text-base font-semibold">
          {remove.length === 0 ? 'No image would be removed' : `Removes ${count}, ${formatBytes(removeBytes)}`}
        </h2>
        {remove.length === 0 ? null : (
          <ul aria-label="Images to be removed" className="divide-y divide-line border-y border-line text-sm">
            {remove.map((each) => (
              <Row key={each.id} image={each} />
            ))}
          </ul>
        )}
      </section>
      <div>
        <Button
          variant="danger"
          disabledReason={current ? undefined : 'The rule is being read.'}
          onClick={() => setAsking(true)}
        >
          <Trash2 aria-hidden />
          {remove.length === 0 ? 'Remove unused layers' : `Remove ${count}`}
        </Button>
      </div>
      {keep.length === 0 ? null : (
        <section aria-label="Kept">
          <h2 className="mb-2 text-base font-semibold">Keeps {keep.length === 1 ? 'one' : keep.length}</h2>
          <ul aria-label="Images that stay" className="divide-y divide-line border-y border-line text-sm">
            {keep.map((each) => (
              <Row key={each.id} image={each} why={each.why} />
            ))}
          </ul>
        </section>
      )}
      {asking ? (
        <ConfirmDialog
          title={remove.length === 0 ? 'Remove unused layers?' : `Remove ${count}?`}
          consequence="Their files are removed, and layers that no build has used since. Whoever begins to use one meanwhile keeps it. They can be built again as long as their packages are to be had."
          confirmLabel="Remove"
          danger
          pending={collect.isPending}
          error={collect.error === null ? undefined : errorSentence(collect.error)}
          onConfirm={() =>
            collect.mutate(
              { idempotencyKey: key, body: rule },
              { onSuccess: ({ operation }) => router.push(pages.operation(operation.id)) },
            )
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

function Row({ image, why }: { readonly image: CollectionPreview['remove'][number]; readonly why?: string }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-1.5">
      <TextLink href={pages.image(image.imageId)} className="font-medium">
        {image.name}, version {image.version}
      </TextLink>
      <Digest digest={image.digest} />
      <Bytes bytes={image.bytes} className="text-muted" />
      <span className="text-muted">
        built <Age at={image.builtAt} />
      </span>
      {why === undefined ? null : <span className="text-muted">{why}.</span>}
    </li>
  );
}
