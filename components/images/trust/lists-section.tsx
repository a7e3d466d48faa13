'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { FileInput } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { importImageList } from '@/lib/client/mutations/image-trust';
import { imageListsQuery } from '@/lib/client/queries/image-trust';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { ListedBadge } from './listed-badge';
import { countOf, TrustSection } from './section';
import { TrustForm } from './trust-form';

/** What was imported, the newest version of each. */
export function ListsSection() {
  const [old, setOld] = useQueryState('old', parseAsBoolean.withDefault(false));
  const [importing, setImporting] = useState(false);
  const result = useQuery(imageListsQuery(old));
  const refused = useScopeRefusal('images:trust');
  return (
    <TrustSection
      title="Image lists"
      lead="A list names images by the SHA-512 of their bytes. It endorses what the library has of them; Gridbox fetches none."
      result={result}
      action={
        <Button variant="primary" disabledReason={refused} onClick={() => setImporting(true)}>
          <FileInput aria-hidden />
          Import list
        </Button>
      }
    >
      {({ items }) => (
        <>
          <Switch
            label="Show older versions"
            checked={old}
            onChange={(event) => void setOld(event.target.checked ? true : null)}
          />
          {items.length === 0 ? (
            <p className="text-sm text-muted">No list yet. Trust an endorser first, then import what they sign.</p>
          ) : (
            <ul aria-label="Image lists" className="divide-y divide-line border-y border-line text-sm">
              {items.map((list) => (
                <li key={list.id} className="flex min-w-0 flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5">
                  <TextLink href={pages.imageListPage(list.id)} className="font-medium">
                    {list.title}, version {list.version}
                  </TextLink>
                  <ListedBadge state={list.state} plain />
                  <span className="text-muted">{countOf(list.images, 'image')}</span>
                  <span className="min-w-0 break-all text-muted">by {list.endorser}</span>
                  <span className="flex gap-1">
                    {list.vos.map((vo) => (
                      <VoTag key={vo} vo={vo} />
                    ))}
                  </span>
                  <Age
                    at={list.expiresAt}
                    prefix={list.state === 'expired' ? 'expired' : 'expires'}
                    className="text-muted"
                  />
                </li>
              ))}
            </ul>
          )}
          {importing ? <ImportDialog onClose={() => setImporting(false)} /> : null}
        </>
      )}
    </TrustSection>
  );
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [message, setMessage] = useState('');
  const add = useMutation(importImageList());
  return (
    <TrustForm
      title="Import an image list"
      description="Its signature is verified against the endorsers of this site. One that is expired, or older than what is here, is refused."
      submitLabel="Import list"
      pending={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={(reason) =>
        add.mutate({ message, ...reason }, { onSuccess: ({ id }) => router.push(pages.imageListPage(id)) })
      }
    >
      {(errorOf) => (
        <>
          <Field label="File of the list" optional hint="Read in this browser into the field below.">
            {(control) => (
              <Input
                {...control}
                type="file"
                className="py-1"
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file !== undefined) void file.text().then(setMessage);
                }}
              />
            )}
          </Field>
          <Field label="Signed list" hint="The S/MIME message, headers and all." error={errorOf('message')}>
            {(control) => (
              <Textarea
                {...control}
                rows={8}
                spellCheck={false}
                className="font-mono text-xs"
                value={message}
                onChange={(event) => setMessage(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </TrustForm>
  );
}
